"""Weeks of crawling in minutes: the real crawl against sites on loopback, its clock moved on.

    python benchmarks/weeks.py [--quick] [--even]

Eight weeks, or one; `--even` follows no hours of the day and weekdays. Prints, for each source, its
visits, the posts that it had and those that were missed, how long they took to be found, and when
it was said to be in trouble; the last line is a JSON object of the sums. Nothing sleeps.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from scrapy import Request
from sqlalchemy import func, select
from weeks_sites import DAY, HOUR, MINUTE, START, Clock, Site, build, serve

from crawlers import patience, politeness, writing
from crawlers.crawl import plan, run
from crawlers.deliver import Deliver
from crawlers.jobs import Told
from crawlers.states import due_sources
from crawlers.walk import Walk
from pipeline import coverage
from pipeline.database import Database, open_database
from pipeline.habit import EVEN
from pipeline.model import PostRow, SourceRow
from pipeline.post import Channel
from pipeline.settings import Settings
from pipeline.states import Outcome
from pipeline.watch import Source

EVERY = 10 * MINUTE  # how often the line runs
LOOK = 6 * HOUR  # how often somebody looks how the sources do


class Weeks(Walk):
    """Crawl after crawl, each with the sources that are due at its time."""

    def __init__(self, clock: Clock, database: Database, end: datetime, told: list[Told]) -> None:
        super().__init__([], Deliver(database, clock.read), clock.read, told.append)
        self._time, self._database, self._end = clock, database, end
        self.sights: dict[str, list[str]] = {}

    async def start(self) -> AsyncIterator[Request]:
        looked = START
        while self._time.now < self._end:
            self._forget()
            with self._database.reading() as session:
                due = due_sources(session, self._time.now)
            for source in due:
                await self._room.acquire()
                self._begin(self._attend(plan(source, self._time.now)))
            while self._tasks:
                await asyncio.wait(self._tasks)
            if self._time.now - looked >= LOOK:
                looked = self._time.now
                self._look()
            self._move_on(looked + LOOK)
        print_sights(self.sights)
        never: list[Request] = []
        for request in never:
            yield request

    def _forget(self) -> None:
        """What a process remembers of hosts ends with it."""
        robots = self.crawler.get_downloader_middleware(politeness.RobotsMiddleware)
        waits = self.crawler.get_downloader_middleware(patience.PatienceMiddleware)
        assert robots
        assert waits
        robots._parsers.clear()
        robots._silent.clear()
        waits._until = waits._memory.recall(self._time.now)

    def _look(self) -> None:
        with self._database.reading() as session:
            for one in coverage.look(session, self._time.now):
                seen = self.sights.setdefault(one.source.name, [])
                since = f" since day {(one.since - START) / DAY:.1f}" if one.since else ""
                if not seen or seen[-1].split()[2] != one.sight:
                    seen.append(f"day {(self._time.now - START) / DAY:.1f} {one.sight}{since}")

    def _move_on(self, looks: datetime) -> None:
        with self._database.reading() as session:
            soonest = session.scalar(select(func.min(SourceRow.__table__.c.due))) or looks
        self._time.now += EVERY
        while self._time.now < min(soonest, looks):
            self._time.now += EVERY


def print_sights(sights: dict[str, list[str]]) -> None:
    """When each source was said to be how."""
    for name, seen in sights.items():
        print(f"{name:16} {'; '.join(seen)}"[:300])


def print_figures(sites: list[Site], told: list[Told], database: Database, end: datetime) -> None:
    """What each source had and gave, a line each."""
    with database.reading() as session:
        rows = [
            (row.post.source, row.post.url, row.found) for row in session.scalars(select(PostRow))
        ]
    found = {(name, int(url.rpartition("/")[2])): at for name, url, at in rows}
    sums = {"visits": len(told), "posts": 0, "missed": 0}
    for site in sites:
        mine = [one for one in told if one.visit.source.name == site.name]
        live = [n for n, at in enumerate(site.posts) if mine[0].finished < at < end - DAY]
        late = [
            (found[site.name, n] - site.posts[n]) / HOUR for n in live if (site.name, n) in found
        ]
        sums["posts"] += len(live)
        sums["missed"] += len(live) - len(late)
        failed = sum(one.ending.outcome is Outcome.FAILED for one in mine)
        delay = "-"
        if late:
            most = sorted(late)[len(late) * 9 // 10]
            delay = f"median {median(late):.2f} h, nine in ten {most:.2f}, longest {max(late):.1f}"
        print(
            f"{site.name:16} visits {len(mine)}, failed {failed}, posts {len(live)}, "
            f"missed {len(live) - len(late)}, found after {delay}"
        )
    print(json.dumps(sums))


def main(weeks: int, *, even: bool) -> None:
    """Let the weeks go by."""
    if even:
        writing.read_habit = lambda *_: EVEN
    clock, sites, told = Clock(), build(weeks), list[Told]()
    hosts, end = serve(sites, clock), START + timedelta(weeks=weeks)
    for part in (patience.PatienceMiddleware, politeness.RobotsMiddleware):
        part.__init__.__defaults__ = (clock.read,)  # Scrapy makes them
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), allow=hosts, crawl_delay=0)
        database = open_database(settings.database_url)
        with database.writing() as session:
            for host, site in zip(hosts, sites, strict=True):
                source = Source(site.name, "feed", Channel.BLOG, f"http://{host}/feed")
                session.add(SourceRow(source=source, due=None))
        run(settings, Path(folder) / "robots", Weeks, clock, database, end, told)
        print_figures(sites, told, database, end)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="One week.")
    parser.add_argument("--even", action="store_true", help="Visits follow no hours.")
    asked = parser.parse_args()
    main(1 if asked.quick else 8, even=asked.even)
