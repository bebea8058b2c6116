"""The `otklik alert` command; owns the clock, the session and the commit."""

from collections.abc import Callable
from datetime import UTC, datetime

import click
from sqlalchemy.orm import Session

from alerts.due import speak_up, untold_hits
from alerts.history_cli import (
    answer_useful,
    list_messages,
    opened,
    rehearse_rule,
    retry_messages,
)
from alerts.message import Message
from alerts.outbox import send_all
from alerts.rules import read_rule
from alerts.usefulness import useful_link
from pipeline import store
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.model import RuleRow
from pipeline.settings import Settings, read_settings
from pipeline.signing import find_key, open_key


@click.group(invoke_without_command=True)
@click.option("--dry-run", is_flag=True, help="Show what would be sent; send and keep nothing.")
@click.pass_context
def alert(context: click.Context, dry_run: bool) -> None:
    """Send what the rules say is due, and what could not be sent before."""
    if context.invoked_subcommand is not None:
        return
    with opened() as database:
        _run(database, read_settings(), dry_run=dry_run)


for _command in (rehearse_rule, list_messages, retry_messages, answer_useful):
    alert.add_command(_command)


def _run(database: Database, settings: Settings, *, dry_run: bool) -> None:
    if not dry_run:
        with database.writing() as session:
            open_key(session)
    messages, troubles = _speak_up(database, settings, dry_run=dry_run)
    if dry_run:
        for message in messages:
            click.echo(f"{message.title}\n\n{message.body}\n")
    else:
        sent, failed = send_all(database, addresses(settings))
        click.echo(f"alert: messages={len(messages)} sent={sent} failed={failed}")
    if troubles:
        raise OtklikError("; ".join(troubles))


def _speak_up(
    database: Database, settings: Settings, *, dry_run: bool
) -> tuple[list[Message], list[str]]:
    """Messages queued, and what is wrong with rules; one bad rule does not stop the others."""
    with database.reading() as session:
        ask = _asking(session, settings)
        rows = store.rules(session)
    messages, troubles = [], []
    for row in rows:
        try:
            message = _ask_rule(database, row, settings, ask, dry_run=dry_run)
        except OtklikError as error:
            troubles.append(str(error))
        else:
            messages += [message] if message else []
    return messages, troubles


def _ask_rule(
    database: Database,
    row: RuleRow,
    settings: Settings,
    ask: Callable[[str], str] | None,
    *,
    dry_run: bool,
) -> Message | None:
    """The message of one rule, queued; a dry run throws it away."""
    now = datetime.now(UTC)
    ready = read_rule(row.rule, settings.notifiers)
    with database.reading() as session:
        found = untold_hits(session, ready, row.since, now)
    if not found:
        return None
    with database.reading() if dry_run else database.writing() as session:
        # Another process that found the same waits here, and then finds it told.
        if session.get(RuleRow, row.id, with_for_update=True) is None:
            return None
        return speak_up(session, ready, found, now, settings.desk, ask)


def _asking(session: Session, settings: Settings) -> Callable[[str], str] | None:
    """What makes the address of "useful?", where people outside the desk can open it."""
    key = find_key(session)
    if key is None or not settings.is_public:
        return None
    return lambda message_key: useful_link(key, settings.doorstep, message_key)


def addresses(settings: Settings) -> dict[str, str]:
    """Where each notifier leads; secrets, never to be shown."""
    return {name: secret.get_secret_value() for name, secret in settings.notifiers.items()}
