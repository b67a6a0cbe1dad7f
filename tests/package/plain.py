"""Packages without a database: a subject of plain values, and the ZIP that follows from it."""

import hashlib
import io
from dataclasses import replace

from assessments.package.manifest import csv_bytes, json_bytes, manifest_of
from assessments.package.plan import MANIFEST_CSV, MANIFEST_JSON, STORED, Plan, plan_of
from assessments.package.subject import Paper, Proof, Subject, Unit
from assessments.package.zipped import Zipped

AREAS = (("MP", "Manajemen Perubahan"), ("TT", "Penataan Tatalaksana"))
PLACES = (("A.I.1.i.a", "MP"), ("A.I.1.i.b", "MP"), ("A.I.2.i.a", "TT"), ("B.I.a", ""))


def content_of(sha256: str) -> bytes:
    """What lies in the pretended store under a hash: see `paper` and `proof`."""
    return CONTENTS[sha256]


CONTENTS: dict[str, bytes] = {}


def kept(content: bytes) -> tuple[str, int]:
    """Put a content into the pretended store: (hash, size)."""
    sha256 = hashlib.sha256(content).hexdigest()
    CONTENTS[sha256] = content
    return sha256, len(content)


def paper(title: str = "LHE PKM-01", content: bytes = b"lhe", **more) -> Paper:
    """A letter."""
    sha256, size = kept(content)
    fields = {"kind": "LHE", "title": title, "filename": "x.pdf", "sha256": sha256, "size": size}
    return Paper(**(fields | more))


def proof(code: str, title: str = "SK Tim", content: bytes = b"sk", **more) -> Proof:
    """A use of a file."""
    sha256, size = kept(content)
    fields = {
        "code": code,
        "revision": len(content),
        "document": int(sha256[:6], 16),
        "title": title,
        "filename": "pindai.pdf",
        "sha256": sha256,
        "size": size,
    }
    return Proof(**(fields | more))


def address(code: str, title: str = "Kanal", url: str = "https://contoh.go.id/a", **more) -> Proof:
    """A use of a link."""
    return Proof(code=code, revision=9, document=9, title=title, url=url, link="Dapat dibuka: 200.", **more)


def unit(*proofs: Proof, code: str = "PKM-01", name: str = "Puskesmas Melati", **more) -> Unit:
    """A unit with its LHE."""
    fields = {
        "assessment": 1,
        "code": code,
        "name": name,
        "predicate": "WBK",
        "reason": "",
        "result": "0" * 64,
        "lhe_id": "11111111-1111-1111-1111-111111111111",
        "lhe_number": "700/1/LHE/2026",
        "papers": (paper(f"LHE {code}", f"lhe {code}".encode()),),
        "proofs": proofs,
    }
    return Unit(**(fields | more))


def subject(*units: Unit, **more) -> Subject:
    """A draft of a proposal."""
    fields = {
        "proposal": 1,
        "instansi_code": "KAB-X",
        "instansi": "Pemerintah Kabupaten Sukamaju",
        "year": 2026,
        "letter_number": "700/1/2026",
        "letter_date": "2026-05-20",
        "approved_at": "",
        "approved_by": "",
        "areas": AREAS,
        "places": PLACES,
        "papers": (paper("Surat usulan 700/1/2026", b"surat", kind="surat pengajuan"),),
        "units": units or (unit(proof("A.I.1.i.a"), address("A.I.2.i.a")),),
    }
    return Subject(**(fields | more))


def approved(of: Subject) -> Subject:
    """The same, approved."""
    return replace(of, approved_at="2026-05-21T09:00:00+07:00", approved_by="Bupati")


def zip_of(plan: Plan) -> bytes:
    """The package of a plan; what the portal would make is a word here."""
    out = io.BytesIO()
    made = {}
    with Zipped(out) as archive:
        for entry in plan.entries:
            content = content_of(entry.sha256) if entry.source == STORED else f"dibuat {entry.path}".encode()
            made[entry.path] = archive.put(entry.path, content)
        manifest = manifest_of(plan, made)
        archive.put(MANIFEST_CSV, csv_bytes(manifest["files"]))
        archive.put(MANIFEST_JSON, json_bytes(manifest))
    return out.getvalue()


def package(*units: Unit, confidential: bool = True, **more) -> bytes:
    """A package of units."""
    return zip_of(plan_of(subject(*units, **more), confidential=confidential))
