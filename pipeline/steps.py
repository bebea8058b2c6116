"""`otklik assess` and `otklik follow-up`: steps of the line, each safe to run again."""

from collections.abc import Iterator
from datetime import UTC, datetime

import click

from classifier.judges import open_judge
from classifier.thresholds import Band, cheapest_band
from classifier.verdict import Judge
from pipeline import assess as assessing
from pipeline import (
    escalating,
    followup,
    later_looks,
    learning,
    lost_step,
    outside,
    reopening,
    second_look,
    sharing,
    snooze,
    theme_finding,
    vectors,
)
from pipeline.database import Database, open_database
from pipeline.posting.door import Door
from pipeline.posting.ways import read_accounts
from pipeline.sampling import draw_due
from pipeline.settings import read_settings

BATCH = 32


@click.command()
@click.option("--limit", type=click.IntRange(min=1), help="Judge at most this many mentions.")
def assess(limit: int | None) -> None:
    """Judge the mentions that have no verdict yet."""
    settings = read_settings()
    judge = open_judge(
        settings.judge, settings.threads, settings.complaint_threshold, settings.weights
    )
    database = open_database(settings.database_url)
    judged = sum(judge_all(database, judge, limit))
    click.echo(f"assess: judged {judged} mentions, judge={judge.name}")


@click.command("follow-up")
def follow_up() -> None:
    """Open tasks for flagged mentions."""
    settings = read_settings()
    database = open_database(settings.database_url)
    band = cheapest_band(settings.costs) if settings.costs else followup.NOBODY
    opened = sum(open_all(database, band))
    with database.reading() as session:  # nobody waits while all of them are looked through
        edited = reopening.find_edited(session)
    with database.writing() as session:
        reopened = len(followup.reopen_edited(session, edited, datetime.now(UTC)))
        draw_due(session, settings.label_sample, datetime.now(UTC))
    _learn(database)
    _find_themes(database)
    with database.writing() as session:
        woken = snooze.wake(session, datetime.now(UTC))
    with database.writing() as session:
        shared = sharing.take_over(session, datetime.now(UTC))
        shared += sharing.share_out(session, datetime.now(UTC))
    lost_step.seek_all(database, read_accounts(settings.post_as), Door(settings.allow))
    with database.reading() as session:
        spoken = outside.find_spoken(session, datetime.now(UTC))
    with database.writing() as session:
        outside.close_answered(session, spoken, datetime.now(UTC))
        later_looks.look_all(session, datetime.now(UTC))
    with database.writing() as session:
        escalated = escalating.escalate(session, datetime.now(UTC))
    click.echo(
        f"follow-up: opened {opened} tasks, reopened {reopened}, woke {woken}, "
        f"assigned {shared}, escalated {escalated}"
    )


def judge_all(database: Database, judge: Judge, limit: int | None = None) -> Iterator[int]:
    """Judge batch after batch until none is left or `limit` is reached; how many in each.

    The judge thinks while no transaction is open, so that a crawl can write meanwhile.
    """
    left = limit
    while left is None or left > 0:
        with database.reading() as session:
            mentions = assessing.waiting(session, min(BATCH, left or BATCH))
            read = {mention.id: assessing.reading(mention) for mention in mentions}
            may = [assessing.may_open(mention) for mention in mentions]
        if not read:
            return
        readings = list(read.values())
        verdicts = assessing.judge_and_explain(judge, readings, may)
        places = vectors.find_vectors(judge, list(read), readings, verdicts)
        with database.writing() as session:
            vectors.keep_vectors(session, places, judge.name)
            yield assessing.keep(session, read, verdicts, judge.name, datetime.now(UTC))
        left = None if left is None else left - len(read)


def open_all(database: Database, band: Band = followup.NOBODY) -> Iterator[int]:
    """Follow up batch after batch until none is left; how many tasks each opened."""
    while True:
        with database.writing() as session:
            waiting = followup.unfollowed(session, followup.BATCH)
            if not waiting:
                return
            now = datetime.now(UTC)
            opened = len(followup.open_tasks_for(session, waiting, now, band))
            second_look.look_again(session, waiting, now)
            yield opened


def _learn(database: Database) -> None:
    """Learn from what people decided, while nobody waits."""
    with database.reading() as session:
        lessons = learning.find_lessons(session)
    for lesson in lessons:
        with database.writing() as session:
            learning.keep_lesson(session, lesson, datetime.now(UTC))


def _find_themes(database: Database) -> None:
    """Give complaints their themes; to find them takes seconds, and nobody waits meanwhile."""
    with database.reading() as session:
        found = theme_finding.find_themes(session, datetime.now(UTC))
    for one in found:
        with database.writing() as session:
            theme_finding.keep(session, one, datetime.now(UTC))
