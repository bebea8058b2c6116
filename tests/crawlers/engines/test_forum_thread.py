"""The address of a thread, from the address of any of its pages."""

import pytest

from crawlers.engines.thread import drop_session, first_page
from crawlers.page import find_zone
from pipeline.errors import OtklikError


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://x.de/threads/foo.123/page-4", "https://x.de/threads/foo.123/"),
        ("https://x.de/threads/foo.123/post-77", "https://x.de/threads/foo.123/"),
        ("https://x.de/t/slug/123/45", "https://x.de/t/slug/123"),
        ("http://a/viewtopic.php?f=1&t=2&start=40&sid=ff#p3", "http://a/viewtopic.php?f=1&t=2"),
        ("http://a/viewtopic.php?p=42#p42", "http://a/viewtopic.php?p=42"),
        ("http://a/viewtopic.php?t=2&p=42#p42", "http://a/viewtopic.php?t=2"),
        ("http://a/index.php?topic=34.20", "http://a/index.php?topic=34.0"),
        (
            "http://a/index.php?topic=34.msg7;topicseen#msg7",
            "http://a/index.php?topic=34.0;topicseen",
        ),
        ("http://a/index.php/topic,34.20.html", "http://a/index.php/topic,34.0.html"),
        ("http://a/showthread.php?s=ab&t=5&page=3", "http://a/showthread.php?t=5"),
        ("http://a/topic/12-hi/?do=findComment&comment=5", "http://a/topic/12-hi/"),
        ("http://a/topic/12-hi/page/2/", "http://a/topic/12-hi/"),
        ("http://a/discussion/577/copd/p3", "http://a/discussion/577/copd"),
        ("http://a/thread-12-page-3.html", "http://a/thread-12.html"),
        ("http://a/loan-t2720-20.html", "http://a/loan-t2720.html"),
        ("http://a/board/12-x/?pageNo=3", "http://a/board/12-x/"),
        ("http://A/x/page5", "http://a/x"),
    ],
)
def test_first_page(address: str, expected: str) -> None:
    assert first_page(address) == expected
    assert first_page(expected) == expected


def test_sessions_are_dropped_and_nothing_else() -> None:
    assert drop_session("http://a/x?sid=1&t=2#p3") == "http://a/x?t=2#p3"
    assert drop_session("http://a/x?a=1;b=2") == "http://a/x?a=1;b=2"


def test_a_misspelt_zone_is_an_error_that_names_the_source() -> None:
    with pytest.raises(OtklikError, match=r'source "acme": unknown zone "Moskau"'):
        find_zone("Moskau", "acme")
