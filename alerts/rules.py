"""When an alert is due: the types of rules, and what each needs to know.  (pure)"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from alerts.authors import AuthorOptions, influential_author
from alerts.backlog import (
    PromiseOptions,
    QueueOptions,
    WaitingOptions,
    promise,
    queue,
    waiting,
)
from alerts.complaints import ComplaintOptions, new_complaint
from alerts.ending import Ends, answered, back_in_line, quiet
from alerts.facts import Hit, Span
from alerts.figures import FigureOptions, figure
from alerts.options import Options, read_options
from alerts.outages import SourceOptions, source_trouble
from alerts.spreading import SpreadOptions, spreading
from alerts.summaries import SummaryOptions, summary
from alerts.trends import (
    NegativeOptions,
    ThemeOptions,
    VolumeOptions,
    negative_share,
    themes,
    volume,
)
from pipeline.errors import OtklikError, Said, unknown
from pipeline.watch import Rule


class Needs(StrEnum):
    """What a rule looks at; alerts.sight fetches it."""

    MENTIONS = "mentions"
    AUTHORS = "authors"  # mentions, and how far their authors' earlier posts went
    INCIDENTS = "incidents"
    HOURS = "hours"
    THEMES = "themes"
    CASES = "cases"
    VISITS = "visits"
    FIGURES = "figures"
    NOTHING = "nothing"  # only the time


@dataclass(frozen=True)
class RuleType:
    """One way to be due.

    `hits` takes the rule's options, what it needs, and the time it is asked about; it finds what
    happened in all of that time, so that it can be asked about the past as well.
    """

    options: type[Options]
    needs: Needs
    hits: Callable[[Any, Any, Span], list[Hit]]  # each type has options and facts of its own
    ends: Ends | None = None  # what ended of what was told, where `hits` does not say so itself


RULES: dict[str, RuleType] = {
    "new-complaint": RuleType(ComplaintOptions, Needs.MENTIONS, new_complaint),
    "influential-author": RuleType(AuthorOptions, Needs.AUTHORS, influential_author),
    "spreading": RuleType(SpreadOptions, Needs.INCIDENTS, spreading, quiet),
    "volume": RuleType(VolumeOptions, Needs.HOURS, volume),
    "negative-share": RuleType(NegativeOptions, Needs.HOURS, negative_share),
    "theme-rising": RuleType(ThemeOptions, Needs.THEMES, themes),
    "queue": RuleType(QueueOptions, Needs.CASES, queue),
    "waiting": RuleType(WaitingOptions, Needs.CASES, waiting, answered),
    "promise": RuleType(PromiseOptions, Needs.CASES, promise, answered),
    "source-trouble": RuleType(SourceOptions, Needs.VISITS, source_trouble),
    "figure": RuleType(FigureOptions, Needs.FIGURES, figure, back_in_line),
    "report": RuleType(SummaryOptions, Needs.NOTHING, summary),
}


@dataclass(frozen=True)
class ReadyRule:
    """A rule that was read and found sound."""

    rule: Rule
    type: RuleType
    options: Options


def read_rule(rule: Rule, notifiers: Mapping[str, object]) -> ReadyRule:
    """The rule made ready; raises OtklikError for an unknown type, option or notifier."""
    if rule.type not in RULES:
        raise OtklikError(
            'rule "%(rule)s": %(problem)s',
            rule=rule.name,
            problem=unknown("type of rule", rule.type, RULES),
        )
    if not rule.to:
        raise OtklikError('rule "%(rule)s": no notifier; say to = ["NAME"]', rule=rule.name).at(
            "to"
        )
    for name in rule.to:
        if name not in notifiers:
            raise OtklikError(
                'rule "%(rule)s": %(problem)s',
                rule=rule.name,
                problem=_no_notifier(name, notifiers),
            ).at("to")
    kind = RULES[rule.type]
    return ReadyRule(rule, kind, read_options(kind.options, rule))


def _no_notifier(name: str, notifiers: Mapping[str, object]) -> Said:
    if not notifiers:
        return Said(
            'unknown notifier "%(name)s" (none is set up; see OTKLIK_NOTIFIERS)', {"name": name}
        )
    problem = unknown("notifier", name, notifiers)
    return Said("%(problem)s; see OTKLIK_NOTIFIERS", {"problem": problem})
