"""Figures of single people: rules about them are made by managers and reach managers only."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, func, or_, select

from alerts.figures import FigureOptions
from alerts.rules import ReadyRule
from alerts.summaries import SummaryOptions
from pipeline.alert_model import Alert, Delivery, Mute, Receiver
from pipeline.errors import OtklikError
from pipeline.reports.registry import ABOUT_PEOPLE, SEE_PEOPLE

_KEY = 16  # signs of a message's key; alerts.message says how it is made


def is_about_people(ready: ReadyRule) -> bool:
    """Does this rule tell what single people did?"""
    options = ready.options
    if isinstance(options, SummaryOptions):
        return options.file is not None and options.held in ABOUT_PEOPLE
    return isinstance(options, FigureOptions) and options.report in ABOUT_PEOPLE


def check_receivers(ready: ReadyRule, receivers: Mapping[str, Receiver]) -> None:
    """Raise OtklikError where the rule would tell figures of people to others than managers."""
    if not is_about_people(ready):
        return
    for name in ready.rule.to:
        reached = receivers.get(name)
        if reached is None or not reached.person.active or reached.person.role not in SEE_PEOPLE:
            raise OtklikError(
                'rule "%(rule)s": figures of single people go to managers only, and "%(notifier)s"'
                " reaches no manager; say whom it reaches under Alerts, Who gets them",
                rule=ready.rule.name,
                notifier=name,
            ).at("to")


def tells_of_people(key: ColumnElement[str]) -> ColumnElement[bool]:
    """Does the key of an alert, or what is muted of it, name a figure of people?"""
    return or_(*(key.startswith(f"figure|{report}|") for report in sorted(ABOUT_PEOPLE)))


def delivery_tells_of_people() -> ColumnElement[bool]:
    """The same of a message on its way."""
    delivery, alert = Delivery.__table__.c, Alert.__table__.c
    same = alert.batch == func.substr(delivery.key, 1, _KEY)
    return select(alert.id).where(same, tells_of_people(alert.key)).exists()


def is_mute_of_people(mute: Mute) -> bool:
    """Is it a figure of people that is muted?  (pure)"""
    kind, _, rest = mute.subject.partition("|")
    return kind == "figure" and rest.partition("|")[0] in ABOUT_PEOPLE
