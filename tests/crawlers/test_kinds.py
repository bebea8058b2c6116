"""The table of kinds: every entry reads, unknown names are answered kindly."""

import pytest

from crawlers.decode import open_page
from crawlers.kinds import KINDS, read_as
from pipeline.errors import OtklikError
from pipeline.post import Channel
from pipeline.watch import KINDS as WATCHED
from pipeline.watch import Source

SOURCE = Source("saved", "article", Channel.BLOG, "https://site.example/")


def test_what_can_be_watched_can_be_read() -> None:
    assert set(WATCHED) - {"auto"} <= set(KINDS)


def test_unknown_kind_names_the_nearest() -> None:
    page = open_page(b"<p>x", SOURCE.url, None, SOURCE)

    with pytest.raises(OtklikError, match='did you mean "forum"'):
        read_as("fourm", page)
