"""What messages say, and what a stranger's text cannot make them say."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from alerts.authors import AuthorOptions
from alerts.change_phrases import MEASURES_EN
from alerts.facts import Change, Flagged, Hit
from alerts.message import Message, clean, message_key, render
from alerts.options import Options
from alerts.phrases import PHRASES
from classifier.verdict import Sentiment
from pipeline.post import Channel

AT = datetime(2026, 3, 4, 21, 30, tzinfo=UTC)
SAID = Flagged(
    mention_id=7,
    brand="Кедробанк",
    competitor=False,
    channel=Channel.FORUM,
    source="forum",
    url="https://forum.example/7",
    text="Деньги не вернули",
    found=AT,
    complaint=True,
    p_complaint=0.8,
    sentiment=Sentiment.NEGATIVE,
    p_negative=0.9,
    severity=3,
    author="Анна",
    incident_id=3,
    task_id=12,
)
DESK = "https://desk.example"


def hit(number: int = 7, **changes: object) -> Hit:
    said = replace(SAID, mention_id=number, incident_id=number, **changes)  # type: ignore[arg-type]
    return Hit(f"mention-{number}", AT, float(said.severity or 1), said, said.incident_id)


def test_a_complaint_in_russian() -> None:
    message = render("жалобы", [hit()], Options(), DESK)

    assert message.title == "Новая жалоба, критично: Кедробанк"
    assert message.body == (
        "Кедробанк · форум · Анна · 5 мар., 00:30 · критично\n"
        "«Деньги не вернули»\n"
        "https://forum.example/7\n"
        "Ответить: https://desk.example/tasks/12\n"
        "\n"
        f"Правило «жалобы», сообщение {message.key}"
    )


def test_a_complaint_in_english_in_its_own_zone() -> None:
    message = render("r", [hit()], Options(language="en", zone="America/New_York"), DESK)

    assert message.title == "New complaint, critical: Кедробанк"
    assert "forum · Анна · 4 Mar, 16:30 · critical" in message.body
    assert "Answer: https://desk.example/tasks/12" in message.body


@pytest.mark.parametrize(
    ("count", "title"),
    [(2, "2 новые жалобы"), (5, "5 новых жалоб"), (11, "11 новых жалоб"), (21, "21 новая жалоба")],
)
def test_russian_endings(count: int, title: str) -> None:
    hits = [hit(number) for number in range(count)]

    assert render("r", hits, Options(), DESK).title == f"{title}, есть критичные: Кедробанк"


def test_the_worst_comes_first_and_the_rest_is_counted() -> None:
    hits = [hit(1, severity=1), hit(2, severity=3, text="В суд"), hit(3, severity=2)]

    body = render("r", hits, Options(show=1), DESK).body

    assert "В суд" in body
    assert "Деньги" not in body
    assert "И ещё: 2." in body


def test_one_event_is_told_once() -> None:
    hits = [replace(hit(number), incident_id=9) for number in (1, 2, 3)]

    body = render("r", hits, Options(), DESK).body

    assert body.count("«Деньги не вернули»") == 1
    assert "И ещё о том же: 2" in body


def test_the_key_is_of_the_hits_alone() -> None:
    assert message_key("r", [hit(1), hit(2)]) == message_key("r", [hit(2), hit(1, text="другое")])
    assert message_key("r", [hit(1)]) != message_key("r", [hit(1), hit(2)])
    assert message_key("r", [hit(1)]) != message_key("s", [hit(1)])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one\r\nBcc: all@a.example\x00\x1b[31m", "one Bcc: all@a.example [31m"),
        ("a\u202eb\u2066c", "a b c"),
        ("x" * 300, "x" * 79 + "…"),
        ("@everyone идите сюда", "@\u2060everyone идите сюда"),
        ("<!channel> hi", "<!\u2060channel> hi"),
        ("👩‍👧", "👩‍👧"),
        ("   ", ""),
    ],
)
def test_strangers_texts(text: str, shown: str) -> None:
    assert clean(text, 80) == shown


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("measure", [*MEASURES_EN])
def test_every_change_has_words(language: str, measure: str) -> None:
    for over in (False, True):
        change = Change(measure, "Кедробанк", 0.42, 0.1, over=over)
        assert "Кедробанк" in PHRASES[language].change(change)


def test_a_change_in_numbers() -> None:
    change = Change("negative-share", "Кедробанк", 0.42, 0.104)

    assert PHRASES["ru"].change(change) == "Кедробанк: доля негатива 42 % (обычно 10 %)"
    assert PHRASES["en"].change(Change("queue", "", 12.5)) == "open tasks 12.5"
    assert PHRASES["ru"].change(Change("queue", "", 3, over=True)).endswith("снова в норме")


TITLES = [  # severities, complaints or not, of an influential author or not; ru, en
    ((1,), True, False, "Новая жалоба", "New complaint"),
    ((2,), True, False, "Новая жалоба, серьёзно", "New complaint, serious"),
    ((1, 2, 1), True, False, "3 новые жалобы, есть серьёзные", "3 new complaints, some serious"),
    ((None,), False, False, "Новое негативное упоминание", "New negative mention"),
    ((None, 1), False, False, "2 новых негативных упоминания", "2 new negative mentions"),
    ((3,), True, True, "Новая жалоба заметного автора, критично", None),
    ((1, 1), True, True, None, "2 new complaints by influential authors"),
]


@pytest.mark.parametrize(("severities", "complaint", "heard", "russian", "english"), TITLES)
def test_a_title_says_what_and_how_bad(
    severities: tuple[int | None, ...],
    complaint: bool,
    heard: bool,
    russian: str | None,
    english: str | None,
) -> None:
    hits = [
        hit(number, severity=severity, complaint=complaint)
        for number, severity in enumerate(severities)
    ]
    kind = AuthorOptions if heard else Options
    for language, title in (("ru", russian), ("en", english)):
        if title is not None:
            said = render("r", hits, kind(language=language), DESK)
            assert said.title == f"{title}: Кедробанк"


def changed(change: Change, options: Options | None = None, **more: Change) -> Message:
    hits = [Hit(f"k{at}", AT, 2.0, one) for at, one in enumerate((change, *more.values()))]
    return render("r", hits, options or Options(), DESK)


LOOKS = [  # the address says which rows were counted; a task is answered, unless it is over
    (Change("mentions", "Мой банк", 20, 3, hours=1), "mentions?brand=%D0%9C%D0%BE%D0%B9+%D0%B1"),
    (Change("theme", "Acme", 6, 1, theme="price"), "mentions?brand=Acme&theme=price&act=complaint"),
    (Change("negative-share", "Acme", 0.7, 0.1), "mentions?brand=Acme&sentiment=negative"),
    (Change("queue", "", 60, 50), "inbox"),
    (Change("broken", "forum", 3, detail="HTTP 503"), "sources"),
    (Change("waiting", "Acme", 4, task_id=7), "tasks/7"),
    (Change("waiting", "Acme", 4, task_id=7, over=True), "tasks/7"),
]


@pytest.mark.parametrize(("change", "address"), LOOKS)
def test_a_change_leads_to_what_it_tells_of(change: Change, address: str) -> None:
    message = changed(change)
    verb = "Ответить" if change.task_id and not change.over else "Посмотреть"
    assert f"\n{verb}: {DESK}/{address}" in message.body


def test_the_title_of_one_change_is_not_said_twice_of_several_each_is() -> None:
    queue, away = Change("queue", "", 60, 50), Change("away", "", 0)
    alone, both = changed(queue), changed(queue, other=away)
    assert alone.title == "Открытых обращений 60 (порог 50)"
    assert "порог" not in alone.body
    assert alone.body.startswith("5 мар., 00:30\n")
    assert both.body.startswith("5 мар., 00:30 · открытых обращений 60 (порог 50)\n")
    assert "сеть" in both.body


def test_spans_and_failures_in_words() -> None:
    russian, english = (PHRASES[language].change for language in ("ru", "en"))
    assert russian(Change("waiting", "A", 0.5)) == "A: обращение ждёт ответа дольше 30 мин"
    assert english(Change("waiting", "A", 1.5)).endswith("answer for more than 1.5 h")
    assert russian(Change("broken", "f", 3)) == "f: источник не читается (неудач подряд: 3)"
    assert english(Change("broken", "f", 1)) == "f: the source cannot be read"


def test_a_theme_in_words() -> None:
    change = Change("theme", "Кедробанк", 6, 1, hours=24, theme="price")

    assert PHRASES["ru"].change(change) == (
        "Кедробанк: жалобы на тему «цены и платежи»: 6 за 24 ч (обычно 1)"
    )
    assert PHRASES["en"].change(change) == (
        "Кедробанк: complaints about “price”: 6 in 24 h (usually 1)"
    )
    assert "цены и платежи" in render("r", [hit(theme="price")], Options(), DESK).body
    assert "shoes" in render("r", [hit(theme="shoes")], Options(), DESK).body
