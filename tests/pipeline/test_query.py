import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.post import Channel, Post
from pipeline.query import QueryError, parse

MATCHES = [
    ("лента", "Был вчера в Ленте"),
    ("лента", "ЛЕНТОЙ доволен"),
    ("=Лента", "Магазин Лента рядом"),
    ('="Лента"', "«Лента» рядом"),
    ("Пятёрочка", "в пятерочке пусто"),
    ("тесла", "купил теслу"),
    ("Яндекс.Такси", "жду Яндекс-Такси"),
    ("Яндекс.Такси", "на Яндекс.Такси ехал"),
    ("читай-город", "был в Читай-городе"),
    ("ozon", "заказал Ozonом"),
    ("ozon", "в ozon'е пусто"),
    ("acme", "см. #acme_bank"),
    ("acme", "(acme), да"),
    ("acme", "https://acme.example/page"),
    ("acme", "ＡＣＭＥ"),
    ("nestle", "пью Nestlé"),
    ("Nestlé", "пью nestle"),
    ("акме", "а\u00adкме с переносом"),
    ("стресс", "сплошной стре\u0301сс"),
    ("华为", "我买了华为手机"),
    ("iphone", "我买了iPhone手机"),
    ("हिन्दी", "यह हिन्दी है"),
    ("C++", "пишу на c++, люблю"),
    ("#акме", "вот #Акме!"),
    ("@acme", "спросил @acme."),
    ("M&M's", "люблю M&M’s"),
    ("AT&T", "звонил в AT & T"),
    ('"H & M club"', "карта H&M  Club"),
    ("#акм*", "вот #Акмеология!"),
    ("НЕ НЕ банк", "банк"),
    ('"больше никогда"', "Больше, никогда!"),
    ("слом*", "сломалось всё"),
    ('"слом* экран"', "сломался экран"),
    ('"банк обманул"~2', "обманул меня этот банк"),
    ("банк обманули", "обманули в банке"),
    ("банк И (плохо ИЛИ ужас)", "банк ужас"),
    ("банк & плохо", "плохой? плохо! банк"),
    ("банк | такси", "такси"),
    ("банк -вакансия", "банк открыт"),
    ("банк НЕ вакансия", "банк открыт"),
    ("банк NOT (вакансия OR скидка)", "банк открыт"),
    ("«новый банк»", "это новый банк"),
    ("a b OR c d", "c d"),
    ("a OR b c", "a"),
    ("!банк такси", "такси"),
]

MISSES = [
    ("лента", "лентяй"),
    ('"лента"', "в ленте"),
    ("=Лента", "лента новостей"),
    ("магнит", "магнитола"),
    ("C++", "пишу на C"),
    ("C++", "c+++"),
    ("AT&T", "AT-T и ATT"),
    ("#акме", "это Акме"),
    ("#акме", "это #Акмеология"),
    ('"больше никогда"', "больше чем никогда"),
    ('"банк обманул"~1', "обманул меня этот банк"),
    ('"банк банк"~5', "один банк"),
    ("банк -вакансия", "вакансии в банке"),
    ("a b OR c d", "a d"),
    ("йод", "иод"),
]


@pytest.mark.parametrize(("query", "text"), MATCHES)
def test_matches(query: str, text: str) -> None:
    assert parse(query).matches(text)


@pytest.mark.parametrize(("query", "text"), MISSES)
def test_does_not_match(query: str, text: str) -> None:
    assert not parse(query).matches(text)


POST = Post(
    source="town-reviews",
    channel=Channel.REVIEW,
    url="https://x.example",
    text="Всё сломалось",
    title="Чайник Ромашка",
    author="Пётр Иванов",
    language="ru",
)


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("ромашка", True),
        ("title:ромашка", True),
        ("title:сломалось", False),
        ("заголовок:(чайник ромашка)", True),
        ('"ромашка все"', False),
        ("автор:петр", True),
        ("петр", False),
        ("author:сидоров", False),
        ("channel:review", True),
        ("канал:forum", False),
        ("lang:ru AND ромашка", True),
        ("lang:en", False),
        ("source:town-reviews", True),
        ("source:town-*", True),
        ("source:(village OR town-reviews) -author:сидоров", True),
        ("source:town", False),
    ],
)
def test_fields(query: str, matches: bool) -> None:
    assert parse(query).matches(POST) is matches


@pytest.mark.parametrize(
    ("query", "place", "problem"),
    [
        ('acme "foo', 5, "this quote is never closed"),
        ("(acme", 0, "this bracket is never closed"),
        ("acme)", 4, "this bracket was never opened"),
        ("OR acme", 0, "a word is missing before OR"),
        ("acme AND OR b", 9, "a word is missing before OR"),
        ("acme ИЛИ", 8, "a word is missing at the end"),
        ("", 0, "a word is missing at the end"),
        ("acme ...", 5, "no letter or digit"),
        ("NOT acme", 0, "only what must be absent"),
        ("acme OR -b", 8, "only what must be absent"),
        ("acme OR (b NOT c) OR (-d !e)", 22, "only what must be absent"),
        ("acme~2", 4, "~ stands after a phrase"),
        ("acme б*н", 6, "* stands at the end of a word"),
        ("titel:acme", 0, 'did you mean "title"?'),
        ("http://acme.example", 0, 'put "quotes" around'),
        ("a channel:forums", 10, 'did you mean "forum"?'),
        ('"a b"~99', 5, "a number from 0 to 50"),
        ("(" * 80 + "a", 50, "deeper than 50"),
        ("-" * 80 + "a", 50, "deeper than 50"),
    ],
)
def test_errors_point_at_the_place(query: str, place: int, problem: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert (caught.value.place, problem in str(caught.value.problem)) == (place, True)


def test_the_caret_stands_under_the_place() -> None:
    with pytest.raises(QueryError) as caught:
        parse('ромашка OR\n  "василёк')
    assert str(caught.value).splitlines()[1:] == ['      "василёк', "      ^"]


def test_a_long_query_is_shown_around_the_place() -> None:
    with pytest.raises(QueryError) as caught:
        parse("a " * 500 + "OR OR" + " b" * 500)
    _, shown, caret = str(caught.value).splitlines()
    assert len(shown) < 130
    assert shown[caret.index("^") :].startswith("OR b")


@given(st.text(alphabet='ab яё"«»()|&-!~*=:<5 ORИЛИAND\n#+', max_size=60), st.text(max_size=40))
def test_any_text_is_read_or_refused(query: str, text: str) -> None:
    place = 0
    try:
        assert parse(query).matches(text) in (True, False)
    except QueryError as error:
        place = error.place
    assert 0 <= place <= len(query)


@given(st.text(max_size=200))
def test_any_text_can_be_looked_through(text: str) -> None:
    assert parse("ромашка OR C++ OR слом*").matches(f"{text} ромашка")
