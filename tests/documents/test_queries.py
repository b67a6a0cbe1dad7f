"""Documents of a unit, search, walls; the form."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from documents import queries, rules, services
from documents.errors import UploadRefused
from documents.forms import UploadForm
from documents.models import Document
from tests.documents import files
from tests.factories.units import make_instansi, make_unit, make_user


@pytest.fixture
def shelf(db):
    """Three documents of PKM-01, one of the instansi, one of a neighbour, one of a stranger."""
    kab, other = make_instansi("KAB-X"), make_instansi("KAB-Y")
    unit, neighbour, foreign = make_unit(kab, "PKM-01"), make_unit(kab, "DKC"), make_unit(other, "PKM-01")
    siti = make_user("siti")

    def add(title, filename="a.pdf", **owner):
        return services.upload(
            file=BytesIO(files.PDF), filename=filename, title=title, kind="sk", actor=siti, role="", **owner
        ).document

    return {
        "kab": kab,
        "unit": unit,
        "siti": siti,
        "sk": add("SK Tim ZI 2026", "scan_01.pdf", unit=unit),
        "rencana": add("Rencana Kerja ZI", "rencana.pdf", unit=unit),
        "lama": services.archive(add("SK Tim lama", unit=unit), actor=siti, role=""),
        "pakta": add("Pakta SK", instansi=kab),
        "tetangga": add("SK Tim tetangga", unit=neighbour),
        "asing": add("SK Tim asing", unit=foreign),
    }


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["rencana", "sk"]),
        ("zi", ["rencana", "sk"]),
        ("tim zi", ["sk"]),
        ("SCAN_01", ["sk"]),
        ("sk scan", ["sk"]),
        ("kerja rencana", ["rencana"]),
        ("tetangga", []),
        ("100%", []),
    ],
)
def test_search_is_by_every_word_within_the_unit(shelf, search, found):
    assert list(queries.documents_of(shelf["unit"], search=search)) == [shelf[name] for name in found]


def test_search_knows_no_case_beyond_ascii_either(shelf):
    Document.objects.filter(pk=shelf["sk"].pk).update(title="Rapat ÉVALUASI (a.b)", number="Ü-1")
    for search in ("évaluasi", "ÉVALUASI", "(A.B)", "ü-1"):
        assert [d.pk for d in queries.documents_of(shelf["unit"], search=search)] == [shelf["sk"].pk]
    assert not queries.documents_of(shelf["unit"], search="(a_b)").exists()


def test_archived_and_instansi_level(shelf):
    assert list(queries.documents_of(shelf["unit"], archived=True)) == [shelf["lama"]]
    assert list(queries.documents_of_instansi(shelf["kab"])) == [shelf["pakta"]]


@pytest.mark.parametrize("revisions", [1, 3])
def test_a_list_with_revisions_is_two_queries(shelf, django_assert_num_queries, revisions):
    for number in range(1, revisions):
        services.revise(shelf["sk"], url=f"https://contoh.go.id/{number}", actor=shelf["siti"], role="")
    with django_assert_num_queries(2):  # documents; their revisions with content
        shown = [(d.title, d.latest.number, d.is_link) for d in queries.documents_of(shelf["unit"])]
    assert shown == [("Rencana Kerja ZI", 1, False), ("SK Tim ZI 2026", revisions, revisions > 1)]


def test_walls(shelf):
    own = queries.visible_documents(unit_ids={shelf["unit"].pk}, instansi_ids=())
    all_of_it = queries.visible_documents(unit_ids=(), instansi_ids={shelf["kab"].pk})
    assert set(own) == {shelf["sk"], shelf["rencana"], shelf["lama"]}
    assert set(all_of_it) == {*own, shelf["pakta"], shelf["tetangga"]}
    assert set(queries.visible_documents(unit_ids=(), instansi_ids=())) == set()


@pytest.mark.parametrize(
    ("document", "member_sees", "admin_sees", "member_changes", "admin_changes"),
    [
        ("sk", True, True, True, False),
        ("pakta", False, True, False, True),
        ("tetangga", False, True, False, False),
        ("asing", False, False, False, False),
    ],
)
def test_rules(shelf, document, member_sees, admin_sees, member_changes, admin_changes):
    member, admin = {shelf["unit"].pk}, {shelf["kab"].pk}
    assert (
        rules.may_see(shelf[document], unit_ids=member, instansi_ids=()),
        rules.may_see(shelf[document], unit_ids=(), instansi_ids=admin),
        rules.may_change(shelf[document], unit_ids=member, admin_of=()),
        rules.may_change(shelf[document], unit_ids=(), admin_of=admin),
    ) == (member_sees, admin_sees, member_changes, admin_changes)


# --- the form --------------------------------------------------------------------------------------------

ONE = "Pilih berkas atau isikan tautan, salah satu saja."


def form(data=files.PDF, **fields) -> UploadForm:
    sent = {} if data is None else {"file": SimpleUploadedFile("a.pdf", data)}
    return UploadForm({"kind": "sk", **fields}, sent)


@pytest.mark.parametrize(
    ("data", "fields", "errors"),
    [
        (files.PDF, {}, {}),
        (None, {"url": "https://contoh.go.id/", "title": "Berita"}, {}),
        (None, {}, {"file": [ONE]}),
        (files.PDF, {"url": "https://contoh.go.id/", "title": "x"}, {"file": [ONE]}),
        (None, {"url": "https://contoh.go.id/"}, {"title": ["Tuliskan judul untuk tautan ini."]}),
        (
            None,
            {"url": "javascript:1", "title": "x"},
            {"url": ["Tautan harus alamat lengkap yang diawali http:// atau https://."]},
        ),
        (b"", {}, {}),  # the services say what is wrong with a content, of each file by itself
    ],
)
def test_form(data, fields, errors):
    assert form(data, **fields).errors == errors


def test_form_takes_several_files_without_a_title():
    two = MultiValueDict({"file": [SimpleUploadedFile(name, files.PDF) for name in ("a.pdf", "b.pdf")]})
    bound = UploadForm({"beside": ["7", "x", "9" * 30]}, two)
    assert bound.is_valid() is True
    assert [file.name for file in bound.cleaned_data["file"]] == ["a.pdf", "b.pdf"]
    assert (bound.cleaned_data["kind"], bound.cleaned_data["beside"]) == ("", (7,))
    titled = UploadForm({"title": "SK"}, two)
    assert titled.errors == {
        "title": ["Judul hanya untuk satu berkas. Kosongkan; tiap berkas memakai nama berkasnya."]
    }


def test_form_shows_what_a_service_refused_beside_its_field():
    bound = form()
    assert bound.is_valid() is True
    bound.refuse(UploadRefused("Judul salah.", field="title"))
    bound.refuse(UploadRefused("Lain.", field="unknown"))
    assert bound.errors == {"title": ["Judul salah."], "__all__": ["Lain."]}
