"""A request larger than the limit does not fill the disk, and is still refused as too large."""

import os
from contextlib import closing

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import RequestFactory

from documents import store
from documents.errors import TooLarge

LIMIT = 3 * 1024 * 1024  # above what Django keeps in memory
CHUNK = 64 * 1024


def sent(size: int):
    data = {"kind": "sk", "file": SimpleUploadedFile("a.pdf", b"x" * size)}
    return closing(RequestFactory().post("/", data))


@pytest.mark.parametrize(("size", "kept"), [(10, 10), (LIMIT, LIMIT), (LIMIT + 1, LIMIT + 1)])
def test_up_to_the_limit_and_just_above_everything_arrives(settings, size, kept):
    settings.EVIDENCE_MAX_BYTES = LIMIT
    with sent(size) as request:
        assert request.FILES["file"].size == kept


def test_far_above_the_limit_only_the_beginning_is_written(settings):
    settings.EVIDENCE_MAX_BYTES = LIMIT
    with sent(LIMIT * 5) as request:
        file = request.FILES["file"]
        assert isinstance(file, TemporaryUploadedFile)
        written = os.stat(file.temporary_file_path()).st_size
        assert written == file.size
        assert LIMIT < written <= LIMIT + 2 * CHUNK
        with pytest.raises(TooLarge):
            store.put(file, max_size=LIMIT)
