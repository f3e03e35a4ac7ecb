"""Contents in S3, or in anything that speaks like it. Access keys come from where boto3 looks for them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from otokui.core.kernel.errors import Unavailable
from otokui.core.platform.files.store import Arrived, arrivals


class Bucket:
    """The key of a content is `ab/ab12…`, as in the folder: one can be copied into the other."""

    def __init__(self, name: str, *, endpoint: str) -> None:
        import boto3

        self.name = name
        self.client: Any = boto3.client("s3", endpoint_url=endpoint or None)

    def put(self, arrived: Arrived) -> None:
        """S3 answers when the object is whole and kept."""
        if self.has(arrived.sha256):
            return
        with _outside():
            self.client.upload_file(str(arrived.path), self.name, _key(arrived.sha256))

    def has(self, sha256: str) -> bool:
        from botocore.exceptions import ClientError

        with _outside():
            try:
                self.client.head_object(Bucket=self.name, Key=_key(sha256))
            except ClientError as problem:
                if problem.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                    return False
                raise
        return True

    @contextmanager
    def on_disk(self, sha256: str) -> Iterator[Path]:
        if not self.has(sha256):
            raise FileNotFoundError(sha256)
        with tempfile.TemporaryDirectory(dir=arrivals()) as folder:
            path = Path(folder) / sha256
            with _outside():
                self.client.download_file(self.name, _key(sha256), str(path))
            yield path

    def drop(self, sha256: str) -> None:
        with _outside():
            self.client.delete_object(Bucket=self.name, Key=_key(sha256))

    def walk(self) -> Iterator[tuple[str, datetime]]:
        with _outside():
            for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name):
                for entry in page.get("Contents", ()):
                    name = entry["Key"].rpartition("/")[2]
                    if len(name) == 64:
                        yield name, entry["LastModified"]


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


@contextmanager
def _outside() -> Iterator[None]:
    """What goes wrong there may go well a little later."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as problem:
        raise Unavailable("The store of the files does not answer.", code="files_away") from problem
