from hypothesis import given
from hypothesis import strategies as st

from pipeline.matching import Matcher
from pipeline.post import Channel, Post
from pipeline.query import parse
from pipeline.watch import Brand, Source

QUERIES = [
    "ромашка",
    '"ромашка" -василёк',
    "ромаш* OR C++",
    "#ромашка",
    "=Ромашка",
    "title:василёк",
    "author:ольга",
    "source:town",
    "lang:en ромашка",
    '"василёк ромашка"~3',
    "василёк (плохо OR ужас) -вакансия",
]
WORDS = ["Ромашка", "ромашки", "василёк", "плохо", "ужасно", "вакансия", "c++", "#ромашка", "и"]


def brands(queries: list[str]) -> list[tuple[int, Brand]]:
    return [(number, Brand(query, query)) for number, query in enumerate(queries)]


def told(text: str, title: str | None = None, author: str | None = None) -> Post:
    return Post("town", Channel.BLOG, "https://x.example", text, title, author)


def test_names_of_brands_are_found() -> None:
    matcher = Matcher.of(brands(["ромашка", "василёк", '"красный мак"']))
    assert matcher.brands_in(told("Василёк и ромашка", title="Цветы")) == [0, 1]
    assert matcher.brands_in(told("мак красный")) == []


def test_without_brands_nothing_is_found() -> None:
    assert Matcher.of([]).brands_in(told("Ромашка")) == []


@given(st.lists(st.sampled_from(WORDS), max_size=8), st.sampled_from([None, "Ольга", "Василёк"]))
def test_the_automaton_misses_nothing(words: list[str], author: str | None) -> None:
    post = told(" ".join(words), title=words[-1] if words else None, author=author)
    one_by_one = [n for n, query in enumerate(QUERIES) if parse(query).matches(post)]
    assert Matcher.of(brands(QUERIES)).brands_in(post) == one_by_one


def test_a_source_is_about_a_brand_its_posts_do_not_name() -> None:
    page = Source("town", "review", Channel.REVIEW, "https://x.example", None, {"about": "мак"})
    elsewhere = Source("city", "review", Channel.REVIEW, "https://y.example")
    gone = Source("town", "review", Channel.REVIEW, "https://x.example", None, {"about": ["сон"]})
    watched = brands(["ромашка", "мак"])

    assert Matcher.of(watched, [page, elsewhere]).brands_in(told("Всё плохо")) == [1]
    assert Matcher.of(watched, [page]).brands_in(told("Мак, мак и ромашка")) == [0, 1]
    assert Matcher.of(watched, [gone]).brands_in(told("Всё плохо")) == []
