"""A file that cannot be read to its end is cut, and the log says so in a line."""

import asyncio
from collections.abc import Iterator
from typing import Any

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


@pytest.mark.parametrize("page", ["/reports/by-channel", "/reports/tasks", "/mentions", "/audit"])
def test_excel_of_russia_has_a_file_of_its_own(manager: Any, page: str) -> None:
    assert f'href="{page}/file.excel.csv' in manager.get(page).text
    plain, excel = (manager.get(f"{page}/file.{form}") for form in ("csv", "excel.csv"))
    assert excel.headers["content-disposition"] == plain.headers["content-disposition"]
    heads = [one.content.decode("utf-8-sig").partition("\r\n")[0] for one in (plain, excel)]
    assert heads[0].replace(",", ";") == heads[1]
    assert ";" in heads[1]
