"""The table of moves: every legal and every illegal pair, by hand; and that nothing is left untold."""

from dataclasses import fields

import pytest

from assessments.engine import guards, workflow
from assessments.engine.workflow import (
    STATE_LABELS,
    STATES,
    TRANSITIONS,
    WHERE,
    Facts,
    Refusal,
    check,
    open_from,
)
from assessments.engine.workflow_doc import as_markdown
from tests.engine.moves import GOOD, refused

LEGAL = {
    ("catat_pencanangan", "terdaftar"): "pencanangan",
    ("catat_pembangunan", "pencanangan"): "pembangunan",
    ("buka_penilaian", "pembangunan"): "penilaian_mandiri",
    ("ajukan", "penilaian_mandiri"): "penilaian_tpi",
    ("ajukan_pendahuluan", "penilaian_mandiri"): "pendahuluan",
    ("teruskan_ke_tpi", "pendahuluan"): "penilaian_tpi",
    ("kembalikan_pendahuluan", "pendahuluan"): "penilaian_mandiri",
    ("kembalikan", "penilaian_tpi"): "perbaikan",
    ("ajukan_perbaikan", "perbaikan"): "penilaian_tpi",
    ("tutup_perbaikan", "perbaikan"): "penilaian_tpi",
    ("finalkan", "penilaian_tpi"): "selesai_tpi",
    ("buka_kembali", "selesai_tpi"): "penilaian_tpi",
    ("usulkan", "selesai_tpi"): "diusulkan",
    ("tarik_usulan", "diusulkan"): "selesai_tpi",
    ("mulai_tpn", "diusulkan"): "penilaian_tpn",
    ("tetapkan_wbk", "penilaian_tpn"): "wbk",
    ("tetapkan_wbbm", "penilaian_tpn"): "wbbm",
    ("tetapkan_belum", "penilaian_tpn"): "belum_memenuhi",
    ("batalkan_penetapan", "wbk"): "penilaian_tpn",
    ("batalkan_penetapan", "wbbm"): "penilaian_tpn",
    ("batalkan_penetapan", "belum_memenuhi"): "penilaian_tpn",
    ("batalkan_wbk_mandiri", "wbk"): "selesai_tpi",
    ("cabut", "wbk"): "dicabut",
    ("cabut", "wbbm"): "dicabut",
    ("batalkan_cabut_wbk", "dicabut"): "wbk",
    ("batalkan_cabut_wbbm", "dicabut"): "wbbm",
    ("tetapkan_wbk_mandiri", "selesai_tpi"): "wbk",
}
PERMISSIONS = {
    "catat_pencanangan": "declare",
    "catat_pembangunan": "record_development",
    "buka_penilaian": "open_self_assessment",
    "ajukan": "submit",
    "ajukan_pendahuluan": "submit",
    "teruskan_ke_tpi": "decide_preliminary",
    "kembalikan_pendahuluan": "decide_preliminary",
    "kembalikan": "return_to_unit",
    "ajukan_perbaikan": "submit",
    "tutup_perbaikan": "return_to_unit",
    "finalkan": "finalise",
    "buka_kembali": "reopen",
    "usulkan": "propose",
    "tarik_usulan": "propose",
    "mulai_tpn": "record_tpn",
    "tetapkan_wbk": "record_tpn",
    "tetapkan_wbbm": "record_tpn",
    "tetapkan_belum": "record_tpn",
    "batalkan_penetapan": "record_tpn",
    "batalkan_wbk_mandiri": "determine_self",
    "cabut": "record_tpn",
    "batalkan_cabut_wbk": "record_tpn",
    "batalkan_cabut_wbbm": "record_tpn",
    "tetapkan_wbk_mandiri": "determine_self",
}
PAIRS = [(name, state) for name in PERMISSIONS for state in STATES]


def test_table() -> None:
    assert {name: move.permission for name, move in TRANSITIONS.items()} == PERMISSIONS
    assert {
        (name, source): move.target for name, move in TRANSITIONS.items() for source in move.sources
    } == LEGAL
    assert (
        *("terdaftar", "pencanangan", "pembangunan", "penilaian_mandiri", "pendahuluan", "penilaian_tpi"),
        *("perbaikan", "selesai_tpi"),
        *("diusulkan", "penilaian_tpn", "wbk", "wbbm", "belum_memenuhi", "dicabut"),
    ) == STATES


@pytest.mark.parametrize(("name", "state"), PAIRS)
def test_pair(name: str, state: str) -> None:
    asked = "WBBM" if name == "tetapkan_wbbm" else "WBK"
    found = refused(name, state, predicate=asked, self_determined=name == "batalkan_wbk_mandiri")
    if (name, state) in LEGAL:
        assert found == []
    else:
        assert len(found) == 1
        assert found[0].where == "alur"
        assert found[0].message.endswith(f"; sekarang {STATE_LABELS[state]}.")


def test_illegal_source_says_where_it_may_start() -> None:
    assert refused("ajukan", "terdaftar") == [
        Refusal(
            "“Ajukan ke TPI” hanya dapat dilakukan pada tahap Penilaian mandiri; sekarang Terdaftar.", "alur"
        )
    ]


def test_unknown_names_are_errors() -> None:
    with pytest.raises(KeyError):
        check("terbang", "terdaftar", GOOD)
    with pytest.raises(ValueError, match="no state 'libur'"):
        check("ajukan", "libur", GOOD)


FORGOTTEN = {
    "ajukan": "needs_preliminary",
    "ajukan_pendahuluan": "needs_preliminary",
    "teruskan_ke_tpi": "preliminary_missing",
    "kembalikan_pendahuluan": "preliminary_missing",
    "kembalikan": "requests",
    "ajukan_perbaikan": "requests_without_reply",
    "buka_kembali": "in_proposal",
    "finalkan": "own_unit_assessors",
    "usulkan": "conditions",
    "mulai_tpn": "conditions",
    "tetapkan_wbk": "predicate",
    "tetapkan_wbbm": "predicate",
    "tetapkan_wbk_mandiri": "self_permitted",
    "batalkan_cabut_wbk": "revoked_from",
    "batalkan_cabut_wbbm": "revoked_from",
    "batalkan_penetapan": "self_determined",
    "batalkan_wbk_mandiri": "self_determined",
}


@pytest.mark.parametrize(("name", "state"), LEGAL)
def test_nothing_known_lets_nothing_pass(name: str, state: str) -> None:
    """With a policy and nothing else a move is refused, or the caller is told what it forgot."""
    bare = Facts(policy=GOOD.policy, today=GOOD.today)
    if name in FORGOTTEN:
        with pytest.raises(ValueError, match=rf"^the guard needs Facts\.{FORGOTTEN[name]}$"):
            check(name, state, bare)
    else:
        assert check(name, state, bare)


def test_every_reason_is_told() -> None:
    found = refused(
        "usulkan", "selesai_tpi", lhe_issued=False, letter_number="", letter_scan=False, approved=False
    )
    assert [refusal.message for refusal in found] == [
        "LHE TPI belum diterbitkan. Terbitkan LHE unit ini.",
        "Nomor surat usulan belum diisi.",
        "Pindaian surat usulan belum diunggah.",
        "Usulan belum disetujui pimpinan instansi. Minta persetujuannya.",
    ]


def test_moves_from_a_state() -> None:
    assert [move.name for move in open_from("penilaian_tpn")] == [
        "tetapkan_wbk",
        "tetapkan_wbbm",
        "tetapkan_belum",
    ]
    assert [move.name for move in open_from("terdaftar")] == ["catat_pencanangan"]
    assert [move.name for move in open_from("wbk")] == [
        "batalkan_penetapan",
        "batalkan_wbk_mandiri",
        "cabut",
    ]
    assert [move.name for move in open_from("dicabut")] == ["batalkan_cabut_wbk", "batalkan_cabut_wbbm"]


def test_every_guard_is_asked_and_explained() -> None:
    asked = {guard.__name__ for move in TRANSITIONS.values() for guard in move.guards}
    assert asked == set(guards.__all__)
    assert all(guard.__doc__ for move in TRANSITIONS.values() for guard in move.guards)


def test_every_state_constant_is_in_the_table() -> None:
    constants = {
        name.lower(): getattr(workflow, name) for name in vars(workflow) if name.lower() in STATE_LABELS
    }
    assert constants == {state: state for state in STATES}


def test_good_facts_know_everything() -> None:
    nothing = [field.name for field in fields(Facts) if getattr(GOOD, field.name) in (None, "", False)]
    # counts and team were typed, without lists; the policy wants no decree; no proposal and sanggah is wanted
    typed = ["staff_list", "listed", "leader_listed", "team_listed", "team_has_head"]
    assert nothing == [
        *typed,
        "selected",
        "unplanned_areas",
        "in_proposal",
        "sent_in_time",  # it is sent now, before the deadline
        "objection_pending",
        "objection_open_until",
        "self_determined",
        "held_above",
    ]


def test_page_of_the_workflow() -> None:
    page = as_markdown()
    for (name, source), target in LEGAL.items():
        assert f"    {source} --> {target}: {name}\n" in page
        sources = ", ".join(f"`{one}`" for one in TRANSITIONS[name].sources)
        assert f"{sources} | `{target}` | `{PERMISSIONS[name]}` |" in page
    assert all(f"| `{key}` |" in page for key in WHERE)
    assert "- `lhe_is_issued`: The LHE of TPI, on which the proposal rests.\n" in page
    assert page == as_markdown()
