"""Threads of any forum: who claims a page, what is no thread, and what hostile pages cost."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.decode import open_page
from crawlers.engines import discourse, flarum, forum, repeating
from crawlers.page import Page
from pipeline.post import Channel, Post
from pipeline.watch import Options, Source

PAGES = Path(__file__).parents[2] / "pages" / "forum"
FETCHED = datetime(2024, 3, 13, 10, 0, tzinfo=UTC)
URL = "https://forum.example/thread/7"
ENGINE_OF = {
    "discourse_crawler": "discourse",
    "discourse_json": "discourse",
    "discourse_preloaded": "discourse",
    "drupal": "drupal",
    "flarum_json": "flarum",
    "flarum_page": "flarum",
    "fluxbb": "fluxbb",
    "hackernews_page": "link_boards",
    "invision2": "invision",
    "invision3": "invision",
    "invision4": "invision",
    "khoros": "khoros",
    "lemmy": "link_boards",
    "lobsters": "link_boards",
    "misago": "misago",
    "mybb": "mybb",
    "nodebb": "nodebb",
    "phpbb2": "phpbb",
    "phpbb3": "phpbb",
    "question2answer": "question2answer",
    "reddit_old": "link_boards",
    "reddit_user": "reddit_page",
    "smf1": "smf",
    "smf2": "smf",
    "somethingawful": "vbulletin",
    "vanilla": "vanilla",
    "vbulletin3": "vbulletin",
    "vbulletin4": "vbulletin",
    "vbulletin5": "vbulletin",
    "woltlab5": "woltlab",
    "xenforo1": "xenforo",
    "xenforo2": "xenforo",
    "yabb": "yabb",
}


def open_html(body: str, options: Options | None = None, url: str = URL) -> Page:
    source = Source("forum", "forum", Channel.FORUM, url, options=options or {})
    return open_page(body.encode(), url, "text/html; charset=utf-8", source, FETCHED)


def open_saved(case: str, options: Options | None = None) -> Page:
    [path] = (PAGES / case).glob("page.*")
    page = open_html("<p>", options)
    media = "application/json" if path.suffix == ".json" else "text/html; charset=utf-8"
    return open_page(path.read_bytes(), URL, media, page.source, FETCHED)


@pytest.mark.parametrize(("case", "engine"), ENGINE_OF.items())
def test_each_page_is_claimed_by_its_engine_alone(case: str, engine: str) -> None:
    page = open_saved(case)
    html = case not in {"discourse_json", "flarum_json"}
    engines = [each for each in forum.ENGINES if html or each in (discourse, flarum)]

    claimed = [each.__name__.rpartition(".")[2] for each in engines if each.claims(page)]

    assert claimed == [engine]


def test_every_engine_has_a_saved_page() -> None:
    engines = {each.__name__.rpartition(".")[2] for each in forum.ENGINES}
    assert engines == set(ENGINE_OF.values())
    assert set(ENGINE_OF) < {case.name for case in PAGES.iterdir()}


def words_of(post: Post) -> list[str]:
    return [line.removeprefix("> ") for line in post.text.split("\n") if line]


@pytest.mark.parametrize(
    "case",
    [
        "xenforo1",
        "xenforo2",
        "phpbb2",
        "phpbb3",
        "vbulletin4",
        "vbulletin5",
        "smf1",
        "smf2",
        "woltlab5",
        "fluxbb",
        "khoros",
        "nodebb",
        "invision2",
    ],
)
def test_generic_reader_finds_the_same_posts(case: str) -> None:
    """What the engines' readers know, the reader of repeating blocks finds by itself."""
    page = open_saved(case)

    known = list(forum.find_engine(page).read(page))  # type: ignore[union-attr]
    found = list(repeating.read(page))

    assert [(post.author, post.published) for post in found] == [
        (post.author, post.published) for post in known
    ]
    assert [words_of(post)[-1] for post in found] == [words_of(post)[-1] for post in known]


@pytest.mark.parametrize(
    ("case", "names"),
    [
        ("phpbb3", ("username", "author", "postprofile")),
        ("vbulletin4", ("username", "username_container", "postdate", "date")),
        ("woltlab5", ("messageSidebar", "username", "messageAuthor")),
    ],
)
def test_a_theme_that_renames_parts_changes_nothing(case: str, names: tuple[str, ...]) -> None:
    known = list(forum.read(open_saved(case)))

    text = open_saved(case).response.text
    for place, name in enumerate(names):
        text = re.sub(rf"(?<=[\"' ]){name}(?=[\"' ])", f"theme-{place}", text)
    found = list(forum.read(open_html(text)))

    assert [(post.author, post.published) for post in found] == [
        (post.author, post.published) for post in known
    ]


LISTS = {
    "forums": """<table>{}</table>""".format(
        "".join(
            f"""<tr><td><a href="viewforum.php?f={n}">All about Acme {name}</a><br>
            Ask and answer whatever moves you about these {name} here, friends.</td>
            <td>12</td><td>Tue Mar {n:02}, 2024 10:00 am<br>
            <a href="memberlist.php?mode=viewprofile&u={n}">user{n}</a></td></tr>"""
            for n, name in enumerate(["kettles", "lamps", "boots", "doors", "pumps"], 1)
        )
    ),
    "topics": "".join(
        f"""<li class="row"><a class="topictitle" href="viewtopic.php?f=4&t={n}">{name}</a>
        by <a href="/user/{n}">user{n}</a> » Tue Mar {n:02}, 2024 10:00 am, {n} replies</li>"""
        for n, name in enumerate(
            ["Kettle is loud", "Lamp flickers", "Boots leak", "Door is late", "Pump broke"], 1
        )
    ),
    "login": """<form action="/login"><label>User name <input name="user"></label>
        <label>Password <input type="password" name="pass"></label></form>
        <p>It is currently 12 Mar 2024, 10:00</p><a href="/ucp.php?mode=register">Register</a>""",
    "empty": "",
}


FRONTS = ("forums", "topics")  # no thread, and yet a forum


@pytest.mark.parametrize("name", LISTS)
def test_lists_and_logins_hold_no_posts(name: str) -> None:
    page = open_html(f"<html lang=en><body>{LISTS[name]}</body></html>")

    assert forum.claims(page) == (name in FRONTS)
    assert list(forum.read(page)) == []


def test_comments_below_an_article_make_no_thread() -> None:
    comments = "".join(
        f"""<li class="comment" id="comment-{n}"><a href="/user/{n}">user{n}</a>
        <time datetime="2024-03-0{n}T10:00:00Z">March {n}</time>
        <div class="comment-content">A remark with some words, number {n}.</div></li>"""
        for n in range(1, 6)
    )
    page = open_html(
        f"""<html><head><meta property="og:type" content="article"></head><body>
        <div class="entry">{"The story of the kettle. " * 40}</div><ol>{comments}</ol></body>""",
        url="https://news.example/2024/kettle",
    )

    assert not forum.claims(page)


def test_quotes_are_left_out_unless_the_source_keeps_them() -> None:
    own = list(forum.read(open_saved("xenforo2")))
    kept = list(forum.read(open_saved("xenforo2", {"quotes": "keep"})))

    assert own[1].text == "They replaced mine within a week."
    assert kept[1].text == (
        "> Max B. said:\n> The left side died.\n\nThey replaced mine within a week."
    )
    assert own[2].text == kept[2].text  # nothing but a quote


def test_the_post_that_opens_a_thread_may_look_different() -> None:
    answers = "".join(
        f"""<div class="answer" id="answer-{n}"><span class="author">user{n}</span>
        <time datetime="2024-03-0{n}T10:00:00Z">March {n}</time>
        <div class="text">An answer that says something about it, number {n}.</div></div>"""
        for n in range(2, 6)
    )
    page = open_html(
        f"""<html lang=en><head><title>Which kettle?</title></head><body><h1>Which kettle?</h1>
        <section class="question"><span class="author">asker</span>
        <time datetime="2024-03-01T10:00:00Z">March 1</time>
        <div class="question-text">Which kettle of Acme should I buy for my mother?</div></section>
        <section class="answers">{answers}</section></body></html>"""
    )

    posts = list(forum.read(page))

    assert [post.author for post in posts] == ["asker", "user2", "user3", "user4", "user5"]
    assert posts[0].text == "Which kettle of Acme should I buy for my mother?"
    assert posts[0].title == "Which kettle?"


def test_zone_comes_from_the_source_or_the_page() -> None:
    page = open_saved("phpbb2", {"zone": "Europe/Moscow"})
    said = open_saved("phpbb3")

    assert next(forum.read(page)).published == datetime(2010, 6, 3, 15, 27, tzinfo=UTC)
    assert next(forum.read(said)).published == datetime(2024, 3, 12, 11, 5, tzinfo=UTC)
    assert replace(page, fetched=None).fetched is None
