"""Parts of reviews: sides run together, halves marked up apart, answers of shops."""

import pytest

from crawlers.decode import open_page
from crawlers.engines.markup import parse_html, read_text
from crawlers.engines.review import read_reviews
from crawlers.engines.review_parts import is_side, split_sides, with_sides, without_answers
from pipeline.post import Channel
from pipeline.watch import Source


@pytest.mark.parametrize(
    ("run_on", "lines"),
    [
        ("Достоинства: ценаНедостатки: шум", "Достоинства: цена\nНедостатки: шум"),
        ("Pros: fast, Cons: loud", "Pros: fast\nCons: loud"),
        ("Плюсы: цена\nМинусы: шум", "Плюсы: цена\nМинусы: шум"),
        ("У него есть плюсы: цена и вес.", "У него есть плюсы: цена и вес."),
        ("The pros and cons are even.", "The pros and cons are even."),
    ],
)
def test_each_side_begins_a_line(run_on: str, lines: str) -> None:
    assert split_sides(run_on) == lines


@pytest.mark.parametrize(
    ("markup", "text", "whole"),
    [
        (
            "<dl><dt>Pros:</dt><dd>Fast</dd><dt>Cons:</dt><dd>Loud</dd></dl><p>Fine.</p>",
            "Fine.",
            "Fine.\nPros: Fast\nCons: Loud",
        ),
        (
            '<p>Ujde.</p><ul class="list--pros"><li>cena</li></ul>'
            '<ul class="list--cons"><li>hluk</li></ul>',
            "Ujde.",
            "Ujde.\n+ cena\n− hluk",
        ),
        ("<h4>Комментарий</h4><p>Ничего.</p><i>Тверь</i>", "Ничего.", "Ничего."),
        ("<p><b>Pros:</b> Fast</p><p>It is.</p>", "Pros: Fast\nIt is.", "Pros: Fast\nIt is."),
    ],
)
def test_sides_belong_to_the_text(markup: str, text: str, whole: str) -> None:
    assert with_sides(parse_html(markup), text) == whole


def test_what_is_for_a_thing_is_nobodys_name() -> None:
    block = parse_html("<div><b>Плюсы</b><p>Коллектив</p></div><p>Анна</p>")

    assert [is_side(said, block) for said in ("Коллектив", "Анна")] == [True, False]


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        ("<p>Leaks.</p><div><b>Store reply</b><p>Sorry.</p></div>", "Leaks."),
        ("<p>Течёт.</p><div>Ответ магазина: <p>Замените.</p></div>", "Течёт."),
        ("<p>Ответ магазина не получил</p>", "Ответ магазина не получил"),
        ("<p>The owner's response was rude.</p>", "The owner's response was rude."),
    ],
)
def test_the_answer_of_a_shop_is_left_out(markup: str, left: str) -> None:
    part = parse_html(markup)
    before = read_text(part)

    assert read_text(without_answers(part)) == left
    assert read_text(part) == before  # others read the page, too


def test_a_review_in_two_halves_is_one_text() -> None:
    source = Source("shop", "review", Channel.REVIEW, "https://shop.example/kettle")
    markup = (
        '<div itemscope itemtype="http://schema.org/Review"><b itemprop="author">Ada</b>'
        '<p itemprop="reviewBody">The lid leaks.</p><p itemprop="reviewBody">Nice colour.</p>'
        '<meta itemprop="ratingValue" content="2"></div>'
    )

    [review] = read_reviews(open_page(markup.encode(), source.url, None, source))

    assert (review.text, review.author) == ("The lid leaks.\nNice colour.", "Ada")
