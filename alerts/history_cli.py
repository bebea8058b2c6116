"""Looking back and ahead: `otklik alert rehearse`, `list`, `retry` and `useful`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlalchemy import select

from alerts.given_up import revive
from alerts.rehearsal import Rehearsal, rehearse
from alerts.rules import read_rule
from alerts.usefulness import precision, say_useful
from pipeline import store
from pipeline.alert_model import Delivery
from pipeline.database import Database, open_database
from pipeline.errors import OtklikError, unknown
from pipeline.settings import read_settings


@contextmanager
def opened() -> Iterator[Database]:
    """This installation's database."""
    database = open_database(read_settings().database_url)
    try:
        yield database
    finally:
        database.close()


@click.command("rehearse")
@click.argument("name")
@click.option(
    "--days", default=30, type=click.IntRange(1, 365), show_default=True, help="How far back."
)
def rehearse_rule(name: str, days: int) -> None:
    """Say how often a rule would have fired; send and keep nothing."""
    settings = read_settings()
    with opened() as database, database.reading() as session:
        rules = {row.rule.name: row.rule for row in store.rules(session)}
        if name not in rules:
            raise OtklikError(unknown("rule", name, rules))
        ready = read_rule(rules[name], dict.fromkeys(rules[name].to) | settings.notifiers)
        click.echo(_tell(rehearse(session, ready, datetime.now(UTC), days)))


def _tell(found: Rehearsal) -> str:
    days = f"in the last {found.days} days" if found.days > 1 else "in the last day"
    if not found.times:
        return f'{days} the rule "{found.rule}" would not have fired'
    times = "once" if found.times == 1 else f"{found.times} times"
    return (
        f'{days} the rule "{found.rule}" would have fired {times},'
        f" at most {found.most_an_hour} an hour"
    )


@click.command("list")
@click.option(
    "--last", default=20, type=click.IntRange(1, 1000), show_default=True, help="So many."
)
def list_messages(last: int) -> None:
    """Show messages of late: sent, waiting, given up and why."""
    with opened() as database, database.reading() as session:
        newest = select(Delivery).order_by(Delivery.id.desc()).limit(last)
        for delivery in session.scalars(newest).all()[::-1]:
            key = delivery.key.partition(":")[0]
            click.echo(f"{key}  {delivery.notifier}  {_state(delivery)}  {delivery.title}")
        for rule in precision(session):
            click.echo(f'rule "{rule.rule}": useful {rule.useful} of {rule.judged}')


def _state(delivery: Delivery) -> str:
    if delivery.sent:
        return f"sent {delivery.sent:%Y-%m-%d %H:%M} UTC"
    if not delivery.attempts:
        return "waiting"
    if delivery.retry_at:
        return f"again {delivery.retry_at:%Y-%m-%d %H:%M} UTC ({delivery.error or 'being sent'})"
    return f"{'put aside' if delivery.aside else 'given up'} ({delivery.error})"


@click.command("retry")
def retry_messages() -> None:
    """Try again what was given up, with the next `otklik alert`."""
    with opened() as database, database.writing() as session:
        click.echo(f"alert: revived={revive(session, datetime.now(UTC))}")


@click.command("useful")
@click.argument("key")
@click.argument("answer", type=click.Choice(["yes", "no"], case_sensitive=False))
def answer_useful(key: str, answer: str) -> None:
    """Say whether a message was worth it; its key is in its last line."""
    with opened() as database, database.writing() as session:
        say_useful(session, key, useful=answer.lower() == "yes")
    click.echo(f"alert: useful={answer.lower()} message={key}")
