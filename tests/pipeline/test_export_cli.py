"""What leaves by command: the rows of the desk, typed, whole or not at all."""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline import export_cli, lists, mention_search
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.export import LISTS
from pipeline.followup import open_tasks
from pipeline.model import Mention
from pipeline.reports import tasks
from pipeline.reports.scope import Asked
from pipeline.settings import Settings, read_settings


@pytest.fixture
def full(
    brands: Database,
    mention: Callable[..., Mention],
    settings: Settings,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Database]:
    """Three mentions, complaints with a task each, in the database that commands open."""
    with brands.writing() as session:
        for number in range(3):
            mention(session, url=f"https://f.example/{number}", text=f"Ромашка подвела {number}")
        session.flush()
        open_tasks(session, now)
    monkeypatch.setenv("OTKLIK_DATABASE", brands.engine.url.render_as_string(hide_password=False))
    monkeypatch.setattr(mention_search, "BATCH", 2)
    monkeypatch.setattr(tasks, "BATCH", 2)
    read_settings.cache_clear()
    yield brands
    read_settings.cache_clear()


def run(*arguments: str) -> str:
    result = CliRunner().invoke(export_cli.export, list(arguments), catch_exceptions=False)
    return result.stdout


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["mentions"], 3),
        (["mentions", "--brand", "Ромашка", "--complaint", "--channel", "forum"], 3),
        (["mentions", "--text", "подвела 1"], 1),
        (["mentions", "--sentiment", "positive"], 0),
        (["mentions", "--noise", "only"], 0),
        (["mentions", "--until", "2001-01-01"], 0),
        (["tasks"], 3),
        (["tasks", "--until", "2001-01-01"], 0),
        (["audit", "--thing", "task"], 0),
    ],
)
def test_what_is_asked_for_comes(full: Database, arguments: list[str], found: int) -> None:
    assert len(list(csv.DictReader(io.StringIO(run(*arguments))))) == found
    assert len(run(*arguments, "--format", "jsonl").splitlines()) == found


def test_a_task_is_one_row_as_in_the_report(full: Database, now: datetime) -> None:
    with full.reading() as session:
        report = tasks.tasks(session, Asked(now=now))
    assert tuple(lists.task_roll(full, Asked(now=now)).rows) == report.rows
    (first, *_) = [json.loads(line) for line in run("tasks", "--format", "jsonl").splitlines()]
    assert list(first) == list(report.columns)


def test_a_file_is_whole_or_not_there(
    full: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_roll: object) -> Iterator[bytes]:
        yield b"half"
        raise OtklikError("the disk is gone")

    kept = tmp_path / "all.csv"
    run("mentions", "-o", str(kept))
    before = kept.read_bytes()
    monkeypatch.setitem(LISTS, "csv", fail)
    with pytest.raises(OtklikError):
        run("mentions", "-o", str(kept))
    assert kept.read_bytes() == before
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["mentions", "--brand", "Рамашка"], 'did you mean "Ромашка"'),
        (["mentions", "--since", "1d", "--until", "2d"], "ends before it begins"),
        (["mentions", "--semicolons", "--format", "json"], "is for CSV"),
        (["audit", "--who", "nobody"], 'unknown login "nobody"'),
        (["mentions", "-o", "/nowhere/at/all.csv"], "choose another place"),
    ],
)
def test_what_cannot_be_exported_says_why(
    full: Database, arguments: list[str], problem: str
) -> None:
    with pytest.raises(OtklikError, match=problem):
        run(*arguments)


def test_parquet_names_the_extra_where_it_is_not_installed(
    full: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OtklikError, match=r"pip install 'otklik\[parquet\]'"):
        run("mentions", "-o", str(tmp_path / "all.parquet"))


@pytest.mark.parametrize("name", ["mentions", "tasks", "audit"])
def test_parquet_has_types_whatever_the_rows_hold(
    full: Database, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr("pipeline.parquet.GROUP", 2)
    some, none = tmp_path / "some.parquet", tmp_path / "none.parquet"
    run(name, "-o", str(some))
    run(name, "-o", str(none), "--until", "2001-01-01")
    table = parquet.read_table(some)
    assert table.schema.equals(parquet.read_schema(none))
    rows = [json.loads(line) for line in run(name, "--format", "jsonl").splitlines()]
    assert table.num_rows == len(rows)
    if name != "audit":
        assert parquet.ParquetFile(some).num_row_groups == 2
        at = {"mentions": "found", "tasks": "flagged at"}[name]
        assert str(table.schema.field(at).type) == "timestamp[us, tz=UTC]"
        told = table.column(at).to_pylist()
        assert [moment.isoformat() for moment in told] == [row[at] for row in rows]
