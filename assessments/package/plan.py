"""Which file lies where in a package, and what the manifest says of it. Pure: the same subject gives the same plan."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from .names import MAX_FOLDER, Taken, extension_of, file_name, plain_name
from .subject import Paper, Proof, Subject, Unit

README, INDEX = "BACA-SAYA.txt", "daftar-isi.pdf"
MANIFEST_JSON, MANIFEST_CSV = "manifest.json", "manifest.csv"
LETTERS, UNITS, EVIDENCE = "1 Usulan", "2 Unit", "bukti"
HASIL = "Hasil"
LEVELS = ("biasa", "terbatas", "rahasia")
STORED, MADE = "dokumen", "dibuat"


@dataclass(frozen=True, kw_only=True)
class Use:
    """A question that a file proves, and where in it."""

    code: str
    locator: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A file of the package. `source`: STORED (its bytes lie in the store under `sha256`) or MADE with the package;
    `unit`: code of the unit it belongs to, "" for one of the whole proposal; `confidentiality`: of evidence alone.
    """

    path: str
    kind: str
    title: str
    unit: str = ""
    source: str = STORED
    sha256: str = ""
    size: int = 0
    questions: tuple[Use, ...] = ()
    confidentiality: str = ""


@dataclass(frozen=True, kw_only=True)
class Link:
    """Evidence that is an address, with what the portal's last check found."""

    unit: str
    title: str
    url: str
    check: str
    questions: tuple[Use, ...]


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A confidential document that was left out; its title stays out too."""

    unit: str
    confidentiality: str
    questions: tuple[Use, ...]


@dataclass
class UnitPlan:
    """Where the files of a unit lie; `kke` and `index` are made with the package."""

    unit: Unit
    folder: str
    kke: str
    index: str
    entries: list[Entry] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    proofs: tuple[Proof, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The package of a subject; `confidential`: whether confidential documents are in it."""

    subject: Subject
    confidential: bool
    entries: tuple[Entry, ...]
    units: tuple[UnitPlan, ...]
    addresses: tuple[Link, ...] = ()

    @property
    def stored(self) -> list[Entry]:
        """The files that lie in the store already."""
        return [entry for entry in self.entries if entry.source == STORED]

    @property
    def size(self) -> int:
        """The bytes of the stored files: nearly all of the package."""
        return sum(entry.size for entry in self.stored)

    @property
    def links(self) -> list[Link]:
        """All links: those of the proposal, then unit by unit."""
        return [*self.addresses, *(link for unit in self.units for link in unit.links)]

    @property
    def left_out(self) -> list[LeftOut]:
        """All that was left out, unit by unit."""
        return [one for unit in self.units for one in unit.left_out]


def plan_of(subject: Subject, *, confidential: bool) -> Plan:
    """Lay out a package. A content is stored once in each unit, at the first question that it proves.

    Where nothing is confidential there is nothing to choose: it is then the plan without.
    """
    confidential = confidential and subject.confidential > 0
    taken = Taken()
    for name in (MANIFEST_JSON, MANIFEST_CSV):
        taken.free("", name)
    entries = [
        Entry(path=taken.free("", README), kind="petunjuk", title="Petunjuk paket", source=MADE),
        Entry(path=taken.free("", INDEX), kind="daftar isi", title="Daftar isi paket", source=MADE),
    ]
    taken.free("", LETTERS)
    taken.free("", UNITS)
    entries += _papers(subject.papers, taken, LETTERS)
    units = [_unit(subject, unit, taken, confidential=confidential) for unit in subject.units]
    entries += [entry for unit in units for entry in unit.entries]
    return Plan(subject, confidential, tuple(entries), tuple(units), tuple(_addresses(subject.papers)))


def _unit(subject: Subject, unit: Unit, taken: Taken, *, confidential: bool) -> UnitPlan:
    folder = taken.free(UNITS, plain_name(f"{unit.code} {unit.name}", MAX_FOLDER))
    kke = taken.free(folder, file_name(f"KKE {unit.code} {subject.year}", "xlsx"))
    index = taken.free(folder, file_name(f"Daftar bukti {unit.code}", "pdf"))
    taken.free(folder, EVIDENCE)
    plan = UnitPlan(unit, folder, kke, index)
    plan.proofs = tuple(p for p in unit.proofs if confidential or not p.is_confidential)
    plan.entries = _papers(unit.papers, taken, folder, unit.code)
    title = f"Kertas kerja evaluasi {unit.code} {subject.year}"
    plan.entries.append(Entry(path=kke, kind="KKE", title=title, unit=unit.code, source=MADE))
    title = f"Daftar bukti {unit.code}"
    plan.entries.append(Entry(path=index, kind="daftar isi", title=title, unit=unit.code, source=MADE))
    plan.entries += list(_evidence(subject, plan, taken))
    plan.links = [
        *_addresses(unit.papers, unit.code),
        *(
            Link(
                unit=unit.code,
                title=_titles(same),
                url=same[0].url,
                check=same[0].link,
                questions=_uses(same),
            )
            for same in _grouped([p for p in plan.proofs if p.url], "url")
        ),
    ]
    hidden = [p for p in unit.proofs if p.is_confidential and not confidential]
    plan.left_out = [
        LeftOut(unit=unit.code, confidentiality=same[0].confidentiality, questions=_uses(same))
        for same in _grouped(hidden, "document")
    ]
    return plan


def _evidence(subject: Subject, plan: UnitPlan, taken: Taken) -> Iterator[Entry]:
    places, names = dict(subject.places), dict(subject.areas)
    order = {code: number for number, code in enumerate(names, start=1)}
    papers = {entry.sha256: place for place, entry in enumerate(plan.entries) if entry.sha256}
    for same in _grouped([p for p in plan.proofs if p.sha256], "sha256"):
        first = same[0]
        place = papers.get(first.sha256)
        if place is not None:  # a report that goes along by itself, and proves too
            plan.entries[place] = replace(plan.entries[place], questions=_uses(same))
            continue
        area = places.get(first.code, "")
        titled = f"{order[area]} {area} {names[area]}" if area in names else f"{len(names) + 1} {HASIL}"
        parts = (plan.folder, EVIDENCE, plain_name(titled, MAX_FOLDER), plain_name(first.code, MAX_FOLDER))
        name = file_name(first.title, extension_of(first.filename))
        yield Entry(
            path=taken.free("/".join(parts), name),
            kind="bukti",
            title=_titles(same),
            unit=plan.unit.code,
            sha256=first.sha256,
            size=first.size,
            questions=_uses(same),
            confidentiality=max((proof.confidentiality for proof in same), key=LEVELS.index),
        )


def _papers(papers: Iterable[Paper], taken: Taken, folder: str, unit: str = "") -> list[Entry]:
    return [
        Entry(
            path=taken.free(folder, file_name(paper.title, extension_of(paper.filename))),
            kind=paper.kind,
            title=paper.title,
            unit=unit,
            sha256=paper.sha256,
            size=paper.size,
        )
        for paper in papers
        if paper.sha256
    ]


def _addresses(papers: Iterable[Paper], unit: str = "") -> list[Link]:
    return [
        Link(unit=unit, title=paper.title, url=paper.url, check=paper.link, questions=())
        for paper in papers
        if paper.url
    ]


def _grouped(proofs: list[Proof], by: str) -> list[list[Proof]]:
    """Proofs with the same value together, in the order in which the values come first."""
    found: dict[object, list[Proof]] = {}
    for proof in proofs:
        found.setdefault(getattr(proof, by), []).append(proof)
    return list(found.values())


def _uses(proofs: list[Proof]) -> tuple[Use, ...]:
    return tuple(dict.fromkeys(Use(code=p.code, locator=p.locator) for p in proofs))


def _titles(proofs: list[Proof]) -> str:
    return " / ".join(dict.fromkeys(p.title for p in proofs))
