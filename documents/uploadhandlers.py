"""How the files of a request reach the disk: not beyond the limit, and without a fuss when it is full."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler


class StopAtLimit(FileUploadHandler):
    """First in FILE_UPLOAD_HANDLERS: what comes after EVIDENCE_MAX_BYTES of a file reaches no later handler.

    The file that the view gets then is one chunk longer than the limit at most, and longer than the limit for
    certain: forms and store refuse it by its size as they would the whole.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass the chunk on while the file (`start` bytes so far) is not beyond the limit."""
        return raw_data if start <= settings.EVIDENCE_MAX_BYTES else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Leave the file to the handlers that hold its bytes."""
        return None


class Unwritten(UploadedFile):
    """Stands for a file that the server's disk did not take: it has name and size, and reading it fails."""

    def __init__(self, error: OSError, **described: Any) -> None:
        super().__init__(file=None, **described)
        self.error = error

    def read(self, size: int = -1) -> bytes:
        """Raise what the disk said."""
        raise OSError(self.error.errno, "the disk did not take this upload") from self.error

    def seekable(self) -> bool:
        """No: there is nothing."""
        return False

    def __iter__(self) -> Any:
        return iter(self.read, b"")

    def chunks(self, chunk_size: int | None = None) -> Any:
        """Fail like `read`."""
        return iter(self.read, b"")


class TemporaryFiles(TemporaryFileUploadHandler):
    """Django's own, but a full disk is told by the form that gets the file, not by a page of status 500."""

    failure: OSError | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open the temporary file."""
        self.failure = None
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            FileUploadHandler.new_file(self, *args, **kwargs)
            self.failure = error

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a chunk, until the disk takes no more."""
        if self.failure is not None:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._fail(error)

    def file_complete(self, file_size: int) -> UploadedFile:
        """Give the file, or what stands for it."""
        if self.failure is None:
            try:
                return super().file_complete(file_size)
            except OSError as error:
                self._fail(error)
        failure = self.failure or OSError("unwritten")
        return Unwritten(failure, name=self.file_name, content_type=self.content_type, size=file_size)

    def _fail(self, error: OSError) -> None:
        """Free what was taken at once: others need the room."""
        self.failure = error
        with suppress(OSError):
            self.file.close()
