"""From the page keys of a refusal (engine `facts.WHERE`) to addresses."""

from django.urls import reverse

from assessments import queries, round_reads
from assessments.engine.completeness import gaps
from assessments.engine.instrument import Question
from assessments.loaded import instrument_of
from assessments.models import Assessment, Sheet
from assessments.panels import HASIL
from assessments.rules import may_answer_area
from assessments.stored import given

PLACES = {
    "tpi": "anggota",
    "rekomendasi": "rekomendasi",
    "tanda_tangan": "tanda-tangan",
    "pendahuluan": "kesimpulan",
    "unit_usulan": "unit",
    "persetujuan": "persetujuan",
}  # on the page


def first_area(a: Assessment) -> str:
    """The code of the instrument's first area: where answering starts."""
    return next(iter(instrument_of(a.period).areas))


def answering(a: Assessment) -> str:
    """The address that leads the people of a unit to the next question to answer."""
    return f"{reverse('assessments:area', args=[a.pk, first_area(a)])}?lanjut"


def place_of(code: str) -> str:
    """The place of a question on a page of answers, as the end of an address."""
    return f"#q-{code.replace('.', '-')}"


def address_of(a: Assessment, question: Question, *, chosen: str = "") -> str:
    """The address of a question on the page of the unit's answers; `chosen` is a filter of that page."""
    page = reverse("assessments:area", args=[a.pk, question.area or HASIL])
    return f"{page}{f'?saring={chosen}' if chosen else ''}{place_of(question.code)}"


def url_of(a: Assessment, where: str) -> str:
    """The address of the page where a reason can be mended; "" when the key has none."""
    name, _, query = where.partition("?")
    simple = {
        "alur": "assessment",
        "pencanangan": "pencanangan",
        "pegawai_instansi": "pencanangan",  # which leads on whoever may open the list
        "pembangunan": "pembangunan",
        "tim_kerja": "work_team",
        "rencana_aksi": "activities",
        "tpi": "tpi_area",
        "konsiderasi": "considerations",
        "rekomendasi": "considerations",
        "tanda_tangan": "finalise",
        "pendahuluan": "tpi_area" if query else "preliminary",
        "perbaikan": "rounds",
        "syarat": "syarat",
        "nilai": "tpi_area",
        "lhe": "reports",
        "tpn": "tpn",
        "sanggah": "tpn_objection",
        "wbk_mandiri": "self_determination",
    }
    by_year = {
        "periode": "period_edit",
        "usulan": "proposals",
        "batas_usulan": "deadline",
        "penetapan": "selection",
        "masa_sanggah": "objection_window",
    }
    instansi, year = a.unit.instansi.code, a.period.year
    if name == "answers":
        return _first_gap(a, query)
    if name == "bukti":
        return address_of(a, instrument_of(a.period).questions[query], chosen="tanpa-bukti")
    if name in simple:
        # a filter of TPI, or of the level above, looks at all areas
        page = "SEMUA" if where.startswith(("tpi?", "pendahuluan?")) else first_area(a)
        args = [a.pk, page] if simple[name] == "tpi_area" else [a.pk]
        url = reverse(f"assessments:{simple[name]}", args=args)
    elif name in ("unit_usulan", "persetujuan") or (name == "usulan" and hasattr(a, "proposal_unit")):
        url = reverse("assessments:proposal", args=[a.proposal_unit.proposal_id])
    elif name == "penarikan":
        return f"{reverse('assessments:withdrawal', args=[a.proposal_unit.proposal_id])}?unit={a.pk}"
    elif name in by_year:
        url = reverse(f"assessments:{by_year[name]}", args=[instansi, year])
    elif name == "dokumen_usulan":
        return reverse("assessments:proposal_papers", args=[a.proposal_unit.proposal_id])
    elif name == "pegawai":
        return f"{reverse('assessments:staff', args=[instansi, a.unit_id])}?status=belum"
    elif name == "tim":
        url = reverse("units:teams", args=[instansi])
    elif name == "register":
        url = reverse("assessments:predicates", args=[instansi])
    elif name == "izin_mandiri":
        url = reverse("assessments:self_permits", args=[instansi])
    elif name == "unit_induk":
        url = reverse("units:units", args=[instansi])
    else:
        return ""
    if where in PLACES:
        return f"{url}#{PLACES[where]}"
    return f"{url}?filter={query}" if query else url


def next_question(a: Assessment, user) -> str:
    """The place where one of the unit's people goes on in what they may answer: the first question without an answer,
    else the first answer to check again, else the beginning. Two queries, three in a round.
    """
    questions, lacking = instrument_of(a.period).questions, _lacking(a)
    mine = [code for code, each in questions.items() if may_answer_area(user, a, each.area)]
    following = [code for what in ("belum", "periksa") for code in lacking[what] if code in mine]
    if following:
        return address_of(a, questions[following[0]])
    beginning = questions[mine[0]].area if mine else None
    return reverse("assessments:area", args=[a.pk, beginning or first_area(a)])


def _first_gap(a: Assessment, what: str) -> str:
    """The page and place of the first question that lacks this, else the beginning. Two queries, three in a round."""
    code = next(iter(_lacking(a).get(what, ())), None)
    if code is None:
        return reverse("assessments:area", args=[a.pk, first_area(a)])
    chosen = what if what in {"belum", "periksa"} else ""
    return address_of(a, instrument_of(a.period).questions[code], chosen=chosen)


def _lacking(a: Assessment) -> dict[str, tuple[str, ...]]:
    """The questions that lack an answer, a note, a source or a second look, with what the unit has drafted in an open
    round. Two queries, three in a round.
    """
    sheet = a.sheets.filter(kind=Sheet.Kind.UNIT).first()
    instrument = instrument_of(a.period)
    answers = queries.answers_of(sheet) | round_reads.draft_answers_of(a)
    found = gaps(instrument, {code: given(x) for code, x in answers.items()})
    carried = set(sheet.unconfirmed) if sheet else set()
    return {
        "periksa": tuple(each for each in instrument.questions if each in carried),
        "belum": found.unanswered,
        "tanpa_catatan": found.without_note,
        "tanpa_sumber": found.without_source,
    }
