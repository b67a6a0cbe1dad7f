"""Answers from elsewhere: read, shown, written once, marked; the file's order is nowhere and nobody sees an index."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from audit.models import Entry
from documents.models import Blob
from surveys.answer_file import MAX_ROWS, template_of
from surveys.models import Answer, Campaign, Import
from surveys.queries import fresh_of
from surveys.results import results_of
from surveys.services.campaigns import close_campaign
from surveys.services.excluding import exclude_answers
from surveys.services.importing import apply_import, read_file
from tests.factories.surveys import make_answer, make_campaign
from units.services.errors import NotAllowed, Refused

State = Campaign.State


@pytest.fixture
def campaign(world):
    return make_campaign(world.unit, with_codes=True)


def row(campaign, degree: object = 5, service: str = "Poli", told="", comment="", day=""):
    return [service, *[degree] * len(campaign.questionnaire.items), told, comment, day]


def head(campaign) -> list[str]:
    asked = campaign.questionnaire
    texts = [item.text for item in asked.items]
    return ["Jenis layanan", *texts, asked.control, asked.comment, "Tanggal diisi"]


def book(*rows) -> bytes:
    made = Workbook()
    for each in rows:
        made.active.append([value if value != "" else None for value in each])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def answers_in(campaign, *rows) -> bytes:
    return book(head(campaign), *rows)


def file(content: bytes, name: str = "jawaban.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def bring(campaign, actor, *rows) -> Import:
    given = file(answers_in(campaign, *rows))
    imp = read_file(campaign.pk, file=given, filename=given.name, actor=actor)
    assert apply_import(campaign.pk, number=imp.pk, actor=actor)
    return imp


def test_a_file_is_shown_and_then_counts_once(world, campaign):
    browser, address = world.client("petugas"), f"/survei/{campaign.pk}/impor/"
    content = answers_in(
        campaign,
        row(campaign, 5, "Poli", "Ya", "Antrean panjang."),
        row(campaign, "Sangat setuju", "gigi"),
        row(campaign, 7),
        row(campaign, 5, "Apotek"),
        row(campaign, ""),
    )
    page = browser.post(address, {"file": file(content)}, follow=True).content.decode()
    assert "Catat 2 jawaban</button>" in page
    assert [one.split("</span>")[0] for one in page.split('Baris <span class="num">')[1:]] == ["4", "5", "6"]
    for reason in ("Isi angka 1 sampai 6.", "“Apotek” tidak dikenal", "belum diisi."):
        assert reason in page
    assert (Answer.objects.count(), Blob.objects.count()) == (0, 0)
    waiting = Import.objects.get()
    decide = {"number": waiting.pk, "act": "catat"}
    for said in ("sudah dicatat", "sudah diimpor sebelumnya"):
        assert said in browser.post(f"{address}langkah/", decide, follow=True).content.decode()
    found = {
        (one.service.name, one.channel, tuple(one.items), one.told, one.comment)
        for one in Answer.objects.all()
    }
    assert found == {
        ("Poli", "impor", (5,) * 5, True, "Antrean panjang."),
        ("Gigi", "impor", (6,) * 5, False, ""),
    }
    waiting.refresh_from_db()
    assert (waiting.waiting, waiting.refused, waiting.count) == ([], [], 2)
    told = Entry.objects.get(action="survey.import")
    assert (told.object_id, told.after) == (str(campaign.pk), {"answers": 2, "sha256": waiting.sha256})
    again = browser.post(address, {"file": file(content)})
    assert (again.status_code, Answer.objects.count()) == (422, 2)
    assert "sudah diimpor: 2 jawaban" in again.content.decode()


def test_the_same_answers_in_another_order_count_once(world, campaign):
    rows = [row(campaign, degree) for degree in (3, 4, 5)]
    bring(campaign, world.petugas, *rows)
    with pytest.raises(Refused, match="sudah diimpor: 3 jawaban"):
        bring(campaign, world.petugas, *rows[::-1])


def test_what_an_earlier_export_held_counts_once_unless_all_is_asked_for(world, campaign):
    old = [row(campaign, 5), row(campaign, 5), row(campaign, 4, comment="Lama.")]
    make_answer(campaign, [3] * 5)  # came by phone: not of an import
    bring(campaign, world.petugas, *old)
    browser, address = world.client("petugas"), f"/survei/{campaign.pk}/impor/"
    grown = [*old, row(campaign, 5), row(campaign, 4, comment="Baru."), row(campaign, 3)]
    page = browser.post(address, {"file": file(answers_in(campaign, *grown))}, follow=True).content.decode()
    assert '<b class="num">3 dari 6</b> baris sama dengan jawaban yang sudah diimpor' in page
    assert ("Catat 3 jawaban baru" in page, "Catat semua 6 jawaban" in page) == (True, True)
    waiting = Import.objects.get(applied_at=None)
    browser.post(f"{address}langkah/", {"number": waiting.pk, "act": "catat"})
    assert (waiting.answers.count(), campaign.answers.count()) == (3, 7)
    waiting.refresh_from_db()
    with pytest.raises(Refused, match="3 baris lain sama dengan impor sebelumnya"):
        bring(campaign, world.petugas, *grown)
    told = Entry.objects.filter(action="survey.import").latest("pk")
    assert (waiting.count, told.after) == (3, {"answers": 3, "sha256": waiting.sha256, "left": 3})
    page = browser.post(
        address, {"file": file(answers_in(campaign, *grown[:2], grown[4]))}, follow=True
    ).content.decode()
    assert ("Tidak ada yang baru" in page, 'value="catat"' in page) == (True, False)
    again = Import.objects.get(applied_at=None)
    with pytest.raises(Refused, match="Semua barisnya sama"):
        apply_import(campaign.pk, number=again.pk, actor=world.petugas)
    browser.post(f"{address}langkah/", {"number": again.pk, "act": "semua"})
    assert (again.answers.count(), campaign.answers.count()) == (3, 10)


def test_equal_answers_of_different_months_are_of_different_people(world, campaign):
    service, same = campaign.services.get(name="Poli"), [[5] * 5, False, ""]
    march, june, none = "2026-03", "2026-06", None
    said = {"count": 3, "sha256": "a" * 64, "content": "a" * 64, "by": world.petugas, "at": timezone.now()}
    one = Import.objects.create(campaign=campaign, **said)
    first = datetime(2026, 3, 1, tzinfo=campaign.unit.instansi.zone)
    for hour in (first, first, datetime(2026, 7, 9, 3, tzinfo=UTC)):
        make_answer(campaign, [5] * 5, channel="impor", source=one, hour=hour)
    asked = [[service.pk, *same, month] for month in (june, june, march, march, none)]
    assert [one[4] for one in fresh_of(campaign, asked)] == [june, none]


def test_what_of_a_file_was_not_read_is_told(world, campaign):
    heads, values = head(campaign), row(campaign)
    content = book([*heads[:-3], "Nama responden"], [*values[:-3], "Ani"])
    page = world.client("petugas").post(f"/survei/{campaign.pk}/impor/", {"file": file(content)}, follow=True)
    for said in (f"Kolom “{campaign.questionnaire.control}” tidak ada", "“Nama responden” tidak dikenal"):
        assert said in page.content.decode()
    assert "Ani" not in str(Import.objects.values().get())


def test_what_waits_is_forgotten(world, campaign):
    browser, address = world.client("petugas"), f"/survei/{campaign.pk}/impor/"
    for degree in (3, 4):
        browser.post(address, {"file": file(answers_in(campaign, row(campaign, degree)))})
    waiting = Import.objects.get()
    assert waiting.waiting[0][1] == [4] * 5
    browser.post(f"{address}langkah/", {"act": "batal"})
    assert Import.objects.count() == 0
    gone = browser.post(f"{address}langkah/", {"act": "catat", "number": waiting.pk}, follow=True)
    assert "Pratinjau ini sudah tidak ada." in gone.content.decode()
    browser.post(address, {"file": file(answers_in(campaign, row(campaign, 2)))})
    close_campaign(campaign.pk, actor=world.petugas)
    assert (Import.objects.count(), Answer.objects.count()) == (0, 0)


def test_the_template_comes_back_filled_in(world, campaign):
    content = world.client("petugas").get(f"/survei/{campaign.pk}/impor/templat/").content
    filled = load_workbook(io.BytesIO(content))
    for at, value in enumerate(row(campaign, 4), start=1):
        filled["Jawaban"].cell(5, at).value = value or None
    out = io.BytesIO()
    filled.save(out)
    given = file(out.getvalue())
    assert read_file(campaign.pk, file=given, filename=given.name, actor=world.petugas).count == 1
    with pytest.raises(Refused, match="belum berisi baris"):
        read_file(campaign.pk, file=file(content), filename="kosong.xlsx", actor=world.petugas)


def test_with_one_service_its_column_may_be_missing(world, campaign):
    campaign.services.get(name="Gigi").delete()
    given = file(book(head(campaign)[1:-3], row(campaign)[1:-3]))
    assert read_file(campaign.pk, file=given, filename=given.name, actor=world.petugas).count == 1


def test_a_day_is_kept_as_its_month(world, campaign):
    first, outside = campaign.opens_on, campaign.closes_on + timedelta(days=366)
    given = file(
        answers_in(
            campaign,
            row(campaign, day=first.strftime("%d/%m/%Y")),
            row(campaign, day=outside.strftime("%d/%m/%Y")),
        )
    )
    imp = read_file(campaign.pk, file=given, filename=given.name, actor=world.petugas)
    assert [number for number, _ in imp.refused] == [3]
    apply_import(campaign.pk, number=imp.pk, actor=world.petugas)
    at = Answer.objects.get().hour.astimezone(world.instansi.zone)
    assert (at.date(), at.hour, at.minute) == (first.replace(day=1), 0, 0)


def test_nothing_tells_the_order_of_the_file(world, campaign):
    bring(campaign, world.petugas, *[row(campaign, 1 + n % 6, comment=f"Saran {n:03}.") for n in range(60)])
    comments = list(Answer.objects.order_by("pk").values_list("comment", flat=True))
    assert len(comments) == 60
    assert comments != sorted(comments)
    assert Answer.objects.values("hour").distinct().count() == 1


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "spreadsheetml.sheet.main+xml")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 90_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda c: b"", "kosong"),
        (lambda c: b"ini teks saja\nlain", "Judul kolom tabel Jawaban survei tidak ditemukan"),
        (lambda c: b"%PDF-1.4", "PDF"),
        (lambda c: bomb(), "mengembang"),
        (lambda c: book(["Nama", "Nilai"], ["Ani", 5]), "Judul kolom"),
        (lambda c: answers_in(c, row(c, 7)), "Tidak ada baris yang dapat diimpor. Baris 2"),
        (lambda c: answers_in(c, row(c, 2.5)), "Isi angka 1 sampai 6"),
        (lambda c: answers_in(c, row(c, "=1+1")), "rumusnya belum terhitung"),
        (lambda c: answers_in(c, *[row(c)] * (MAX_ROWS + 1)), f"paling banyak {MAX_ROWS}"),
        (lambda c: ("satu;dua\n" + "5;5\n" * 100_000).encode(), "50000 baris"),
    ],
)
def test_what_is_no_file_of_answers_is_refused(world, campaign, make, why):
    sent = world.client("petugas").post(f"/survei/{campaign.pk}/impor/", {"file": file(make(campaign))})
    assert (sent.status_code, Import.objects.count()) == (422, 0)
    assert why in sent.content.decode()


def test_a_csv_of_an_online_form_is_taken(world, campaign):
    day = campaign.opens_on.strftime("%Y/%m/%d")
    lines = [
        ["Timestamp", *head(campaign)[:-1]],
        [f"{day} 2:05:22 PM GMT+7", "Poli", *["4"] * 5, "Tidak", ""],
    ]
    given = file("\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode(), "form.csv")
    imp = read_file(campaign.pk, file=given, filename=given.name, actor=world.petugas)
    assert (imp.count, imp.notes, imp.waiting[0][4]) == (1, [], campaign.opens_on.isoformat()[:7])


def test_rows_of_a_grid_are_known_by_what_stands_in_brackets(world, campaign):
    asked = campaign.questionnaire
    heads = head(campaign)
    heads[1:6] = [f"Penilaian [1-6] [{item.text}]" for item in asked.items]
    heads[6] = f"Terakhir [{asked.control.upper()}] *"
    given = file(book(heads, ["Poli", 1, 2, 3, 4, 5, "Ya"]))
    imp = read_file(campaign.pk, file=given, filename=given.name, actor=world.petugas)
    assert (imp.notes, imp.waiting[0][1:3]) == ([], [[1, 2, 3, 4, 5], True])
    heads[6] = f"Sekali lagi [{asked.items[0].text}]"
    with pytest.raises(Refused, match="ada dua kali"):
        read_file(
            campaign.pk, file=file(book(heads, ["Poli", *"123456"])), filename="x.xlsx", actor=world.petugas
        )


def dated(world, *days) -> tuple[list[str], list, list[str]]:
    """Months that are read, rows that are refused with why, and notes, of a file with these days in the year 2026."""
    campaign = make_campaign(world.unit, opens_on=date(2026, 1, 1), closes_on=date(2026, 12, 31))
    given = file(answers_in(campaign, *[row(campaign, day=day) for day in days]))
    imp = read_file(campaign.pk, file=given, filename=given.name, actor=world.petugas)
    return sorted(one[4] for one in imp.waiting), imp.refused, imp.notes


@pytest.fixture
def december(monkeypatch):
    monkeypatch.setattr(Campaign, "local_day", lambda campaign: date(2026, 12, 31))


def test_days_are_read_in_the_order_that_the_whole_column_says(world, december):
    us, indonesian = ["Tanggal dibaca bulan-hari-tahun."], ["Tanggal dibaca hari-bulan-tahun."]
    assert dated(world, "3/5/2026 14:05:22", "4/13/2026 9:01:00") == (["2026-03", "2026-04"], [], us)
    assert dated(world, "3/5/2026", "13/4/2026") == (["2026-04", "2026-05"], [], indonesian)
    assert dated(world, "3/5/2026", "4/6/2026") == (["2026-05", "2026-06"], [], indonesian)
    assert dated(world, date(2026, 3, 5), "4/6/2026", "") == (["", "2026-03", "2026-06"], [], indonesian)
    assert dated(world, "2026-03-05", date(2026, 4, 6)) == (["2026-03", "2026-04"], [], [])


@pytest.mark.parametrize(
    ("days", "other"),
    [
        (["", "13/4/2026", "3/5/2026", "4/13/2026"], "baris 3 hari-bulan-tahun, baris 5 bulan-hari-tahun"),
        (
            ["", date(2026, 3, 5), "3/5/2026", "4/13/2026"],
            "baris 3 tanggal Excel, baris 5 bulan-hari-tahun",
        ),
    ],
)
def test_days_of_a_mixed_column_are_not_guessed(world, december, days, other):
    months, refused, notes = dated(world, *days)
    assert (months, notes, [number for number, _ in refused]) == ([""], [], [3, 4, 5])
    assert {why for _, why in refused} == {
        f"Tanggal diisi: urutan tanggal di kolom ini bercampur: {other}. "
        "Unggah berkas aslinya, atau samakan semua tanggalnya."
    }


def test_the_preview_says_how_days_were_read(world, campaign):
    given = {"file": file(answers_in(campaign, row(campaign, day=campaign.opens_on.strftime("%d/%m/%Y"))))}
    page = world.client("petugas").post(f"/survei/{campaign.pk}/impor/", given, follow=True)
    assert "<li>Tanggal dibaca hari-bulan-tahun.</li>" in page.content.decode()


def test_formulas_in_comments_stay_texts(world, campaign):
    bring(campaign, world.petugas, row(campaign, comment='\'=HYPERLINK("http://x")'))
    assert Answer.objects.get().comment == '\'=HYPERLINK("http://x")'


def test_a_survey_that_is_not_open_takes_no_file(world):
    for state in (State.DRAFT, State.CLOSED):
        campaign = make_campaign(world.unit, state)
        address = f"/survei/{campaign.pk}/"
        given = {"file": file(answers_in(campaign, row(campaign)))}
        for sent in (
            world.client("petugas").post(f"{address}impor/", given),
            world.client("petugas").post(f"{address}impor/langkah/", {"act": "catat", "number": 1}),
        ):
            assert sent.headers["Location"] == address
    assert Import.objects.count() == 0


def test_another_campaign_has_no_part_in_it(world, campaign):
    other = make_campaign(world.unit)
    given = file(answers_in(campaign, row(campaign)))
    imp = read_file(campaign.pk, file=given, filename=given.name, actor=world.petugas)
    with pytest.raises(Refused, match="sudah tidak ada"):
        apply_import(other.pk, number=imp.pk, actor=world.petugas)
    with pytest.raises(NotAllowed):
        apply_import(campaign.pk, number=imp.pk, actor=world.admin)
    assert Answer.objects.count() == 0


def test_the_result_says_how_many_came_so_and_shows_the_index_without_them(world, campaign):
    for _ in range(8):
        make_answer(campaign, [3, 3, 3, 3, 3])
    bring(campaign, world.petugas, *[row(campaign, 6)] * 4)
    warnings = results_of(campaign).warnings
    assert warnings[-1] == "4 dari 12 jawaban diimpor petugas dari berkas; tanpa itu, indeksnya 2,00."
    assert [(part.name, part.count) for part in results_of(campaign).channels] == [
        ("Impor dari berkas", 4),
        ("Tautan dan kode QR", 8),
    ]


def test_an_admin_leaves_a_whole_file_out_in_one_step(world, campaign):
    for _ in range(3):
        make_answer(campaign, [3, 3, 3, 3, 3])
    imp = bring(campaign, world.petugas, *[row(campaign, 6)] * 4)
    close_campaign(campaign.pk, actor=world.petugas)
    browser, address = world.client("admin"), f"/survei/{campaign.pk}/jawaban/"
    assert f'name="imports" value="{imp.pk}"' in browser.get(address).content.decode()
    sent = browser.post(address, {"imports": [imp.pk], "reason": "Salah berkas."}, follow=True)
    assert "4 jawaban dikecualikan." in sent.content.decode()
    campaign.refresh_from_db()
    assert (campaign.index, campaign.respondents, Answer.objects.count()) == ("2.0000", 3, 7)
    told = Entry.objects.get(action="survey.exclude")
    assert (told.after["imports"], told.after["answers"], told.reason) == ([imp.pk], [], "Salah berkas.")
    other = make_campaign(world.unit, State.CLOSED)
    with pytest.raises(Refused, match="bukan jawaban survei ini"):
        exclude_answers(other.pk, answers=[], imports=[imp.pk], reason="Lain.", actor=world.admin)


def test_the_template_holds_every_question(campaign):
    sheet = load_workbook(io.BytesIO(template_of(campaign)))["Jawaban"]
    titles = [cell.value.removesuffix(" *") for cell in sheet[4]]
    assert titles == head(campaign)
