from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.post import Post
from pipeline.query import parse
from pipeline.triage import HIGH, POINTS, URGENT, Facts, Sign, band, triage
from pipeline.triggers import TRIGGERS, Trigger


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Ребёнок отравился вашим йогуртом", "health"),
        ("у сына аллергия после крема", "health"),
        ("Детям такое давать нельзя", "children"),
        ("My daughter cried", "children"),
        ("это мошенники!", "fraud"),
        ("I was scammed", "fraud"),
        ("подам в суд", "law"),
        ("My lawyer will call", "law"),
        ("я журналист, пишу о вас", "press"),
        ("Опять сервис лежит", "outage"),
        ("ВЕРНИТЕ ДЕНЬГИ!", "money"),
        ("I want a refund", "money"),
        ("Больше никогда к вам", "leaving"),
        ("неделю никто не отвечает", "ignored"),
        ("я инвалид второй группы", "access"),
    ],
)
def test_words_that_make_it_urgent(post: Post, text: str, trigger: str) -> None:
    signs = triage(Facts(replace(post, text=text))).signs
    assert trigger in {sign.trigger for sign in signs}


@pytest.mark.parametrize("text", ["Спасибо, всё хорошо", "рисунок красивый", "Delivery was late"])
def test_plain_words_are_no_sign(post: Post, text: str) -> None:
    assert triage(Facts(replace(post, text=text))).signs == ()


@pytest.mark.parametrize(
    ("facts", "sign"),
    [
        ({"by_author": 2}, Sign("repeat author", 2, "2 earlier mentions")),
        ({"alike": 3}, Sign("spreading", 3, "3 more posts")),
        ({"in_thread": 10}, Sign("long thread", 1, "10 posts")),
        ({"waited": timedelta(days=3)}, Sign("found late", 1, "3 days")),
    ],
)
def test_facts_that_make_it_urgent(post: Post, facts: dict[str, int], sign: Sign) -> None:
    urgency = triage(Facts(post, **facts))  # type: ignore[arg-type]
    assert (urgency.signs, urgency.priority) == ((sign,), POINTS[sign.grade])


def test_low_stars_are_a_sign(post: Post) -> None:
    assert triage(Facts(replace(post, stars=2.0))).why == ["low stars: 2 of 5"]
    assert triage(Facts(replace(post, followers=10_000))).why == ["followers: 10000"]
    assert triage(Facts(replace(post, followers=9), people=99)).why == []
    assert triage(Facts(post, people=20)).why == ["many listen: 20"]
    assert triage(Facts(replace(post, stars=3.0))).why == []


def test_the_gravest_sign_comes_first_and_says_why(post: Post) -> None:
    told = replace(post, text="Верните деньги, ребёнок отравился!", stars=1.0)
    urgency = triage(Facts(told, p_complaint=1.0, severity=3))
    assert urgency.why[0] == "health: отравиться"
    assert [sign.grade for sign in urgency.signs] == [3, 3, 2, 2]
    assert urgency.priority == 100


def test_bands() -> None:
    assert [band(p) for p in (0, HIGH, URGENT, 100)] == ["normal", "high", "urgent", "urgent"]


def test_every_term_can_be_read() -> None:
    for trigger in TRIGGERS:
        assert trigger.grade in POINTS
        for term in trigger.terms:
            assert parse(term).anchors()


@pytest.mark.parametrize(
    ("trigger", "why"),
    [
        (None, ["money: верните деньги", "low stars: 1 of 5"]),
        (Trigger("money", 0, ()), ["low stars: 1 of 5"]),  # switched off
        (Trigger("money", 1, ("обман*",)), ["low stars: 1 of 5", "money: обман"]),
        (Trigger("low stars", 0, ()), ["money: верните деньги"]),
        (Trigger("low stars", 3, ()), ["low stars: 1 of 5", "money: верните деньги"]),
        (
            Trigger("наше", 3, ('"красная линия"', "обман*")),
            ["наше: обман", "money: верните деньги", "low stars: 1 of 5"],
        ),
    ],
)
def test_triggers_count_as_people_keep_them(
    post: Post, trigger: Trigger | None, why: list[str]
) -> None:
    told = replace(post, text="Обманули! Верните деньги", stars=1.0)
    known = {one.name: one for one in TRIGGERS} | ({trigger.name: trigger} if trigger else {})
    assert triage(Facts(told), tuple(known.values())).why == why
