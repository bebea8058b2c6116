"""Comments below articles, as the systems that keep them write them: made-up words, real shapes."""

from collections.abc import Callable

import pytest

from crawlers.decode import open_page
from crawlers.engines.article import read
from crawlers.engines.comments import read_comments
from crawlers.page import Page
from pipeline.post import Channel
from pipeline.watch import Source

SOURCE = Source("paper", "article", Channel.NEWS, "https://paper.example/story")
PROSE = "<p>" + "The kettle leaks, and the shop has never heard of such a thing. " * 4 + "</p>"
ADA = ("Ada Moor", "2026-06-27T12:45", "Mine leaked after two weeks, and nobody answered me.")
BO = ("bo_k", "2026-06-27T13:00", "Same here, the seal is too thin for boiling water.")
CARL = ("Carl", "2026-06-28T09:10", "I sent it back and got my money, just be stubborn.")
Said = tuple[str, str, str]


def page_of(comments: str) -> Page:
    article = f"<article><h1>The kettle leaks</h1><div>{PROSE}</div></article>"
    head = "<meta property='og:type' content='article'><title>The kettle leaks</title>"
    markup = f"<!DOCTYPE html><html><head>{head}</head><body>{article}{comments}</body></html>"
    return open_page(markup.encode(), SOURCE.url, None, SOURCE)


def isso(said: Said, number: int, answer: str = "") -> str:
    return (
        f"<div class='isso-comment' id='isso-{number}'><div class='isso-text-wrapper'>"
        f"<div class='isso-comment-header'><span class='isso-author'>{said[0]}</span> • "
        f"<a href='#isso-{number}'><time datetime='{said[1]}Z'>2 months ago</time></a></div>"
        f"<div class='isso-text'><p>{said[2]}</p></div><div class='isso-comment-footer'>"
        f"<a>Reply</a></div><div class='isso-follow-up'>{answer}</div></div></div>"
    )


def tree(said: Said, number: int, answer: str = "") -> str:
    """A list in which answers stand in a list of their own beside what they answer."""
    day, time = said[1].split("T")
    return (
        f"<li class='fig-comment {number}'><article><div class='fig-avatar'><a href='/page/x'></a>"
        f"</div><div><a class='fig-user' href='/page/x'>{said[0]}</a></div><div class='fig-msg'>"
        f"<p>{said[2]}</p></div><div>Le {day[8:]}/{day[5:7]}/{day[:4]} à {time} "
        f"<a href='/commentaires/{number}'>Répondre</a></div></article>"
        + (f"<ul>{answer}</ul>" if answer else "")
        + "</li>"
    )


def footed(said: Said, number: int, _: str = "") -> str:
    date = {"27": "June 27, 2026", "28": "June 28, 2026"}[said[1][8:10]]
    return (
        f"<div class='comment comment-{number}' id='comment-6a{number}'><div class='content-of'>"
        f"<p>{said[2]}</p></div><p>Posted by: {said[0]} | "
        f"<a href='/story?cid=6a{number}'>{date} at {said[1][11:]}</a></p></div>"
    )


def french(said: Said, number: int, _: str = "") -> str:
    return (
        f"<li><div><strong><a href='#forum{number}' id='forum{number}'>Le {said[1][8:10]} juin "
        f"2026, {said[1][11:]}, par {said[0]}</a></strong></div><div class='forum-texte'>"
        f"<p>{said[2]}</p></div></li>"
    )


def linked(said: Said, number: int, _: str = "") -> str:
    """Who gave an address of his is linked, who gave none is not; how many votes, both."""
    name = said[0] if number % 2 else f"<a href='/commenter?id=4{number}'>{said[0]}</a>"
    return (
        f"<div><div class='comments'><a class='rate'><span class='count'>{number}</span></a>"
        f"<b> {name} </b><span>on <a href='/c/4{number}'>{said[1].replace('T', ' ')}</a> said:"
        f"</span><div class='comment-words'><div>{said[2]}</div></div></div></div>"
    )


def followed(said: Said, number: int, _: str = "") -> str:
    """A name, then how many follow its bearer."""
    return (
        f"<div id='comment_{number}'><div class='author_name'><a href='/social/u{number}'>"
        f"{said[0]}</a><a class='author_fans_count' href='/social/u{number}'>0 Fans</a></div>"
        f"<div><div class='when'>{said[1].replace('T', ' ')}</div><div>{said[2]}</div></div></div>"
    )


def boxed(said: Said, number: int, _: str = "") -> str:
    return (
        f"<div class='comment' id='c{number}'><div class='author comment__author'><div>"
        f"<a class='author__name' href='/id{number}'>{said[0]}</a></div><div><a href='?c={number}'>"
        f"<time datetime='{said[1]}Z'>27 июн</time></a></div></div>"
        f"<div class='comment__text'><p>{said[2]}</p></div></div>"
    )


def titled(said: Said, number: int, _: str = "") -> str:
    return (
        f"<div class='comment' id='comment-{number}'><div><span class='vcard author'>{said[0]}"
        f"</span> | <abbr class='published' title='{said[1]}:00Z'>{said[1].replace('T', ' ')}"
        f"</abbr></div><div class='comment-content'><p>{said[2]}</p></div></div>"
    )


def plain(said: Said, _: int, answer: str = "") -> str:
    """A system of its own: only the place of a date tells where a comment begins."""
    return (
        f"<div class='rep-item'><div class='rep-who'>{said[0]}</div><div class='rep-when'>"
        f"{said[1].replace('T', ' ')}</div><div class='rep-said'><p>{said[2]}</p></div>"
        + (f"<div class='rep-kids'>{answer}</div>" if answer else "")
        + "</div>"
    )


FLAT = [footed, french, linked, followed, boxed, titled]
NESTED = [isso, tree, plain]


@pytest.mark.parametrize("system", [*FLAT, *NESTED])
def test_comments_are_read_with_name_and_minute(system: Callable[..., str]) -> None:
    rows = [system(said, number) for number, said in enumerate((ADA, BO, CARL), start=1)]

    assert found(f"<div id='comments' class='comments'>{''.join(rows)}</div>") == [ADA, BO, CARL]


@pytest.mark.parametrize("system", NESTED)
def test_answers_within_what_they_answer_are_comments_of_their_own(
    system: Callable[..., str],
) -> None:
    rows = system(ADA, 1, system(BO, 2)) + system(CARL, 3)

    assert found(f"<ul id='comments' class='comments'>{rows}</ul>") == [ADA, BO, CARL]


def test_comment_without_a_link_has_its_own_place_as_address() -> None:
    rows = "".join(titled(said, number) for number, said in enumerate((ADA, BO)))

    addresses = [post.url for post in read_comments(page_of(f"<div id='comments'>{rows}</div>"))]

    assert addresses == [f"{SOURCE.url}#comment-0", f"{SOURCE.url}#comment-1"]


def test_who_comments_did_not_write_the_article() -> None:
    rows = "".join(boxed(said, number) for number, said in enumerate((ADA, BO)))

    article, *_ = read(page_of(f"<div class='entry__comments comments'>{rows}</div>"))

    assert article.author is None


def found(comments: str) -> list[Said]:
    posts = read_comments(page_of(comments))
    return [(p.author or "", p.published.isoformat()[:16], p.text) for p in posts if p.published]


def test_the_link_around_a_time_is_the_comments_own() -> None:
    said = "".join(
        f"<div class='comment'><a class='author__name user'>{name}</a>"
        f"<a class='detail' href='/story?comment={number}'><time datetime='{at}Z'>x</time></a>"
        f"<div class='comment__text'><p>{text}</p></div></div>"
        for number, (name, at, text) in enumerate((ADA, BO), start=901)
    )

    found = read_comments(page_of(f"<div class='comments'>{said}</div>"))

    assert [post.url.partition("?")[2] for post in found] == ["comment=901", "comment=902"]


@pytest.mark.parametrize(
    "around",
    [
        "<section class='article-forum'>{}</section>",
        "<section><h3>Diskutieren Sie mit</h3>{}</section>",
        "<section><h3>Join the conversation (2)</h3>{}</section>",
    ],
)
def test_what_readers_write_is_found_under_other_names_than_comments(around: str) -> None:
    rows = "".join(plain(said, number) for number, said in enumerate((ADA, BO, CARL)))

    assert found(around.format(rows)) == [ADA, BO, CARL]


def test_a_comments_place_may_have_a_long_name() -> None:
    rows = "".join(
        f"<div id='commento-comment-card-{number}'>{plain(said, number)}</div>"
        for number, said in enumerate((ADA, BO, CARL), start=41)
    )

    posts = read_comments(page_of(f"<div id='commento'><div>{rows}</div></div>"))

    assert [post.url.partition("#")[2] for post in posts] == [
        "commento-comment-card-41",
        "commento-comment-card-42",
        "commento-comment-card-43",
    ]
