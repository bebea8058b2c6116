"""Folders take files only: a rule that sends them none is told so when it is kept."""

from collections.abc import Mapping

from pydantic import SecretStr

from alerts.rules import ReadyRule
from alerts.summaries import SummaryOptions
from pipeline.errors import OtklikError


def check_folders(ready: ReadyRule, notifiers: Mapping[str, SecretStr]) -> None:
    """Raise OtklikError where each message of a rule to a folder would be given up."""
    if isinstance(ready.options, SummaryOptions) and ready.options.file:
        return
    for name in ready.rule.to:
        if notifiers[name].get_secret_value().lower().startswith("folder://"):
            raise OtklikError(
                'rule "%(rule)s": "%(notifier)s" is a folder, which takes files only: '
                "the rule has to be of type report, with file set",
                rule=ready.rule.name,
                notifier=name,
            ).at("to")
