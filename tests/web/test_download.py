"""A file that cannot be read to its end is cut, and the log says so in a line."""

import asyncio
from collections.abc import Iterator

import pytest
from starlette.types import Message

from web.download import Download, read_parts


def test_a_file_that_breaks_off_is_never_finished(caplog: pytest.LogCaptureFixture) -> None:
    def read() -> Iterator[bytes]:
        yield b"first"
        raise OSError("disk full\nand more")

    told: list[Message] = []

    async def send(message: Message) -> None:
        told.append(message)

    headers = {"Content-Disposition": 'attachment; filename="mentions.csv"'}
    asyncio.run(Download(read_parts(read()), headers=headers).stream_response(send))

    assert [one["body"] for one in told[1:]] == [b"first"]
    assert told[-1]["more_body"]  # the last part is missing, so browsers say that it failed
    (line,) = caplog.records
    assert line.getMessage() == 'download broken off file="mentions.csv" error=disk full'
    assert line.exc_info is None
