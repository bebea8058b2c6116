"""Which hosts want no requests, remembered from crawl to crawl."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import Response

from crawlers.patience import Memory, PatienceMiddleware
from crawlers.trouble import AskedToWait

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def open_patience(path: Path, now: datetime = NOW) -> PatienceMiddleware:
    return PatienceMiddleware(Memory(path), lambda: now)


def hear(patience: PatienceMiddleware, host: str, **headers: str) -> None:
    url = f"https://{host}/feed"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    patience.process_response(Request(url), Response(url, headers=named))


def test_two_crawls_side_by_side_remember_what_both_heard(tmp_path: Path) -> None:
    path = tmp_path / "robots" / "patience.json"
    one, other = open_patience(path), open_patience(path)
    hear(one, "a.example", X_RateLimit_Remaining="0", X_RateLimit_Reset="600")
    hear(other, "b.example", X_RateLimit_Remaining="0", X_RateLimit_Reset="1200")

    later = open_patience(path, NOW + timedelta(minutes=5))
    for host in ("a.example", "b.example"):
        with pytest.raises(AskedToWait):
            later.check(Request(f"https://{host}/other"))
    assert open_patience(path, NOW + HOUR).check(Request("https://a.example/")) == 0


def test_a_short_pause_is_waited_out_and_not_written_down(tmp_path: Path) -> None:
    path = tmp_path / "patience.json"
    patience = open_patience(path)
    hear(patience, "a.example", RateLimit="limit=100, remaining=0, reset=10")

    assert patience.check(Request("https://a.example/")) == 10
    assert not path.exists()


@pytest.mark.parametrize(
    "written",
    [b"", b"[]", b"{", b'{"a": 1}', b'{"a": "soon"}', b'{"a": "2027-11-22T12:00+00:00"}', b"\xff"],
)
def test_a_file_that_cannot_be_read_is_as_good_as_none(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "patience.json"
    path.write_bytes(written)
    assert Memory(path).recall(NOW) == {}
