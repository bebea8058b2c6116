"""The next page, and the pages that have none."""

import pytest

from crawlers.decode import open_page
from crawlers.pagination import find_next
from pipeline.post import Channel
from pipeline.watch import Source

HERE = "https://shop.example/list?page=2"
SOURCE = Source("saved", "review", Channel.REVIEW, HERE)


def next_of(markup: str, here: str = HERE) -> str | None:
    page = open_page(f"<html><body>{markup}</body></html>".encode(), here, None, SOURCE)
    return find_next(page)


@pytest.mark.parametrize(
    "markup",
    [
        '<a rel="next" href="?page=3">…</a>',
        '<a href="/list?page=3">Следующая</a>',
        '<a href="/list?page=3">Вперёд »</a>',
        '<a href="/list?page=3">Nächste Seite</a>',
        '<a href="/list?page=3">Következő oldal</a>',
        '<a href="/list?page=3">Pagina următoare</a>',
        '<a href="/list?page=3">次のページ</a>',
        '<a href="/list?page=3">下一页</a>',
        '<a href="/list?page=3">التالي</a>',
        '<a href="/list?page=3" title="Page suivante"><img src="a.png"></a>',
        '<a href="/list?page=3"><img src="a.png" alt="Siguiente"></a>',
        '<div class="pagination"><a href="?page=1">«</a> <a href="?page=3">»</a></div>',
        '<p><a href="?page=1">1</a> <b>2</b> <a href="?page=3">3</a> <a href="?page=9">9</a></p>',
        '<ul><li><a href="?page=1">1</a></li><li class="active"><a href="#">2</a></li>'
        '<li><a href="?page=3">3</a></li></ul>',
        '<div class="nav-next"><a href="?page=3">Newer posts →</a></div>',
        '<nav><a class="older-posts" href="?page=3">Older Posts →</a></nav>',
        '<p><a href="?page=1">1</a> | 2 | <a href="?page=3">3</a></p>',
        '<p>Seite: <a href="?page=1">[1]</a> [2] <a href="?page=3">[3]</a></p>',
        '<p><b>1-20</b>, <a href="?page=3">21-40</a>, <a href="?page=4">41-60</a></p>',
        '<p>Posts: <a href="?page=1">1–20</a> | 21–40 | <a href="?page=3">41–57</a></p>',
        '<div><a href="?page=1">0-24</a> <span>[25 - 49]</span> <a href="?page=3">50-74</a></div>',
        '<p>Pages: 2 <a href="?page=3">3</a> <a href="?page=9">9</a></p>',
        '<a class="more" href="?page=3">Показать ещё</a>',
    ],
)
def test_next_page_is_found(markup: str) -> None:
    assert next_of(markup) == "https://shop.example/list?page=3"


@pytest.mark.parametrize(
    "markup",
    [
        "<p>No links at all.</p>",
        '<link rel="next" href="?page=3">',
        '<p><a href="?page=1">1</a> <b>2</b></p>',
        '<a href="#next">Next</a>',
        '<a href="javascript:more()">Next</a>',
        '<div class="carousel"><a class="next" href="/pictures/2">Next</a></div>',
        '<table class="calendar"><tr><td>2</td><td><a href="/day/3">3</a></td></tr></table>',
        '<a href="https://shop.example/list?page=2">Next</a>',
        '<a href="/news/next-year-will-be-better">Next year will be better than this one</a>',
        '<a href="http://[broken">Next</a>',
        '<nav class="post-navigation"><a rel="next" href="/p3">New kettle of the year</a></nav>',
        '<p><a href="/2018">2018</a> <b>2019</b> <a href="/2020">2020</a></p>',
        '<p><a href="/1">1980-1989</a> <b>1990-1999</b> <a href="/3">2000-2009</a></p>',
        '<p>Age: <a href="/1">0-17</a> <b>18-24</b> <a href="/3">25-34</a></p>',
        '<p><a href="?page=1">1-20</a> <b>21-37</b></p>',
        '<p>Price: <a href="/1">1-100</a> <a href="/2">101-200</a> <a href="/3">201-300</a></p>',
        '<div class="nav-previous"><a href="?page=3">← Older posts</a></div>',
        '<h2>News</h2><a href="/news/town">Show more</a>',
        '<div><a rel="next" href="/2026/lid">Why the lid of the kettle broke</a> »</div>',
        '<ul><li class="next"><a href="https://next.example/"><span></span></a></li></ul>',
        '<div class="month"><span>1</span> <a href="/day/2">2</a></div>',
        '<span class="next"><a href="?date=2026-05" title="Navigate to next month">»</a></span>',
        '<a href="?topic=5.0;prev_next=next#new">next »</a>',
        '<a href="?tid=5&amp;action=nextnewest">Next</a>',
        '<a href="?t=5&amp;view=next">Далее</a>',
        '<div class="related-box"><a class="next" href="/p/7">›</a></div>',
        '<dl><dd><a href="?facets=rating:2">2</a> (1)</dd><dd><a href="?facets=rating:3">3</a> (1)',
    ],
)
def test_no_next_page_is_invented(markup: str) -> None:
    assert next_of(markup) is None


def test_address_is_built_on_the_base_of_the_page() -> None:
    markup = '<base href="https://cdn.example/forum/"><a rel="next" href="p3.html">3</a>'

    assert next_of(markup) == "https://cdn.example/forum/p3.html"
