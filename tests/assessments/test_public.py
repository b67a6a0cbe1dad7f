"""What everybody may know: terms from the data, units in public words, and nothing that is not public."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from assessments.models import Proposal, ProposalUnit, State
from assessments.public.participation import in_public_words, participants
from assessments.public.terms import terms_of
from documents.models import LibraryItem
from surveys.models import Campaign
from tests.factories.library import make_item, make_notice
from tests.factories.surveys import make_campaign
from tests.factories.units import make_unit
from units.models import UnitKerja

pytestmark = pytest.mark.django_db
HERE = "/publik/instansi/KAB-X/"
PUBLISHED = {"published": True, "index": "3.5999", "respondents": 64}
INSIDE = [
    State.PEMBANGUNAN,
    State.PENILAIAN_MANDIRI,
    State.PENDAHULUAN,
    State.PENILAIAN_TPI,
    State.PERBAIKAN,
    State.SELESAI_TPI,
    State.DIUSULKAN,
    State.PENILAIAN_TPN,
    State.BELUM_MEMENUHI,
]


def page(world, url: str) -> str:
    response = world.client(None).get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_minima_and_conditions_come_from_the_policy(world):
    terms = terms_of(world.policy, world.instrument, 2026)
    assert [(line.wbk, line.wbbm) for line in terms.minima] == [
        ("75", "85"),
        ("40", "48"),
        ("18,25", "19,5"),
        ("15,75", "15,75"),
        ("2,5", "3,75"),
        ("14", "15,75"),
        ("60%", "75%"),
    ]
    by_name = {line.name: (line.wbk, line.wbbm, line.only, line.excusable) for line in terms.of_instansi}
    assert by_name["Predikat SAKIP"] == ("minimal B", "minimal BB", "", True)
    assert by_name["Tidak ada perbuatan KKN di instansi pada tahun pengusulan"] == (
        "wajib",
        "wajib",
        "",
        False,
    )
    units = {line.name: (line.wbk, line.wbbm) for line in terms.of_unit}
    assert units["Sudah berpredikat WBK"] == ("–", "sudah WBK")
    assert units["Jeda sejak predikat dicabut (tahun)"] == ("minimal 2 tahun sejak dicabut", "–")
    assert (terms.last_day, terms.signed_by_more_than) == (date(2026, 5, 31), "50%")


def test_the_page_shows_every_line_and_its_regulation(world):
    text = page(world, "/publik/ketentuan/?tahun=2026")
    terms = terms_of(world.policy, world.instrument, 2026)
    assert [
        line.name for line in (*terms.minima, *terms.of_instansi, *terms.of_unit) if line.name not in text
    ] == []
    assert "PermenPANRB 90/2021 jo. 5/2024" in text
    assert "31 Mei 2026" in text
    assert "belum diverifikasi" not in text


@pytest.mark.parametrize("asked", ["1800", "9999", "20265", "<b>", "-1", "٢٠٢٦", ""])
def test_a_year_that_is_none_breaks_nothing(world, asked):
    text = page(world, f"/publik/ketentuan/?tahun={asked}")
    assert ("<h1>Syarat dan nilai minimal" in text, "<b>&" in text) == (True, False)


def test_all_states_between_building_and_the_decision_look_the_same(world):
    pages = set()
    for state in INSIDE:
        world.assessment(state)
        pages.add(page(world, HERE))
    assert len(pages) == 1
    assert "Membangun Zona Integritas" in pages.pop()


def test_scores_and_answers_of_tpi_change_nothing_outside(world):
    row = world.assessment(State.PENILAIAN_TPI)
    before = [page(world, url) for url in ("/publik/", "/publik/instansi/", HERE)]
    world.fill(row)
    world.fill(row, kind="tpi")
    world.fill(row, kind="member", owner=world.anggota)
    assert [page(world, url) for url in ("/publik/", "/publik/instansi/", HERE)] == before


def test_what_is_only_registered_is_not_told(world):
    world.assessment(State.TERDAFTAR)
    assert world.client(None).get(HERE).status_code == 404
    assert "Sukamaju" not in page(world, "/publik/instansi/")
    world.assessment(State.PENCANANGAN)
    assert "Mencanangkan Zona Integritas" in page(world, HERE)
    assert "Sukamaju" in page(world, "/publik/instansi/")


def test_a_unit_that_is_no_longer_active_is_not_told(world):
    row = world.assessment(State.PEMBANGUNAN)
    UnitKerja.objects.filter(pk=row.unit_id).update(is_active=False)
    assert world.client(None).get(HERE).status_code == 404


def test_a_predicate_comes_with_its_decision(world):
    row = world.assessment(State.WBK)
    proposal = Proposal.objects.create(
        period=world.period, letter_number="700/9", letter_date=date(2026, 5, 1), created_by=world.admin
    )
    ProposalUnit.objects.create(
        assessment=row,
        proposal=proposal,
        predicate="WBK",
        decree_number="KEP 5/2026",
        decree_date=date(2026, 12, 9),
    )
    world.assessment(State.PENILAIAN_TPI, unit=world.unit2)
    found = in_public_words(list(participants(world.period)), 2026)
    assert [(one.name, one.stage, [p.name for p in one.predicates]) for one in found] == [
        ("Dinas Kependudukan dan Pencatatan Sipil", "Membangun Zona Integritas", []),
        ("Puskesmas Melati", "Ditetapkan berpredikat WBK", ["WBK"]),
    ]
    text = page(world, HERE)
    assert "KEP 5/2026, 9 Desember 2026" in text
    assert "700/9" not in text


def test_the_contact_of_the_inspectorate_is_there(world):
    world.assessment(State.PEMBANGUNAN)
    assert "Hubungi inspektorat instansi ini" in page(world, HERE)
    world.instansi.contact_office = "Inspektorat <b>Sukamaju</b>"
    world.instansi.contact_email = "inspektorat@contoh.go.id"
    world.instansi.save()
    text = page(world, HERE)
    assert "Inspektorat &lt;b&gt;Sukamaju&lt;/b&gt;" in text
    assert 'href="mailto:inspektorat@contoh.go.id"' in text


def test_results_of_surveys_are_told_when_their_unit_published_them(world):
    world.assessment(State.PENILAIAN_TPI)
    assert "Belum ada hasil survei yang diumumkan untuk tahun 2026." in page(world, HERE)
    said = {"title": "Survei <b>Melati</b>", "code": "MELATI", "closed_at": timezone.now()}
    make_campaign(world.unit, Campaign.State.CLOSED, **PUBLISHED | said)
    hidden = [
        (world.unit, Campaign.State.CLOSED, PUBLISHED | {"published": False}),
        (world.unit, Campaign.State.OPEN, PUBLISHED),
        (
            world.unit,
            Campaign.State.CLOSED,
            PUBLISHED | {"index": "", "respondents": 2, "questionnaire": "spkp-1"},
        ),
        (world.unit, Campaign.State.CLOSED, PUBLISHED | {"year": 2025, "questionnaire": "spkp-1"}),
        (world.unit, Campaign.State.CLOSED, PUBLISHED | {"closed_at": timezone.now() - timedelta(days=1)}),
        (world.unit2, Campaign.State.CLOSED, PUBLISHED),  # which does not take part
    ]
    codes = [make_campaign(unit, state, **said).code for unit, state, said in hidden]
    text = page(world, HERE)
    assert '<a href="/s/MELATI/">Survei &lt;b&gt;Melati&lt;/b&gt;</a></td><td>SPAK <b>3,59</b>' in text
    assert ("dari 64 responden" in text, [code for code in codes if code in text]) == (True, [])


def test_nothing_internal_of_the_library_is_told(world):
    secret = make_item(
        world.instansi,
        by=world.admin,
        public=False,
        title="Rahasia dapur",
        number="R-99",
        file=b"rahasia isi",
        filename="rahasia.txt",
    )
    make_item(world.instansi, by=world.admin, title="Terbuka", status="dicabut", changed_by=secret)
    make_notice(world.instansi, by=world.admin, public=False, title="Rapat tertutup")
    told = (
        secret.title,
        secret.number,
        secret.filename,
        secret.blob.sha256,
        "Rapat tertutup",
        world.instansi.code,
    )
    for url in (
        "/publik/",
        "/publik/pustaka/",
        "/publik/pustaka/?q=rahasia",
        "/publik/pustaka/?q=R-99",
        "/publik/pengumuman/",
    ):
        text = page(world, url)
        assert [word for word in told if word in text.replace("q=", "").replace('value="R-99"', "")] == [], (
            url
        )
    assert "Tidak ada yang cocok" in page(world, "/publik/pustaka/?q=rahasia")
    closed = world.client(None).get(f"/publik/pustaka/{secret.pk}/berkas/")
    nothing = world.client(None).get("/publik/pustaka/999999/berkas/")
    assert (closed.status_code, closed.content, dict(closed.items())) == (
        404,
        nothing.content,
        dict(nothing.items()),
    )


def test_a_public_file_is_served_through_the_one_way_out(world):
    item = make_item(None, by=world.admin_sistem, file=b"isi terbuka")
    response = world.client(None).get(f"/publik/pustaka/{item.pk}/berkas/")
    assert b"".join(response.streaming_content) == b"isi terbuka"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    LibraryItem.objects.update(public=False)
    assert world.client(None).get(f"/publik/pustaka/{item.pk}/berkas/").status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow(world, django_assert_num_queries, count):
    for number in range(count):
        unit = make_unit(world.instansi, f"U-{number}", f"Unit {number}")
        world.assessment(State.WBK, unit=unit)
        make_campaign(unit, Campaign.State.CLOSED, **PUBLISHED)
        make_item(world.instansi, by=world.admin, title=f"SK {number}", file=b"%d" % number)
        make_notice(world.instansi, by=world.admin, title=f"Kabar {number}")
    nobody = world.client(None)
    nobody.get("/publik/ketentuan/")  # the policies are parsed once a process
    wanted = {
        "/publik/": 1,  # announcements
        "/publik/ketentuan/": 1,  # policies
        "/publik/instansi/": 2,  # count, instansi
        HERE: 6,  # instansi, years, count, assessments, predicates, published surveys
        "/publik/pustaka/": 2,  # count, items
        "/publik/pengumuman/": 2,  # count, announcements
    }
    for url, queries in wanted.items():
        with django_assert_num_queries(queries):
            nobody.get(url)


def test_every_page_says_one_h1_and_labels_its_fields(world):
    world.assessment(State.PEMBANGUNAN)
    for url in (
        "/publik/",
        "/publik/ketentuan/",
        "/publik/instansi/",
        HERE,
        "/publik/pustaka/",
        "/publik/pengumuman/",
    ):
        text = page(world, url)
        fields = set(re.findall(r'<(?:input|select)[^>]* id="([^"]+)"', text))
        assert (text.count("<h1>"), set(re.findall(r'<label for="([^"]+)"', text))) == (1, fields), url
        assert re.findall(r"<script|style=|https?://(?!contoh)", text) == [], url
