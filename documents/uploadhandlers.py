"""Stops writing a request's file to disk when it is certain to be refused."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


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
