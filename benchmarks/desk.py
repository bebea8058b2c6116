"""How fast the desk answers: inbox, search and one task at the 95th percentile.

Use: python benchmarks/desk.py [--quick] [--database URL]
"""

import argparse
import json
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Table, insert
from starlette.testclient import TestClient

from classifier.verdict import Act, Sentiment
from pipeline.database import Database, open_database
from pipeline.model import Assessment, BrandRow, Incident, Mention, PostRow, Role, Task, TaskStatus
from pipeline.people import add_person
from pipeline.post import Channel
from pipeline.settings import Settings
from pipeline.watch import Brand
from web.app import create_app

ASKED = 60  # times each page is asked for
BATCH = 5_000
PASSWORD = "a long password"  # noqa: S105  (of a database that is thrown away)
COMMON = "доставка курьер заказ деньги вернуть магазин товар качество поддержка ответ"
FURTHER = "приложение цена скидка очередь кассир плесень возврат чек карта склад"
ENGLISH = "refund order late broken support app"
WORDS = f"{COMMON} {FURTHER} {ENGLISH}".split()
TABLES = (PostRow, Mention, Assessment, Incident, Task)
SEARCHES = ("доставка", "деньги вернуть", "refund", "курьер опоздал", "плесень", "слово777")


def fill(database: Database, mentions: int, random_: random.Random) -> None:
    """Put in as many mentions, a tenth of them with tasks."""
    with database.writing() as session:
        session.add_all([BrandRow(brand=Brand(f"Бренд {n}", f"бренд{n}")) for n in range(5)])
        add_person(session, "bench", "Bench", PASSWORD, Role.MANAGER)
    for start in range(1, mentions + 1, BATCH):
        numbers = range(start, min(start + BATCH, mentions + 1))
        with database.writing() as session:
            for table, rows in make_rows(numbers, random_).items():
                session.execute(insert(table), rows)
    if database.engine.dialect.name == "sqlite":
        with database.writing() as session:
            session.connection().exec_driver_sql("ANALYZE")


def make_rows(numbers: range, random_: random.Random) -> dict[Table, list[dict[str, Any]]]:
    """The rows of some mentions, by table; every tenth has a task."""
    now = datetime.now(UTC)
    rows: dict[Any, list[dict[str, Any]]] = {table.__table__: [] for table in TABLES}
    for number in numbers:
        found = now - timedelta(minutes=random_.expovariate(1 / 100_000))
        rows[PostRow.__table__].append(make_post(number, found, random_))
        verdict = make_verdict(random_.random() < 0.4)
        rows[Mention.__table__].append(verdict | make_mention(number, found))
        rows[Assessment.__table__].append(
            verdict | {"mention_id": number, "p_neutral": 0.05, "p_positive": 0.05, "given": found}
        )
        if number % 10 == 0:
            incident = {"id": number, "brand_id": number % 5 + 1, "key": str(number)}
            rows[Incident.__table__].append(incident | {"opened": found})
            rows[Task.__table__].append(make_task(number, found, random_))
    return {table: some for table, some in rows.items() if some}


def make_post(number: int, found: datetime, random_: random.Random) -> dict[str, Any]:
    """A post of forty words, one of them rare."""
    return {
        "id": number,
        "key": str(number),
        "source": "bench",
        "channel": random_.choice(list(Channel)),
        "url": f"https://bench.example/{number}",
        "text": " ".join(random_.choices(WORDS, k=40)) + f" слово{number % 5000}",
        "author": f"author{number % 20000}",
        "published": found,
        "thread": f"https://bench.example/{number // 8}",
        "language": random_.choice(("ru", "en")),
        "found": found,
        "backfill": False,
    }


def make_verdict(bad: bool) -> dict[str, Any]:
    """A sure verdict."""
    share = 0.9 if bad else 0.1
    tone = Sentiment.NEGATIVE if bad else Sentiment.POSITIVE
    told = {"sentiment": tone, "p_negative": share, "complaint": bad, "p_complaint": share}
    return told | {"act": Act.OTHER, "judge": "bench"}


def make_mention(number: int, found: datetime) -> dict[str, Any]:
    """A mention that was judged and followed up."""
    places = {"id": number, "brand_id": number % 5 + 1, "post_id": number, "incident_id": None}
    return places | {"found": found, "followed_up": True, "backfill": False}


def make_task(number: int, found: datetime, random_: random.Random) -> dict[str, Any]:
    """A task in one of the statuses, half of them closed."""
    return {
        "id": number // 10,
        "incident_id": number,
        "mention_id": number,
        "status": random_.choices(list(TaskStatus), (2, 1, 1, 5, 1))[0],
        "priority": random_.randint(0, 100),
        "why": ["money: деньги"],
        "opened": found,
    }


def ask(client: TestClient, addresses: Callable[[], str]) -> float:
    """The 95th percentile of the time a page takes, in milliseconds."""
    times = []
    for _ in range(ASKED):
        address = addresses()
        begun = time.perf_counter()
        answer = client.get(address)
        times.append(time.perf_counter() - begun)
        assert answer.status_code == 200, address
    return round(sorted(times)[int(len(times) * 0.95)] * 1000, 1)


def measure(database: Database, mentions: int, random_: random.Random) -> dict[str, object]:
    """All figures over a filled database."""
    app = create_app(Settings(), database)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        client.post("/login", data={"login": "bench", "password": PASSWORD})
        for warm in ("/inbox", "/mentions?q=деньги", "/tasks/1"):
            client.get(warm)
        filters = ("", "?channel=forum", "?brand=2", "?language=en", "?who=nobody", "?status=new")
        return {
            "inbox_p95_ms": ask(client, lambda: "/inbox" + random_.choice(filters)),
            "search_p95_ms": ask(client, lambda: "/mentions?q=" + random_.choice(SEARCHES)),
            "task_p95_ms": ask(client, lambda: f"/tasks/{random_.randint(1, mentions // 10)}"),
            "mentions": mentions,
            "database": database.engine.dialect.name,
        }


def main() -> None:
    """Fill a database that is thrown away, measure, print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100,000 mentions, not a million")
    parser.add_argument("--database", help="an empty database; SQLite in a folder when left out")
    given = parser.parse_args()
    mentions = 100_000 if given.quick else 1_000_000
    with TemporaryDirectory() as folder:
        database = open_database(given.database or f"sqlite:///{Path(folder) / 'desk.sqlite3'}")
        random_ = random.Random(7)  # noqa: S311  (the same rows in every run)
        fill(database, mentions, random_)
        print(json.dumps(measure(database, mentions, random_)))
        database.close()


if __name__ == "__main__":
    main()
