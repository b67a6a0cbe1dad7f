"""A server on this machine that speaks S3 (moto), in a process of its own: its memory is not ours."""

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

SERVER = (
    "from moto.server import ThreadedMotoServer as S; s = S('127.0.0.1', {port}); s.start(); s._thread.join()"
)


@contextmanager
def server() -> Iterator[str]:
    """Start it; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER.format(port=port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def options(endpoint: str) -> dict[str, Any]:
    """Options of a new empty bucket, as EVIDENCE_S3_* would give them."""
    import boto3

    name = f"bukti-{uuid.uuid4().hex[:12]}"
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url=endpoint, **keys)
    client.create_bucket(Bucket=name)
    client.close()
    return {
        "bucket_name": name,
        "endpoint_url": endpoint,
        "region_name": "us-east-1",
        "access_key": "test",
        "secret_key": "test",
        "location": "portal/bukti",
        "path_style": True,
    }


def _wait(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/")
            connection.getresponse().read()
            connection.close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")  # boto3 asks nobody else for keys
