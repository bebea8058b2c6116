"""Rules of a watch file before they are kept: what cannot be sent is refused, the rest is told."""

from collections.abc import Iterator
from dataclasses import replace

from alerts.folders import check_folders
from alerts.rules import read_rule
from pipeline.errors import OtklikError
from pipeline.settings import Settings
from pipeline.watch import Rule, Watch


def check_rules(watch: Watch, settings: Settings) -> list[str]:
    """What keeps the rules from going out for now, in words.

    Notifiers may be set up afterwards, or elsewhere. Raises OtklikError for a rule that would send
    a folder no files, which nothing mends but the rule itself.
    """
    return [words for rule in watch.rules for words in _problems(rule, settings)]


def _problems(rule: Rule, settings: Settings) -> Iterator[str]:
    try:
        ready = read_rule(rule, dict.fromkeys(rule.to))
    except OtklikError as error:  # an option that is not known
        yield str(error)
        return
    there = [name for name in rule.to if name in settings.notifiers]
    check_folders(replace(ready, rule=replace(rule, to=there)), settings.notifiers)
    for name in rule.to:
        try:
            read_rule(replace(rule, to=[name]), settings.notifiers)
        except OtklikError as error:
            yield str(error)
