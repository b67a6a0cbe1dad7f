"""Everything that a person can fetch, decoded to text: pages, fragments, headers, workbooks, PDFs, commands' output."""

import html
import io
import json
import logging
import re
import shutil
import subprocess
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from assessments.engine.workflow import TRANSITIONS
from assessments.models import (
    AgentChange,
    Assessment,
    ChangeAgent,
    DeadlineChange,
    Employee,
    EvidenceUse,
    HandoverToken,
    Import,
    Innovation,
    IssuedDocument,
    Job,
    KawasanEvidence,
    Maladministration,
    Period,
    PeriodTemplate,
    PredicateRecord,
    Proposal,
    ProposalPackage,
    SelectionDecree,
    WithdrawnUnit,
    WorkMember,
)
from documents.models import Announcement, Document, FormerContent, LibraryItem
from surveys.models import Campaign, Scan
from units.models import ConflictOfInterest, Invitation, Kawasan, Membership, TpiTeam, UnitKerja, User

HX = {"HX-Request": "true"}
# Pages of packages that know nothing of assessments; what they link to is followed all the same.
SKIPPED = ("admin:", "account_", "mfa_", "usersessions_", ":None")
FILTERS = {
    "assessments:tpi_area": (
        "filter=beda",
        "filter=belum",
        "filter=tanpa_catatan",
        "filter=periksa",
        "filter=bukti",
        "filter=tidak",
    ),
    "assessments:tpi_compare": (
        "tanda=beda&tanda=terbelah",
        "area=MP&urut=area",
        "jarak=0.5",
        "pengaruh=0.1",
    ),
    "assessments:area": ("saring=belum", "filter=belum", "saring=tanpa-bukti", "saring=bukti-kurang"),
    "assessments:history": ("jenis=tpi", "jenis=jawaban", "area=MP", "page=2"),
    "assessments:history_compare": ("dari=2026-01-01&sampai=2026-12-31", "lembar=akhir"),
    "assessments:papers": (
        *(f"tampilan={view}" for view in ("area", "pertanyaan", "rencana", "periode")),
        "q=sk",
        "saring=luar",
        "saring=belum",
        "pertanyaan=A.I.1.i.b",
    ),
    "assessments:comparison": ("lihat=sisi&tampil=semua", "lihat=tahun", "lihat=sejenis"),
    "assessments:search": ("q=puskesmas", "q=sk", "q=tim"),
    "assessments:year_pictures": ("nilai=tpi", "nilai=unit"),
    "assessments:period": ("state=penilaian_tpi", "search=PKM", "sort=-tpi", "area=MP", "sort=-changed"),
}
# What makes a document when it is posted; the document is then fetched like a page.
MAKERS = tuple(
    f"assessments:{name}"
    for name in ("score_sheet", "recap", "issue_lhe", "trail", "preliminary_letter", "package")
)
# What a maker makes besides what it makes without a choice.
CHOICES = {
    "assessments:recap": [
        {"jenis": kind} for kind in ("tahun", "koreksi", "bukti", "kke", "kke-kosong", "ringkasan")
    ],
    "assessments:package": [{"rahasia": "ya"}],
}
SESSION = re.compile(
    r'csrfmiddlewaretoken" value="[^"]+"|name="form_id" value="[^"]+"'
    r'|"X-CSRFToken": "[^"]+"|nonce="[^"]+"|nonce-[\w+/=-]+'
)


class LeanClient(Client):
    """A test client that keeps no copies of contexts: with hundreds of large pages they cost most of the time."""

    def request(self, **request) -> HttpResponse:
        """Send a request; cookies are kept, a server error fails the test."""
        response = self.handler(self._base_environ(**request))
        self.cookies.update(response.cookies)
        assert response.status_code < 500, request.get("PATH_INFO")
        return response


def text_of(response: HttpResponse) -> str:
    """Headers and content of a response as one text; files inside files are opened."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    # the length of a file moves with the time written inside, that of a page about jobs with their numbers
    moving = content.startswith((b"%PDF", b"PK\x03\x04")) or b"/pekerjaan/" in content
    told = [(name, value) for name, value in response.items() if not (moving and name == "Content-Length")]
    head = "\n".join(f"{name}: {value}" for name, value in told)
    return f"{response.status_code}\n{head}\n{decode(content)}"


def decode(content: bytes) -> str:
    """The text in bytes: of a PDF its pages and its description, of a zip (xlsx) every member."""
    if content.startswith(b"%PDF"):
        return "\n".join(poppler(program, content) for program in ("pdfinfo", "pdftotext"))
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [f"{name}\n{decode(archive.read(name))}" for name in sorted(archive.namelist())]
        return "\n".join(parts)
    return html.unescape(SESSION.sub("", content.decode("utf-8", errors="replace")))


def poppler(program: str, content: bytes) -> str:
    """What a program of poppler says about a PDF: pdfinfo its description, pdftotext the text of its pages."""
    found = shutil.which(program)
    assert found, f"{program} is missing (package poppler-utils)"
    command = [found, "-", "-"] if program == "pdftotext" else [found, "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()


def patterns() -> Iterator[tuple[str, str]]:
    """(name with namespace, route) of every URL of the portal."""

    def walk(resolver: URLResolver, before: str, space: str) -> Iterator[tuple[str, str]]:
        for one in resolver.url_patterns:
            if isinstance(one, URLPattern):
                yield f"{space}{one.name}", f"{before}{one.pattern}"
            else:
                yield from walk(
                    one, f"{before}{one.pattern}", f"{one.namespace}:" if one.namespace else space
                )

    yield from walk(get_resolver(), "", ":")


def keys_of(route: str) -> list[int]:
    """Real ids for the `<int:pk>` of a route. A route of another kind must be taught here."""
    rows = {
        "penilaian": Assessment.objects,
        "bukti": EvidenceUse.objects,
        "usulan": Proposal.objects,
        "paket": ProposalPackage.objects,
        "pekerjaan": Job.objects.filter(requested_by__username="ketua"),  # their own are fetched when made
        "impor": Import.objects,
        "unit": UnitKerja.objects,
        "pegawai": Employee.objects,
        "tim": TpiTeam.objects,
        "peran": Membership.objects,
        "undangan": Invitation.objects,
        "benturan": ConflictOfInterest.objects,
        "pustaka": LibraryItem.objects,
        "pengumuman": Announcement.objects,
        "token": HandoverToken.objects,
        "predikat": PredicateRecord.objects,
        "maladministrasi": Maladministration.objects,
        "anggota-tim": WorkMember.objects,
        "periode": Period.objects,
        "agen": ChangeAgent.objects,
        "perubahan-agen": AgentChange.objects,
        "inovasi": Innovation.objects,
        "kawasan": Kawasan.objects,
        "orang": User.objects.order_by("pk"),
        "survei": Campaign.objects,
    }
    before = route.split("<int:pk>")[0].rstrip("/").rsplit("/", 1)[-1]
    if "sistem/instansi/" in route:
        return [1]
    if (
        before == "pemberitahuan"
    ):  # of whom they are tells who works: the same are asked for whether they exist or not
        return [1, 2, 1_000_000]
    assert before in rows, f"teach the leak test whose ids stand in {route}"
    return list(rows[before].values_list("pk", flat=True)[:2]) or [1_000_000]


def values_of(name: str, route: str) -> dict[str, list]:
    """For every argument of a route what is put into it."""
    areas = ["MP", "TT", "SDM", "AK", "PW", "PP", "HASIL", *(["SEMUA"] if "tpi" in name else [])]
    known: dict[str, list | Callable[[], list]] = {  # what is to be read is read where a route has it
        "area": areas,
        "code": ["A.I.1.i.b", "B.I.a"],
        "instansi": ["KAB-X", "KAB-Y"],
        "shelf": ["KAB-X", "KAB-Y", "_bersama"],
        "year": [2026],
        "name": [*TRANSITIONS],
        "action": ["setujui", "kirim", "tarik"],
        "former": lambda: [*FormerContent.objects.values_list("pk", flat=True)[:2], 1_000_000],
        "condition": ["tlhp", "opini_bpk"],
        "version": [1],
        "what": ["pencanangan", "piagam", "rencana", "baca", "berkas"],
        "declaration": [1],
        "decree": lambda: [*SelectionDecree.objects.values_list("pk", flat=True)[:2], 1_000_000],
        "unit": lambda: [0, *UnitKerja.objects.values_list("pk", flat=True)[:2]],
        "token": ["tidak-ada"],
        "guide": ["petugas", "ketua-tpi"],
        "page": ["komponen"],
        # of the API for machines: whoever comes without a token gets its 401, logged in or not
        "unit_id": ["PKM-01"],
        "rest": ["portalrb/tidak-ada"],
        "entry": ["sptjm", "surat_pengajuan"],
        "owner": lambda: [0, *Assessment.objects.values_list("pk", flat=True)[:2]],
        "change": lambda: [*DeadlineChange.objects.values_list("pk", flat=True)[:2], 1_000_000],
        "row": lambda: [*WithdrawnUnit.objects.values_list("pk", flat=True)[:2], 1_000_000],
        "document": lambda: [*Document.objects.order_by("pk").values_list("pk", flat=True)[:3], 1_000_000],
        "number": [1, 2],
        "which": [1],
        "evidence": lambda: [*KawasanEvidence.objects.values_list("pk", flat=True)[:2], 1_000_000],
        "scan": lambda: [*Scan.objects.values_list("pk", flat=True)[:2], 1_000_000],
        "kind": ["tahap", "sanggah", "keputusan"],
        "stage": ["pra_evaluasi", "survei"],
        "permit": [1],
        "table": [
            "unit",
            "orang",
            "tim",
            "pegawai",
            "timkerja",
            "agen",
            "perubahan",
            "inovasi",
            "syarat",
            "indeks",
            "tpn",
        ],
        "template": lambda: [*PeriodTemplate.objects.values_list("pk", flat=True)[:2], 1_000_000],
        "id": lambda: [*IssuedDocument.objects.values_list("pk", flat=True), uuid.UUID(int=7)],
    }
    wanted = re.findall(r"<(?:\w+:)?(\w+)>", route)
    assert {*wanted} <= {*known, "pk"}, f"teach the leak test what to put into {route}"
    found = {arg: keys_of(route) if arg == "pk" else known[arg] for arg in wanted}
    return {arg: choices() if callable(choices) else choices for arg, choices in found.items()}


def combinations(values: dict[str, list]) -> Iterator[dict]:
    """Every choice of one value an argument."""
    if not values:
        yield {}
        return
    (arg, choices), *rest = values.items()
    for more in combinations(dict(rest)):
        for choice in choices:
            yield {arg: choice, **more}


def addresses() -> list[str]:
    """Every address of the portal with real ids, with and without filters."""
    found: list[str] = []
    for name, route in patterns():
        name = name.removeprefix(":")
        if name.startswith(SKIPPED) or name == "None" or name.endswith(":None"):
            continue
        for arguments in combinations(values_of(name, route)):
            try:
                url = reverse(name, kwargs=arguments)
            except NoReverseMatch as error:
                raise AssertionError(f"teach the leak test to reverse {name}") from error
            filtered = arguments.get("area", "MP") in ("MP", "SEMUA")
            found += [url, *(f"{url}?{query}" for query in FILTERS.get(name, ()) if filtered)]
    return found


@dataclass
class Haul:
    """What one person fetched: address → decoded text. `of(status)` gives the addresses with that status."""

    texts: dict[str, str] = field(default_factory=dict)

    def of(self, status: int) -> set[str]:
        """The addresses that answered with this status."""
        return {url for url, text in self.texts.items() if text.startswith(str(status))}

    def holding(self, *secrets: str) -> dict[str, list[str]]:
        """Address → the secrets found there."""
        found = {url: [s for s in secrets if s in text] for url, text in self.texts.items()}
        return {url: hits for url, hits in found.items() if hits}


def fetch_all(client: Client, username: str | None) -> Haul:
    """Fetch every address, follow every link from there, have documents made, and run the commands as the person."""
    haul = Haul()
    Job.objects.filter(requested_by__username=username or "").exclude(requested_by__username="ketua").delete()
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)  # hundreds of refusals are what is wanted here
    try:
        _fetch(client, haul)
    finally:
        logging.disable(before)
    if username:
        haul.texts["score"] = score_command(username)
    return haul


def _fetch(client: Client, haul: Haul) -> None:
    for made, url in documents(client, haul):
        haul.texts[f"{made} page"] = text_of(client.get(url))
        haul.texts[f"{made} progress"] = text_of(client.get(url, headers=HX))
        haul.texts[f"{made} file"] = text_of(client.get(f"{url}berkas/"))
    queue = ["/", *addresses()]
    while queue:
        url = queue.pop()
        if url in haul.texts or url.startswith("/akun/logout"):
            continue
        haul.texts[url] = text_of(client.get(url))
        links = re.findall(r'(?:href|hx-get)="(/[^"#]*)', haul.texts[url])
        queue += [link for link in links if followed(link)]


def followed(link: str) -> bool:
    """Whether a link is fetched: not files of the look, not pages that make a secret anew each time, and the filters of
    one area stand for those of all.
    """
    if link.startswith(("/static/", "/admin-sistem/", "/akun/dua-langkah/")):
        return False
    path, _, query = link.partition("?")
    area = re.search(r"/(?:area|tpi)/([A-Z]+)/$", path)
    return not query or area is None or area[1] in ("MP", "SEMUA")


def documents(client: Client, haul: Haul) -> Iterator[tuple[str, str]]:
    """Ask for every document that can be made: (what was posted, address of its job)."""
    for name, route in patterns():
        if name not in MAKERS:
            continue
        for arguments in combinations(values_of(name, route)):
            url = reverse(name, kwargs=arguments)
            for more in ({}, *CHOICES.get(name, ())):
                with TestCase.captureOnCommitCallbacks(
                    execute=True
                ):  # the job runs when its row is committed
                    response = client.post(url, {"number": "700/1/2026", **more})
                made = " ".join([f"POST {url}", *more.values()])
                haul.texts[made] = text_of(response)
                if response.status_code == 302 and "/pekerjaan/" in response["Location"]:
                    yield made, response["Location"]


def score_command(username: str) -> str:
    """What `score --json` prints for the person."""
    place = ["--instansi", "KAB-X", "--unit", "PKM-01", "--year", "2026", "--as", username]
    out = io.StringIO()
    try:
        call_command("score", *place, "--json", stdout=out)
    except CommandError as error:
        return f"refused: {error}"
    return json.dumps(json.loads(out.getvalue()), sort_keys=True)
