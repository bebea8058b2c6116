"""Articles: what belongs to the text, whose it is, and what is a mere list."""

import pytest

from crawlers.decode import open_page
from crawlers.engines.article import is_listing, read
from crawlers.engines.article_facts import read_facts
from crawlers.engines.article_text import drop_around, read_body
from crawlers.page import Page
from pipeline.post import Channel
from pipeline.watch import Source

SOURCE = Source("paper", "article", Channel.NEWS, "https://paper.example/story")
PROSE = "<p>" + "The lift stands still and nobody knows why it does so on Fridays. " * 4 + "</p>"


def page_of(body: str, head: str = "") -> Page:
    markup = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    return open_page(markup.encode(), SOURCE.url, None, SOURCE)


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Ten reasons to love stairs",
        "Читайте также: как выбрать лифт",
        "Sign up for our newsletter",
        "© 2026 Paper",
        "Lesen Sie auch: Treppen",
        "関連記事：階段",
        "（责任编辑：王小明）",
        "責任編輯: 林小姐",
    ],
)
def test_line_that_leads_elsewhere_is_dropped(line: str) -> None:
    assert drop_around(f"First.\n{line}\nLast.", None) == "First.\nLast."


def test_headline_is_no_text() -> None:
    text = "Why lifts stop\nThey are tired."

    assert drop_around(text, "Why lifts stop | The Paper") == "They are tired."


def test_sentence_that_begins_like_a_lead_stays() -> None:
    text = "Related to this, the company said: " + "we are looking into it. " * 10

    assert drop_around(text, None) == text.strip()


def test_what_other_articles_say_is_no_text() -> None:
    cards = "".join(
        f'<article class="card"><a href="/{n}"><div><h3>Lifts, part {n}</h3>'
        f"<div>Stairs of steel {n} stand still, too, and everybody knows why.</div></div></a>"
        "</article>"
        for n in range(4)
    )
    own = f'<h1><a href="/story">The lift</a></h1><p>{PROSE[3:90]}</p>'

    text = read_body(page_of(f"<main><article>{own}</article></main><section>{cards}</section>"))

    assert "nobody knows" in text
    assert "Stairs" not in text


def test_whole_text_is_taken_from_where_it_is_stated() -> None:
    body = "Every word of the story, at last. " * 30
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "'
        + body
        + '"}</script>'
    )

    text = read_body(page_of("<p>Subscribe to read the rest of this story.</p>", head))

    assert text == body.strip()


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        ('<meta name="author" content="By Ines Marlow">', "", "Ines Marlow"),
        ('<meta name="author" content="Interview: Eva Stein">', "", "Eva Stein"),
        ("", '<p class="byline">Von Karl Ufer | 12. Mai 2026</p>', "Karl Ufer"),
        ("", '<a rel="author" href="/a/1">Автор: Вера Лопатина</a>', "Вера Лопатина"),
        ('<meta name="author" content="https://paper.example/u/1">', "", None),
        ('<meta name="author" content="admin">', "", None),
        ('<meta property="og:article:author" content="王小明">', "", "王小明"),
        ("", '<h1>Lift</h1><a href="/user/Lisa/">Lisa</a>', "Lisa"),
        ("", '<h1>Lift</h1><a href="/people/lisa/">Lisa</a>', None),  # what is told of her
        ("", '<h1>Lift</h1><a class="user__nick">adakitchen</a>', "adakitchen"),
        (
            "",
            '<div class="author"><a class="author__name">Ada Moor</a><a>Lifts</a></div>',
            "Ada Moor",
        ),
    ],
)
def test_writer_is_a_name(head: str, body: str, author: str | None) -> None:
    assert read_facts(page_of(body + PROSE, head)).author == author


def test_headline_beats_the_name_of_the_site() -> None:
    page = page_of(
        "<h1>The Paper</h1><h1>Why lifts stop</h1>" + PROSE,
        '<title>Why lifts stop - The Paper</title><meta property="og:site_name" '
        'content="The Paper">',
    )

    assert read_facts(page).title == "Why lifts stop"


def test_a_year_is_no_date() -> None:
    assert read_facts(page_of(PROSE + "<footer>© 2019 The Paper</footer>")).published is None


def test_byline_above_the_text_is_none_of_it() -> None:
    text = "By Ada L\nNovember 18, 2026\nThe lift stands still."

    assert drop_around(text, None) == "The lift stands still."
    assert drop_around("Лиза\nЛифт стоит.", None, "Лиза") == "Лифт стоит."


@pytest.mark.parametrize(
    "aside",
    [
        '<div class="kg-card kg-signup-card"><h2>Lifts weekly</h2><p>All about lifts, every day.'
        "</p></div>",
        '<div class="gallery"><img src="a.png"><p>All about lifts, every day.</p></div>',
        '<ul class="photo-gallery"><li><img src="a.png"><span>All about lifts, every day.</span>',
        '<p class="image-caption">All about lifts, every day.</p>',
        '<div class="fotorama"><img src="a.png"><p>All about lifts, every day.</p></div>',
    ],
)
def test_cards_and_captions_of_galleries_are_no_text(aside: str) -> None:
    text = read_body(page_of(f"<div><h1>The lift</h1>{PROSE * 3}{aside}</div>{PROSE * 3}"))

    assert "nobody knows" in text
    assert "All about lifts" not in text


def test_text_within_what_is_named_after_its_gallery_stays() -> None:
    text = read_body(page_of(f'<div class="with gallery"><img src="a.png">{PROSE}</div>{PROSE}'))

    assert text.count("nobody knows") > 7


@pytest.mark.parametrize(
    "byline",
    [
        "<p>Written by Jane Doe</p>",
        "<p>Author: Jane Doe</p>",
        "<div>Posted by <a href='/author/jane'>Jane Doe</a> on 12 May 2026</div>",
    ],
)
def test_byline_of_a_short_article_is_none_of_its_text(byline: str) -> None:
    page = page_of(f"<article><h1>The lift</h1>{byline}<p>{PROSE[3:66]}</p></article>")

    (article, *_) = read(page)

    assert (article.author, article.text) == ("Jane Doe", PROSE[3:66].strip())


def test_figure_without_a_picture_is_text() -> None:
    blocks = "".join(f"<figure><div><p>{n}. {PROSE[3:-4]}</p></div></figure>" for n in (1, 2))

    text = read_body(page_of(f"<h1>The lift</h1><article>{blocks}</article>"))

    assert text.startswith("1. ")
    assert "2. " in text


def test_date_that_is_no_date_stays_unknown() -> None:
    page = page_of(PROSE, '<meta property="article:published_time" content="soon">')

    assert read_facts(page).published is None


def test_page_of_teasers_is_a_listing_and_an_article_with_some_is_not() -> None:
    teasers = "".join(
        f'<article><h2><a href="/{name}">{name}</a></h2><p>Short.</p></article>'
        for name in ("one", "two", "three")
    )

    assert is_listing(page_of(teasers))
    assert not is_listing(page_of(f"<main><h1>Story</h1>{PROSE * 3}</main>" + teasers))


def test_comments_of_drupal_and_blogger_are_read() -> None:
    drupal = (
        '<div id="comments"><article class="comment" id="comment-7"><footer>'
        '<span class="username">Ada</span> <time datetime="2026-01-02T03:04:00Z">2 Jan</time>'
        '</footer><div class="content"><p>Too loud.</p></div></article></div>'
    )
    blogger = (
        '<dl id="comments-block"><dt class="comment-author"><a rel="nofollow" href="#">Ben</a>'
        ' said...</dt><dd class="comment-body"><p>Mine too.</p></dd><dd class="comment-footer">'
        '<a href="/story#c9">January 3, 2026 at 4:05 PM</a></dd></dl>'
    )

    assert [(post.author, post.text) for post in read(page_of(PROSE + drupal))][1:] == [
        ("Ada", "Too loud.")
    ]
    [_, comment] = read(page_of(PROSE + blogger))
    assert (comment.author, comment.text) == ("Ben", "Mine too.")
    assert comment.url == "https://paper.example/story#c9"


@pytest.mark.parametrize(
    ("head", "beside", "expected"),
    [
        ("<meta name='date' content='2026-03-05'>", "9:39AM BST 05 Mar 2026", "08:39"),
        ("<meta name='date' content='2026-03-05'>", "<time datetime='2026-03-05T07:08Z'>", "07:08"),
        (
            "<meta name='date' content='2026-03-05'>",
            "5 March 2026, 11:20 <time datetime='2026-03-05T08:20Z'>",
            "08:20",  # the mark knows the zone of what is shown
        ),
        (
            "<meta name='date' content='2026-03-05'>",
            "5 March 2026, 11:20 <aside><time datetime='2026-03-05T02:01Z'></aside>",
            "11:20",
        ),
        ("<meta name='date' content='2026-03-05'>", "6 March 2026, 11:20", "00:00"),
        ("<meta name='date' content='2026-03-05T04:05Z'>", "5 March 2026, 11:20", "04:05"),
    ],
)
def test_day_that_machines_are_told_is_read_to_the_minute(
    head: str, beside: str, expected: str
) -> None:
    body = f"<article><h1>Why the lift stops</h1><p>{beside}</p>{PROSE}</article>"

    published = read_facts(page_of(body, head)).published

    assert published is not None
    assert published.isoformat()[:16] == f"2026-03-05T{expected}"


@pytest.mark.parametrize(
    ("stated", "byline", "author"),
    [
        ("paper.example", "Ada Moor", "Ada Moor"),
        ("The Páper", "Ada Moor", "Ada Moor"),
        ("paper.example", "Staff", "paper.example"),
        ("Bo Lund", "Ada Moor", "Bo Lund"),
        ("The Paper, Redaktion", "von Jörg Moor und Eva Lund", "Jörg Moor und Eva Lund"),
    ],
)
def test_site_that_names_itself_gives_way_to_a_person(
    stated: str, byline: str, author: str
) -> None:
    body = f"<article><h1>The lift</h1><p class='firma'>{byline}</p>{PROSE}</article>"

    facts = read_facts(page_of(body, f"<meta name='author' content='{stated}'>"))

    assert facts.author == author


def test_who_took_the_picture_did_not_write_the_article() -> None:
    credit = "<p class='figcaption'>The lift. / <span class='firma'>Carl Berg</span></p>"

    facts = read_facts(page_of(f"<article><h1>The lift</h1>{credit}{PROSE}</article>"))

    assert facts.author is None
