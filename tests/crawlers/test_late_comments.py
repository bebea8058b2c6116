"""Comments that come when no list shows their article any more."""

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from pipeline.database import Database
from pipeline.model import PostRow, SourceRow
from pipeline.post import Channel
from pipeline.visit_model import PageState
from pipeline.watch import Source
from tests.crawlers.conftest import Asked, Reply, Web

Run = Callable[..., subprocess.CompletedProcess[str]]
COMMENT = (
    '<ol class="commentlist"><li class="comment" id="comment-{n}"><cite class="fn">Anna</cite>'
    '<time datetime="2026-11-{day}T10:00:00Z">x</time>'
    '<div class="comment-content"><p>My kettle leaks too, number {n}</p></div></li></ol>'
)


def listing(*numbers: int) -> Reply:
    links = "".join(f'<h2><a href="/a/{n}">Kettle number {n} leaks</a></h2>' for n in numbers)
    return Reply(f"<html><body>{links}</body></html>")


def article(number: int, comments: str = "") -> Reply:
    text = f"Kettle {number} leaks and nobody answers. " * 20
    page = (
        f'<html><meta property="og:type" content="article"><body><article><h1>Kettle {number}</h1>'
        f'<time datetime="2026-10-01T10:00:00Z">x</time><p>{text}</p></article>{comments}</body>'
    )
    return Reply(page, headers={"ETag": f'"{len(comments)}"'})


def unless_known(reply: Reply) -> Callable[[Asked], Reply]:
    def answer(asked: Asked) -> Reply:
        known = asked.headers.get("if-none-match") == reply.headers["ETag"]
        return Reply(status=304) if known else reply

    return answer


def states(database: Database) -> dict[str, PageState]:
    with database.reading() as session:
        return {row.url.rpartition("/")[2]: row for row in session.scalars(select(PageState))}


def let_time_pass(database: Database, path: str) -> None:
    """As if the page's next look had come."""
    past = datetime.now(UTC) - timedelta(minutes=1)
    with database.writing() as session:
        session.execute(update(PageState).where(PageState.url.endswith(path)).values(again=past))


def test_an_old_article_is_looked_at_again_though_nothing_links_it(
    web: Web, otklik: Run, database: Database
) -> None:
    web.pages |= {f"/a/{n}": unless_known(article(n)) for n in range(1, 6)}
    web.pages["/news"] = listing(1, 2)
    with database.writing() as session:
        made = Source("news", "article", Channel.NEWS, f"{web.url}/news")
        session.add(SourceRow(source=made, due=None))
    otklik("crawl", "--source", "news", allow=[web.host])
    first = states(database)
    assert {name for name, row in first.items() if row.again} == {"1", "2"}

    web.pages["/news"] = listing(3, 4)
    web.pages["/a/1"] = unless_known(article(1, COMMENT.format(n=7, day=20)))
    let_time_pass(database, "/a/1")
    let_time_pass(database, "/a/2")
    web.asked.clear()
    otklik("crawl", "--source", "news", allow=[web.host])

    assert set(web.paths()) == {"/news", "/a/3", "/a/4", "/a/1", "/a/2"}
    assert set(web.paths()[-2:]) == {"/a/1", "/a/2"}  # behind what is new
    assert all(a.headers.get("if-none-match") for a in web.asked if a.path in ("/a/1", "/a/2"))
    with database.reading() as session:
        texts = {row.post.text for row in session.scalars(select(PostRow))}
    assert "My kettle leaks too, number 7" in texts
    later = states(database)
    assert later["1"].brought == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert later["1"].again < later["2"].again  # type: ignore[operator]  # both have one

    web.asked.clear()
    otklik("crawl", "--source", "news", allow=[web.host])
    assert web.paths() == ["/news"]
