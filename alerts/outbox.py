"""All that is due goes out, to several notifiers at once: one that is silent holds up no other."""

import logging
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from datetime import UTC, datetime
from functools import partial

import click

from alerts.attached import with_files
from alerts.notifier import NotifyError
from alerts.send import Claim, claim, deliver, remember
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.telegram_links import notifier_of, read_links
from pipeline.time_limit import begin

log = logging.getLogger(__name__)

AT_ONCE = 8  # notifiers; each has one message on its way

End = Future[NotifyError | None]


def send_all(database: Database, addresses: Mapping[str, str]) -> tuple[int, int]:
    """Send everything that is due; how many messages went out and how many did not."""
    sent = failed = 0
    with database.reading() as session:  # what the Telegram bot sends by itself
        down = {notifier_of(one.person) for one in read_links(session)}
    under_way: dict[End, Claim] = {}
    while _fill(database, addresses, under_way, down):
        for end in wait(under_way, return_when=FIRST_COMPLETED).done:
            claimed, error = under_way.pop(end), end.result()
            with database.writing() as session:
                remember(session, claimed, error, datetime.now(UTC))
            if error is None:
                sent += 1
            else:
                failed += 1
                down.add(claimed.notifier)  # the rest would only wait for the same error
                click.echo(f'alert: notifier "{claimed.notifier}": {error}', err=True)
    return sent, failed


def _fill(
    database: Database, addresses: Mapping[str, str], under_way: dict[End, Claim], down: set[str]
) -> bool:
    """Start what may be sent beside the rest; whether anything is under way."""
    while len(under_way) < AT_ONCE:
        busy = {claimed.notifier for claimed in under_way.values()}
        with database.writing() as session:
            claimed = claim(session, datetime.now(UTC), down | busy)
        if claimed is None:
            break
        under_way[begin(partial(_deliver, database, claimed, addresses))] = claimed
    return bool(under_way)


def _deliver(
    database: Database, claimed: Claim, addresses: Mapping[str, str]
) -> NotifyError | None:
    """Send with the files that belong to it; what could not be done is tried again."""
    try:
        with with_files(database, claimed) as full:
            return deliver(full, addresses)
    except OtklikError as error:
        return NotifyError(str(error), retry=True)
    except Exception as error:  # a mistake in one notifier must not silence the others
        log.exception("notifier %s failed", claimed.notifier)
        return NotifyError(f"{type(error).__name__}: {error}", retry=True)
