"""The line killed at any moment and run again: nothing is lost, nothing is done twice."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from pipeline import intake, watching
from pipeline.alert_model import Delivery
from pipeline.base import Base
from pipeline.database import Database, open_database
from pipeline.demo.serve import HOST, serve_hall
from pipeline.model import Assessment, Mention
from pipeline.post import Channel, Post
from pipeline.task_model import Task
from pipeline.watch import Brand, Rule, Watch

POSTS = 60
MOMENTS = (0.6,)  # of the time an undisturbed run takes
WATCH = Watch((Brand("Ромашка", "ромашка"),), (), (Rule("all", "new-complaint", ["hall"]),))


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """Where alerts arrive: its port, and the book they are written in."""
    with socket.create_server((HOST, 0)) as door:
        port = door.getsockname()[1]
    with serve_hall(tmp_path / "alerts.jsonl", port):
        yield port, tmp_path / "alerts.jsonl"


def fill(database: Database) -> None:
    """Posts that nobody has judged yet."""
    now = datetime.now(UTC)
    with database.writing() as session:
        watching.apply(session, WATCH, now - timedelta(hours=1))
        matcher = intake.matcher(session)
        for number in range(POSTS):
            text = f"Ромашка, заказ {number * 7919} не привезли, деньги не вернули. Ужас!"
            url = f"https://forum.example/{number}"
            intake.receive(session, Post("forum", Channel.FORUM, url, text), matcher, now)


def start(data: Path, port: int, machine: str = "") -> "subprocess.Popen[bytes]":
    """A line; on another machine it has a folder of its own, and the same database."""
    environment = os.environ | {
        "OTKLIK_DATA": str(data / machine),
        "OTKLIK_DATABASE": f"sqlite:///{data / 'otklik.sqlite3'}",
        "OTKLIK_JUDGE": "words",
        "OTKLIK_NOTIFIERS": json.dumps({"hall": f"json://{HOST}:{port}/alerts"}),
    }
    words = [sys.executable, "-m", "pipeline.cli", "run", "--no-crawl"]
    return subprocess.Popen(words, env=environment, start_new_session=True)


def count(data: Path) -> list[int]:
    """Mentions, assessments, tasks and deliveries, and how many of those were sent."""
    tables: tuple[type[Base], ...] = (Mention, Assessment, Task, Delivery)
    database = open_database(f"sqlite:///{data / 'otklik.sqlite3'}")
    with database.reading() as session:
        counts = [session.scalars(select(func.count()).select_from(it)).one() for it in tables]
        counts.append(session.scalars(select(func.count(Delivery.sent))).one())
    database.close()
    return counts


def test_a_line_killed_again_and_again_ends_like_one_left_alone(
    database: Database, tmp_path: Path, hall: tuple[int, Path]
) -> None:
    port, book = hall
    fill(database)
    database.close()
    alone, killed = tmp_path / "data", tmp_path / "killed"
    shutil.copytree(alone, killed)

    began = time.monotonic()
    assert start(alone, port).wait() == 0
    took = time.monotonic() - began
    for moment in MOMENTS:
        running = start(killed, port)
        time.sleep(took * moment)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    together = [start(killed, port), start(killed, port, "other")]
    assert [it.wait() for it in together] == [0, 0]

    mentions, assessments, tasks, deliveries, sent = counts = count(killed)
    assert counts == count(alone)
    assert mentions == assessments == POSTS
    assert tasks > 0
    assert deliveries == sent == 1
    keys = [json.loads(line)["key"] for line in book.read_text(encoding="utf-8").splitlines()]
    assert len(set(keys)) == 1  # a message that went out twice would have the key of the first
