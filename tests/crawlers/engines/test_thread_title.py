"""The title of a thread, without what the page's title says besides."""

import pytest

from crawlers.decode import open_page
from crawlers.engines.thread import Thread
from pipeline.post import Channel
from pipeline.watch import Source

SOURCE = Source("board", "forum", Channel.FORUM, "https://board.example/t/1")


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("Lid leaks - Kettles - Acme Club", "<h1>Lid leaks</h1>", "Lid leaks"),
        ("Lid leaks - Kettles - Acme Club", "<td>Lid leaks</td>", "Lid leaks"),
        ("Lid leaks :: Acme Club", "<b>Subject: Lid leaks</b>", "Lid leaks"),
        ("Fuite sur le forum Acme", "<h1>Sujet : Fuite</h1>", "Fuite"),
        ("A - B - Acme Club", "<p>A</p><p>A - B</p>", "A - B"),
        # What leads away is a section or the site.
        ("Acme Club - Lid leaks", "<a href='/'>Acme Club</a>", "Acme Club - Lid leaks"),
        ("Acme Club - Lid leaks", "<p>Acme Club</p><p>Lid leaks</p>", "Acme Club - Lid leaks"),
        ("Acme Club - Lid leaks", "<p>Acme Club</p><p class='title'>Lid leaks</p>", "Lid leaks"),
        ("Lid leaks", "<p>Lid</p>", "Lid leaks"),
    ],
)
def test_title_is_what_the_page_shows_of_it(head: str, body: str, title: str) -> None:
    markup = f"<html><head><title>{head}</title></head><body>{body}</body></html>"

    assert Thread(open_page(markup.encode(), SOURCE.url, None, SOURCE)).title == title
