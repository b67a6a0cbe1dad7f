"""The evidence store in a bucket that speaks S3 (EVIDENCE_S3_*): django-storages, with bounded memory and one
family of errors: whatever goes wrong with the bucket is an OSError, as it is with a disk.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import IO, Any, ParamSpec, TypeVar

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.utils.deconstruct import deconstructible
from storages.backends.s3 import S3Storage

MIB = 1024 * 1024
TRANSFER = TransferConfig(
    multipart_threshold=8 * MIB,
    multipart_chunksize=8 * MIB,
    use_threads=False,  # ten threads of parts would hold ten parts in memory
)


@contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
            raise FileNotFoundError(str(error)) from error
        raise OSError(str(error)) from error
    except BotoCoreError as error:
        raise OSError(str(error)) from error


P = ParamSpec("P")
T = TypeVar("T")


def _translated(method: Callable[P, T]) -> Callable[P, T]:
    @wraps(method)
    def inner(*args: P.args, **kwargs: P.kwargs) -> T:
        with _as_os_error():
            return method(*args, **kwargs)

    return inner


@deconstructible
class EvidenceBucket(S3Storage):  # type: ignore[misc]
    """Objects appear whole or not at all, are replaced in one step and never get another name."""

    def __init__(self, *, path_style: bool = False, **options: Any) -> None:
        client = Config(
            s3={"addressing_style": "path" if path_style else "auto"},
            signature_version="s3v4",
            connect_timeout=5,
            read_timeout=60,
            retries={"max_attempts": 3, "mode": "standard"},
            # not every server that speaks S3 knows the newer checksums; we have our own
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(
            file_overwrite=True,
            default_acl=None,
            gzip=False,
            max_memory_size=MIB,  # what is read goes through a temporary file
            transfer_config=TRANSFER,
            client_config=client,
            **options,
        )

    def names(self) -> Iterator[str]:
        """All names in the order of the bucket, a thousand a request."""
        with _as_os_error():
            pages = self.connection.meta.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket_name, Prefix=f"{self.location}/" if self.location else ""
            )
            for page in pages:
                for entry in page.get("Contents", ()):
                    yield entry["Key"].removeprefix(self.location).lstrip("/")

    def _open(self, name: str, mode: str = "rb") -> IO[bytes]:
        with _as_os_error():
            file = super()._open(name, mode)
            if "r" in mode:
                file.open()  # fetched now, so that nothing can fail between check and serving
            return file

    _save = _translated(S3Storage._save)
    exists = _translated(S3Storage.exists)
    delete = _translated(S3Storage.delete)

    def get_modified_time(self, name: str) -> datetime:
        """When the object was put; FileNotFoundError when there is none."""
        with _as_os_error():
            return super().get_modified_time(name)
