"""A package of a proposal: memory that does not grow with the evidence, time near that of writing the ZIP alone.

Run by `./dev bench`. Time is processor time of the files alone, ours (hashed on the way out of the store, checksummed,
hashed as a whole before it is kept) against zipfile that copies the same files and knows nothing of them. Two SHA-256
of every byte are nearly all of the difference: damaged evidence never leaves, and a package is known by its hash.
Median of ratios of pairs run one after the other. KKE and lists cost the same whatever the evidence weighs, and are
left out of the ratio. Memory is the peak that tracemalloc sees of the whole making, at a hundredth and at all of it.
"""

import shutil
import time
import tracemalloc
import zipfile
from io import BytesIO

import pytest

from assessments.models import EvidenceUse
from assessments.package.plan import STORED
from assessments.package.zipped import Zipped
from assessments.reports.package import write_package
from assessments.services.moved import freeze
from assessments.services.packages import Standing, standing
from documents import store
from documents.models import Blob, Document, Revision
from tests.handover.pulling import issue
from tests.package.packing import Packed, packed

pytestmark = pytest.mark.django_db
MIB = 1024 * 1024
FILES, SIZE, PAIRS = 100, 8 * MIB, 3
TIMES, GROWTH = 5, 1.2
CODES = ("A.I.1.i.a", "A.I.1.i.b", "A.I.2.i.a", "B.I.a")


def weigh(year: Packed, size: int) -> Standing:
    """Give the first unit FILES files of evidence of `size` bytes each, submit them, and plan the package."""
    a, world = year.first, year.world
    for n in range(FILES):
        head = b"%%PDF-1.4 %d %d " % (n, size)
        sha256, length = store.put(BytesIO(head + bytes(size)), max_size=2 * SIZE)
        document = Document.objects.create(
            instansi=world.instansi, unit=a.unit, title=f"Bukti {n} {size}", created_by=world.petugas
        )
        revision = Revision.objects.create(
            document=document,
            number=1,
            created_by=world.petugas,
            filename="pindai.pdf",
            blob=Blob.objects.create(sha256=sha256, size=length, media_type="application/pdf"),
        )
        EvidenceUse.objects.create(
            assessment=a, code=CODES[n % len(CODES)], revision=revision, added_by=world.petugas
        )
    freeze(a, world.pimpinan_unit)
    issue(a, world.ketua)
    return standing(year.proposal, confidential=True)


def made(found: Standing) -> None:
    """The whole package, hashed and thrown away."""
    with store.written(lambda out: write_package(out, made=found)):
        pass


def ours(found: Standing) -> float:
    """Seconds of processor time for the files, as a package takes them."""
    start = time.process_time()

    def write(out) -> None:
        with Zipped(out) as archive:
            for entry in found.plan.stored:
                archive.pour(
                    entry.path, entry.size, lambda to, e=entry: store.pour(e.sha256, to, size=e.size)
                )

    with store.written(write):
        pass
    return time.process_time() - start


def bare(found: Standing, folder, target) -> float:
    """Seconds of processor time for the same files without anything."""
    start = time.process_time()
    with target.open("wb") as out, zipfile.ZipFile(out, "w") as archive:
        for entry in found.plan.stored:
            with (
                (folder / store.name_of(entry.sha256)).open("rb") as source,
                archive.open(entry.path, "w") as to,
            ):
                shutil.copyfileobj(source, to, store.CHUNK)
    return time.process_time() - start


def peak(found: Standing) -> float:
    """MiB that making it holds at most."""
    tracemalloc.start()
    try:
        made(found)
        return tracemalloc.get_traced_memory()[1] / MIB
    finally:
        tracemalloc.stop()


def test_the_package_of_much_evidence(world, own_store, tmp_path, measured):
    year = packed(world)
    little = weigh(year, SIZE // 100)
    made(little)  # fonts, templates and styles are read once a process
    few = peak(little)
    EvidenceUse.objects.filter(revision__document__title__startswith="Bukti ").delete()
    much = weigh(year, SIZE)
    many = peak(much)
    pairs = [(ours(much), bare(much, own_store, tmp_path / "bare.zip")) for _ in range(PAIRS)]
    ratios = [mine / theirs for mine, theirs in pairs]
    total = sum(entry.size for entry in much.plan.entries if entry.source == STORED) // MIB
    measured(f"package of {total} MiB of evidence, in bare ZIPs", ratios, most=TIMES)
    measured("memory of that package, in one of a hundredth", many / few, most=GROWTH)
