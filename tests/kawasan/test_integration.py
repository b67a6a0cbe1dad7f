"""The integration sheet: scored and signed by the joint TPI, read by nobody else before it is final."""

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.engine.kawasan import CODES
from assessments.kawasan import held_before, integration
from assessments.models import KawasanScore, KawasanYear, PredicateRecord
from assessments.services.errors import Conflict
from assessments.services.kawasan import (
    Scored,
    determine_kawasan,
    open_kawasan_year,
    revoke_kawasan,
    save_scores,
    sign_integration,
    withdraw_signature,
)
from audit.queries import verify
from tests.factories.units import make_unit
from tests.kawasan.area import build, score, sign
from tests.permissions.place import undone
from units.services.errors import NotAllowed, Refused
from units.services.kawasan import set_units

pytestmark = pytest.mark.django_db

DECREE = {"decree_number": "KEP 9/2026", "decree_date": date(2026, 10, 1)}


def hold(world, *units, predicate: str = "WBK") -> None:
    for unit in units:
        PredicateRecord.objects.update_or_create(
            unit=unit,
            year=2026,
            defaults={
                "predicate": predicate,
                "decree_number": "KEP 1",
                "decree_date": date(2026, 9, 1),
                "recorded_by": world.admin,
                "recorded_at": "2026-09-01T00:00:00Z",
            },
        )


def url(area, *more: str) -> str:
    return f"/kawasan/{area.kawasan.pk}/2026/" + "".join(f"{m}/" for m in more)


def posted(area, **changes: str) -> dict[str, str]:
    data = {}
    for code in CODES:
        stored = integration(area.year).scores.get(code)
        data |= {
            f"{code}-value": "7",
            f"{code}-note": "Dilihat.",
            f"{code}-seen": stored.version if stored else 0,
        }
    return data | changes


def test_the_coordinator_opens_a_year_once(world):
    area = build(world)
    again = open_kawasan_year(area.kawasan, year=2026, policy=world.period.policy, actor=world.admin)
    assert again == area.year
    with pytest.raises(NotAllowed):
        open_kawasan_year(area.kawasan, year=2027, policy=world.period.policy, actor=world.orang_asing)
    with pytest.raises(Refused, match="tidak berlaku untuk tahun 2023"):
        open_kawasan_year(area.kawasan, year=2023, policy=world.period.policy, actor=world.admin)


def test_it_is_final_when_each_instansi_has_signed(world):
    area = build(world)
    score(area, "6.5")
    sign(area, area.mine)
    assert not integration(area.year).is_final
    sign(area, area.theirs, area.theirs)
    found = integration(area.year)
    assert found.is_final
    assert (found.mean, found.signed) == (Fraction("6.5"), 2)
    assert area.year.signatures.count() == 2


def test_a_changed_value_leaves_the_signatures_behind(world):
    area = build(world)
    score(area)
    sign(area)
    score(area, "8", actor=area.theirs)
    assert (integration(area.year).signed, integration(area.year).is_final) == (0, False)


def test_another_unit_in_the_kawasan_leaves_the_signatures_behind(world):
    area = build(world)
    score(area)
    sign(area)
    set_units(area.kawasan, world.instansi, units=[world.unit, world.unit2], actor=world.admin)
    assert not integration(area.year).is_final


def test_nobody_signs_what_they_did_not_read_or_what_is_incomplete(world):
    area = build(world)
    with pytest.raises(Refused, match="5 aspek belum"):
        sign(area, area.mine)
    score(area)
    old = integration(area.year).content_hash
    score(area, "8")
    with pytest.raises(Refused, match="berubah sejak halaman Anda dibuka"):
        sign_integration(area.year.pk, seen=old, actor=area.mine)


def test_a_signature_is_taken_back_with_a_reason(world):
    area = build(world)
    score(area)
    sign(area)
    with pytest.raises(Refused, match="alasan"):
        withdraw_signature(area.year.pk, reason=" ", actor=area.mine)
    for _ in range(2):
        withdraw_signature(area.year.pk, reason="Perlu dilihat lagi.", actor=area.mine)
    assert integration(area.year).signed == 1
    assert area.year.signatures.exclude(void_at=None).get().void_reason == "Perlu dilihat lagi."


def test_others_neither_score_nor_sign(world):
    area = build(world)
    for who in ("admin", "pimpinan_instansi", "orang_asing", "petugas", "anggota", "admin_sistem"):
        with pytest.raises(NotAllowed):
            score(area, actor=world.people[who])
        with pytest.raises(NotAllowed):
            sign(area, world.people[who])
    assert KawasanScore.objects.count() == 0


def test_two_people_at_once(world):
    area = build(world)
    score(area)
    with pytest.raises(Conflict):
        save_scores(area.year.pk, changes=[Scored(CODES[0], Fraction(9), "Lain", 0)], actor=area.theirs)
    page = world.client(area.theirs).post(
        url(area), posted(area, peta_proses_x="") | {f"{CODES[0]}-seen": "0", f"{CODES[0]}-value": "9"}
    )
    assert page.status_code == 422
    text = page.content.decode()
    assert "baru saja diubah oleh Hendra Gunawan" in text
    assert 'value="9"' in text
    assert integration(area.year).scores[CODES[0]].value == 7


def test_a_bad_value_keeps_everything_typed(world):
    area = build(world)
    page = world.client(area.mine).post(url(area), posted(area, **{f"{CODES[1]}-value": "11"}))
    assert page.status_code == 422
    assert "Isi angka 0 sampai 10" in page.content.decode()
    assert KawasanScore.objects.count() == 0


def test_the_values_stay_closed_to_all_others_until_it_is_final(world):
    area = build(world)
    score(area, "6.25")
    sign(area, area.mine)
    for who in ("admin", "pimpinan_instansi", "orang_asing"):
        text = world.client(who).get(url(area)).content.decode()
        assert "6,25" not in text
        assert "1 dari 2 instansi sudah menandatangani" in text
    sign(area, area.theirs)
    for who in ("admin", "pimpinan_instansi", "orang_asing"):
        assert "6,25" in world.client(who).get(url(area)).content.decode()


def test_a_representative_sees_nothing_else_of_the_other_instansi(world):
    area = build(world)
    client = world.client(area.theirs)
    theirs = world.assessment("selesai_tpi")
    world.fill(theirs)
    for page in (
        f"/penilaian/{theirs.pk}/",
        "/instansi/KAB-X/2026/",
        "/kelola/KAB-X/",
        "/kelola/KAB-X/kawasan/",
    ):
        assert client.get(page).status_code == 404
    for page in (url(area), f"/kawasan/{area.kawasan.pk}/"):
        text = client.get(page).content.decode()
        assert "Puskesmas Melati" in text
        assert f"/penilaian/{theirs.pk}/" not in text


def test_the_determination_follows_the_truth_table(world):
    area = build(world)
    score(area, "6.5")
    sign(area, area.mine)
    hold(world, world.unit)
    with pytest.raises(Refused) as refused:
        determine_kawasan(area.year.pk, verdict="WBK", actor=world.admin, **DECREE)
    assert [m for m, _ in refused.value.reasons] == [
        "Puskesmas Kenanga (Pemerintah Kabupaten Karangindah) belum berpredikat WBK.",
        "Penilaian integrasi belum selesai.",
    ]
    hold(world, world.other_unit)
    sign(area, area.theirs)
    for _ in range(2):
        determine_kawasan(area.year.pk, verdict="WBK", actor=world.admin, **DECREE)
    assert KawasanYear.objects.get().verdict == "WBK"
    with pytest.raises(Refused, match="isi alasannya"):
        determine_kawasan(area.year.pk, verdict="belum", actor=world.admin, **DECREE)
    with pytest.raises(Refused, match="tidak berubah lagi"):
        score(area, "1")
    assert verify(area.kawasan.audit_chain) == []


def test_wbbm_needs_the_kawasan_to_be_wbk_before(world):
    area = build(world)
    score(area, "9")
    sign(area)
    hold(world, world.unit, world.other_unit, predicate="WBBM")
    with pytest.raises(Refused, match="Kawasan belum ditetapkan WBK"):
        determine_kawasan(area.year.pk, verdict="WBBM", actor=world.admin, **DECREE)
    determine_kawasan(area.year.pk, verdict="WBK", actor=world.admin, **DECREE)
    later = open_kawasan_year(area.kawasan, year=2027, policy=world.period.policy, actor=world.admin)
    area.year = later
    score(area, "7.5")
    sign(area)
    (verdict,) = (v for v in integration(later).verdicts(date(2027, 3, 1)) if v.predicate == "WBBM")
    assert verdict.met


def test_only_the_coordinator_determines(world):
    area = build(world)
    for who in ("orang_asing", "pimpinan_instansi", "ketua"):
        with pytest.raises(NotAllowed), undone():
            determine_kawasan(area.year.pk, verdict="belum", actor=world.people[who], **DECREE)


def test_the_page_costs_the_same_for_many_units(world):
    area = build(world)
    score(area)
    client = world.client(area.mine)
    client.get(url(area))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url(area))
    more = [make_unit(world.instansi, f"U{n}") for n in range(40)]
    set_units(area.kawasan, world.instansi, units=[world.unit, *more], actor=world.admin)
    with CaptureQueriesContext(connection) as many:
        client.get(url(area))
    assert len(many) == len(few) == 18


def test_an_instansi_without_a_unit_stands_in_the_way(world):
    area = build(world)
    set_units(area.kawasan, world.other_instansi, units=[], actor=world.orang_asing)
    hold(world, world.unit)
    score(area, "9")
    sign(area, area.mine)
    with pytest.raises(Refused, match="belum mempunyai unit"):
        sign(area, area.theirs)
    assert not integration(area.year).is_final
    with pytest.raises(Refused, match="Pemerintah Kabupaten Karangindah belum memasukkan unitnya"):
        determine_kawasan(area.year.pk, verdict="WBK", actor=world.admin, **DECREE)


def determined(world):
    area = build(world)
    score(area, "8")
    sign(area)
    hold(world, world.unit, world.other_unit)
    determine_kawasan(area.year.pk, verdict="WBK", actor=world.admin, **DECREE)
    area.year.refresh_from_db()
    return area


def test_a_determined_year_stays_as_it_was_when_the_kawasan_changes(world):
    area = determined(world)
    set_units(area.kawasan, world.instansi, units=[world.unit, world.unit2], actor=world.admin)
    PredicateRecord.objects.all().delete()
    found = integration(area.year)
    assert (found.is_final, found.signed, found.mean) == (True, 2, 8)
    assert [unit.holds for unit in found.units] == ["WBK", "WBK"]
    text = world.client("admin").get(url(area)).content.decode()
    assert "2 dari 2 instansi sudah menandatangani" in text
    assert "8,00" in text


def test_a_wrong_entry_is_corrected_with_a_reason(world):
    area = determined(world)
    wanted = DECREE | {"decree_number": "KEP 19/2026"}
    determine_kawasan(area.year.pk, verdict="WBK", actor=world.admin, reason="Salah ketik.", **wanted)
    area.year.refresh_from_db()
    assert area.year.decree_number == "KEP 19/2026"
    data = {"verdict": "WBK", "decree_number": "KEP 20/2026", "decree_date": "2026-10-01", "reason": ""}
    assert world.client("admin").post(url(area, "penetapan"), data).status_code == 422
    assert world.client("admin").post(url(area, "penetapan"), data | {"reason": "Lagi."}).status_code == 302


def test_a_revoked_kawasan_carries_nothing_and_waits_two_years(world):
    area = determined(world)
    revoked = {"number": "KEP 77/2026", "day": date(2026, 11, 2), "reason": "Integrasi ditinggalkan."}
    with pytest.raises(Refused, match="sebelum penetapannya"):
        revoke_kawasan(area.year.pk, actor=world.admin, **revoked | {"day": date(2026, 9, 30)})
    for _ in range(2):
        revoke_kawasan(area.year.pk, actor=world.admin, **revoked)
    later = open_kawasan_year(area.kawasan, year=2028, policy=world.period.policy, actor=world.admin)
    assert held_before(later) == ""
    on = {day: integration(later).verdicts(day)[0].reasons for day in (date(2028, 11, 1), date(2028, 11, 2))}
    told = "Predikat kawasan pernah dicabut; dapat ditetapkan lagi mulai 2 November 2028."
    assert told in on[date(2028, 11, 1)]
    assert told not in on[date(2028, 11, 2)]
    text = world.client("admin").get(url(area)).content.decode()
    assert "KEP 77/2026" in text
    with pytest.raises(NotAllowed):
        revoke_kawasan(area.year.pk, actor=world.orang_asing, **revoked | {"number": "X"})


def test_the_decree_belongs_to_the_year(world):
    area = build(world)
    with pytest.raises(Refused, match="tidak cocok dengan tahun"):
        determine_kawasan(
            area.year.pk, verdict="belum", decree_number="K", decree_date=date(2001, 1, 1), actor=world.admin
        )
