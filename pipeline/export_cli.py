"""`otklik export`: mentions, tasks and the audit log as files, the rows that the desk saves."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from classifier.cli import writing
from classifier.verdict import Act, Sentiment
from pipeline import store
from pipeline.audit_log import KINDS, AuditFilter
from pipeline.database import Database, open_database
from pipeline.errors import OtklikError, unknown
from pipeline.export import LISTS, to_csv
from pipeline.lists import audit_roll, mention_roll, task_roll
from pipeline.mention_search import MentionFilter
from pipeline.noise import Noise
from pipeline.options_cli import TimeOption, check_period
from pipeline.people import list_people
from pipeline.post import Channel
from pipeline.reports.scope import Asked
from pipeline.reports.table import Roll
from pipeline.search import About
from pipeline.settings import read_settings

BINARY = {"xlsx", "parquet"}
SORTS = tuple(noise for noise in Noise if noise is not Noise.UNNAMED)
# What a changed query finds no more is neither a mention nor noise: only its own word shows it.
NOISE = {"none": (Noise.NONE,), "all": SORTS, "only": tuple(set(SORTS) - {Noise.NONE})} | {
    str(noise): (noise,) for noise in Noise
}


@click.group()
def export() -> None:
    """Write mentions, tasks or the audit log to a file, as the desk saves them.

    Rows are written as they are read: a million takes no more memory than a thousand.
    """


def _shared(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every list has."""
    for option in reversed(
        (
            click.option("--since", type=TimeOption(), help="From this on (2026-03-01, 7d)."),
            click.option("--until", type=TimeOption(), help="Before this day or time."),
            click.option(
                "--format",
                "shape",
                type=click.Choice(list(LISTS), case_sensitive=False),
                help="By default what the file's name says, else CSV.",
            ),
            click.option(
                "--semicolons", is_flag=True, help="CSV for Excel where 1.5 is written 1,5."
            ),
            click.option("-o", "--output", default="-", help="A file instead of the screen."),
        )
    ):
        command = option(command)
    return command


def _choice(names: Any) -> click.Choice[str]:
    return click.Choice([str(name) for name in names], case_sensitive=False)


@export.command()
@_shared
@click.option("--brand", help="One brand; without it all, competitors too.")
@click.option("--ours", is_flag=True, help="No competitors.")
@click.option("--text", default="", help="What the search of the desk finds for these words.")
@click.option("--channel", type=_choice(Channel), help="Where people spoke.")
@click.option("--source", help="A source by its name.")
@click.option("--language", help="As ru, kk, en.")
@click.option("--sentiment", type=_choice(Sentiment), help="Toward the brand.")
@click.option("--complaint", is_flag=True, help="Only what was flagged as a complaint.")
@click.option("--act", type=_choice(Act), help="What the text does.")
@click.option("--theme", help="The key of a theme.")
@click.option(
    "--noise", type=_choice(NOISE), default="none", show_default=True, help="Which of it, too."
)
def mentions(
    since: datetime | None,
    until: datetime | None,
    shape: str | None,
    semicolons: bool,
    output: str,
    brand: str | None,
    ours: bool,
    text: str,
    channel: str | None,
    language: str | None,
    sentiment: str | None,
    act: str | None,
    noise: str,
    **equal: Any,  # complaint, source, theme: as the filter calls them
) -> None:
    """One row for each mention: post, verdict, judge."""
    check_period(since, until)

    def find(database: Database) -> Roll:
        with database.reading() as session:
            number = store.brand_named(session, brand).id if brand else None
        about = About(
            brand=number,
            ours=ours,
            channel=Channel(channel) if channel else None,
            language=language,
            text=text,
            since=since,
            until=until,
        )
        wanted = MentionFilter(
            about,
            sentiment=Sentiment(sentiment) if sentiment else None,
            act=Act(act) if act else None,
            noise=NOISE[noise],
            **equal | {"complaint": equal["complaint"] or None},
        )
        return mention_roll(database, wanted)

    _save(find, shape, semicolons, output)


@export.command()
@_shared
@click.option("--brand", help="One brand; without it all of ours.")
def tasks(
    since: datetime | None,
    until: datetime | None,
    shape: str | None,
    semicolons: bool,
    output: str,
    brand: str | None,
) -> None:
    """One row for each task with all its times."""
    check_period(since, until)
    asked = Asked(since, until, brand, now=datetime.now(UTC), zone=None)
    _save(partial(task_roll, asked=asked), shape, semicolons, output)


@export.command()
@_shared
@click.option("--who", help="What this person did: a login.")
@click.option("--thing", type=_choice(KINDS), help="What was done to things of this kind.")
def audit(
    since: datetime | None,
    until: datetime | None,
    shape: str | None,
    semicolons: bool,
    output: str,
    who: str | None,
    thing: str | None,
) -> None:
    """One row for each deed, before and after."""
    check_period(since, until)

    def find(database: Database) -> Roll:
        with database.reading() as session:
            person = _person(session, who) if who else None
        return audit_roll(database, AuditFilter(person, thing, since, until))

    _save(find, shape, semicolons, output)


def _person(session: Session, login: str) -> int:
    known = {person.login: person.id for person in list_people(session)}
    if login not in known:
        raise OtklikError(unknown("login", login, known))
    return known[login]


def _save(
    find: Callable[[Database], Roll], shape: str | None, semicolons: bool, output: str
) -> None:
    """Write a list; the file is put in place when all of it is there."""
    ending = Path(output).suffix.lstrip(".").lower()
    shape = shape or (ending if ending in LISTS else "csv")
    if semicolons and shape != "csv":
        raise OtklikError(f"--semicolons is for CSV, and this is {shape.upper()}")
    if output == "-" and shape in BINARY and sys.stdout.isatty():
        raise OtklikError(f"{shape.upper()} is nothing for a screen; name a file with -o")
    database = open_database(read_settings().database_url)
    roll = find(database)
    parts = to_csv(roll, semicolons=True) if semicolons else LISTS[shape](roll)
    with writing(output) as out:
        for part in parts:
            out.write(part)
    database.close()
    if output != "-":
        click.echo(f"wrote {output}", err=True)
