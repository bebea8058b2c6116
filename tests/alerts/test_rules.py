"""Reading rules: what is wrong is named, with the nearest right name."""

from typing import Any

import pytest

from alerts.complaints import ComplaintOptions
from alerts.rules import RULES, read_rule
from pipeline.errors import OtklikError
from pipeline.post import Channel
from pipeline.watch import Rule

NOTIFIERS = {"team": object(), "boss": object()}


def rule(kind: str = "new-complaint", to: list[str] | None = None, **options: Any) -> Rule:
    return Rule("жалобы", kind, ["team"] if to is None else to, options)


def test_a_sound_rule() -> None:
    ready = read_rule(rule(channels=["forum"], quiet="22:00-08:00", zone="UTC"), NOTIFIERS)

    assert ready.options == ComplaintOptions(
        channels=[Channel.FORUM], quiet="22:00-08:00", zone="UTC"
    )


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (
            rule("new-complain"),
            'unknown type of rule "new-complain" (did you mean "new-complaint"?',
        ),
        (rule(to=["tean"]), 'unknown notifier "tean" (did you mean "team"?'),
        (rule(to=[]), "no notifier"),
        (rule(chanels=["forum"]), 'unknown option "chanels" (did you mean "channels"?'),
        (rule(channels=["forums"]), 'option "channels.0"'),
        (rule(min_severity="high"), 'option "min_severity": must be a whole number'),
        (rule(show=0), 'option "show": must be at least 1'),
        (rule(negative="perhaps"), 'option "negative": must be true or false'),
        (rule(zone="Europe/Moskow"), 'no time zone "Europe/Moskow"'),
        (rule(zone="../../etc/passwd"), "no time zone"),
        (rule(quiet="22-8"), '"22-8" is no span of time'),
        (rule(quiet="22:00"), "is no span of time"),
        (rule(quiet="08:00-08:00"), "is no span of time"),
        (rule(quiet="22:00Z-08:00Z"), "is no span of time"),
        (rule(every_minutes=10**15), 'option "every_minutes": must be at most 100000'),
        (rule("source-trouble", quiet_hours=1e300), 'option "quiet_hours": must be at most 10000'),
        (rule("source-trouble", quiet_hours=-1), 'option "quiet_hours": must be at least 0'),
        (rule(wake=float("nan")), 'option "wake": must be a number'),
        (rule("volume", factor=float("inf")), 'option "factor": must be a number'),
        (rule(language="de"), 'option "language": must be one of: ru, en'),
    ],
)
def test_what_is_wrong_is_named(broken: Rule, said: str) -> None:
    with pytest.raises(OtklikError) as error:
        read_rule(broken, NOTIFIERS)

    assert str(error.value).startswith('rule "жалобы": ')
    assert said in str(error.value)


def test_without_notifiers_the_setting_is_named() -> None:
    with pytest.raises(OtklikError, match="OTKLIK_NOTIFIERS"):
        read_rule(rule(), {})


@pytest.mark.parametrize("kind", RULES)
def test_every_type_works_without_options(kind: str) -> None:
    assert read_rule(Rule("r", kind, ["team"], {}), NOTIFIERS).type is RULES[kind]
