"""The text of files: read once for each content, found by search, never in the way of an upload."""

import signal
from contextlib import ExitStack
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.test import TestCase

from documents import isolation, queries, services, store
from documents.models import Blob, BlobText
from documents.preview.turns import one_of
from documents.services import texts
from documents.services.texts import catch_up, keep_text, read_text
from tests.documents import files
from tests.factories.units import make_instansi, make_unit, make_user

TEXT = b"Notulen Rapat\nPencegahan GRATIFIKASI di loket"
WORD = files.docx({"word/document.xml": b'<w:document xmlns:w="w"><w:t>Pengaduan warga</w:t></w:document>'})


@pytest.fixture
def unit(db):
    return make_unit(make_instansi("KAB-X"), "PKM-01")


def put(unit, data=TEXT, filename="notulen.txt", title="Rapat"):
    return services.upload(
        file=BytesIO(data),
        filename=filename,
        title=title,
        kind="notulen",
        actor=make_user(f"u{Blob.objects.count()}{title}"),
        role="",
        unit=unit,
    )


def titles(unit, search) -> list[str]:
    return [document.title for document in queries.documents_of(unit, search=search)]


def test_an_upload_is_searchable_when_it_is_committed(unit):
    with TestCase.captureOnCommitCallbacks(execute=True):
        revision = put(unit)
    assert revision.blob.text.text == "notulen rapat pencegahan gratifikasi di loket"
    assert titles(unit, "Gratifikasi LOKET") == ["Rapat"]
    assert titles(unit, "gratifikasi pengaduan") == []
    other = make_unit(unit.instansi, "DKC")
    assert titles(other, "gratifikasi") == []


def test_the_same_content_is_read_once(unit):
    with TestCase.captureOnCommitCallbacks(execute=True):
        put(unit)
    with TestCase.captureOnCommitCallbacks() as later:
        put(make_unit(unit.instansi, "DKC"), title="Salinan")
    assert (len(later), BlobText.objects.count()) == (0, 1)


def test_a_revision_is_read_too(unit):
    first = put(unit)
    with TestCase.captureOnCommitCallbacks(execute=True):
        services.revise(
            first.document, file=BytesIO(WORD), filename="a.docx", actor=first.created_by, role=""
        )
    assert titles(unit, "pengaduan warga") == ["Rapat"]


def test_the_command_catches_up_and_comes_to_an_end(unit):
    put(unit)
    put(unit, WORD, "a.docx", "Word")
    put(unit, files.image("PNG"), "a.png", "Foto")  # has no text: not even tried
    out = StringIO()
    call_command("extract_texts", most=1, stdout=out)
    call_command("extract_texts", stdout=out)
    call_command("extract_texts", stdout=out)
    assert out.getvalue().splitlines() == [
        "read: 1; not readable now: 0",
        "read: 1; not readable now: 0",
        "read: 0; not readable now: 0",
    ]
    assert titles(unit, "gratifikasi") == ["Rapat"]


def test_content_that_lies_badly_is_tried_again_later(unit, evidence):
    blob = put(unit).blob
    (evidence / store.name_of(blob.sha256)).write_bytes(b"lain")
    assert (catch_up(most=9), BlobText.objects.count()) == ((0, 1), 0)
    put(unit, title="Unggah lagi")  # mends the content
    assert (catch_up(most=9), BlobText.objects.count()) == ((1, 0), 1)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_reading_that_somebody_ended_is_tried_again_later(unit, monkeypatch, how):
    put(unit)
    said = isolation._said

    def ended(process, *limits):
        process.send_signal(how)
        return said(process, *limits)

    with monkeypatch.context() as patched:
        patched.setattr(isolation, "_said", ended)
        assert (catch_up(most=9), BlobText.objects.count()) == ((0, 1), 0)
    assert (catch_up(most=9), BlobText.objects.count()) == ((1, 0), 1)


def test_a_store_whose_content_is_no_file_stops_nothing(unit, elsewhere):
    put(unit)
    assert (catch_up(most=9), BlobText.objects.count()) == ((0, 1), 0)


def test_a_file_that_no_reader_understands_is_not_tried_again(unit):
    put(unit, files.PDF, "kosong.pdf", "Kosong")
    assert catch_up(most=9) == (1, 0)
    assert [text.text for text in BlobText.objects.all()] == [""]


def test_what_is_gone_or_made_by_the_portal_is_left_alone(unit):
    read_text.enqueue(4711)
    made = services.store_generated(b"x", media_type="application/x-lain")
    assert (keep_text(made), BlobText.objects.count()) == (False, 0)


def test_kind_and_number_are_found_too(unit):
    document = put(unit, title="Pembahasan").document
    document.number = "005/17/2026"
    document.save()
    assert titles(unit, "NOTULEN 17") == ["Pembahasan"]
    assert titles(unit, "laporan") == []


def test_an_upload_does_not_wait_for_the_texts_of_others(unit, monkeypatch):
    """Two are read at once on a machine; what finds no turn is caught up with."""
    monkeypatch.setattr(texts, "IN_REQUEST", 0.01)
    with ExitStack() as taken:
        for turn in range(texts.AT_ONCE):
            taken.enter_context(one_of([f"text-{turn}"], patience=0))
        with TestCase.captureOnCommitCallbacks(execute=True):
            put(unit)
        assert BlobText.objects.count() == 0
    assert catch_up(most=10) == (1, 0)
    assert titles(unit, "gratifikasi loket") == ["Rapat"]
