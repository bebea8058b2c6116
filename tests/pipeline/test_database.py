"""Opening a database: several at once make its tables once."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.database import Database, Unavailable, open_database
from pipeline.settings import Settings


def test_who_opens_a_new_database_with_others_waits_until_it_is_made(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'new.sqlite3'}"

    def count_brands(_: int) -> int:
        database = open_database(address)
        with database.reading() as session:
            brands: int = session.execute(text("SELECT count(*) FROM brands")).scalar_one()
        database.close()
        return brands

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(count_brands, range(3))) == [0, 0, 0]


def test_a_file_taken_away_while_it_is_open_is_missed_until_it_is_back(
    database: Database, settings: Settings
) -> None:
    file = settings.data / "otklik.sqlite3"
    with database.reading() as session:
        session.execute(text("SELECT 1"))
    aside = file.rename(settings.data / "aside")
    for _ in ("gone", "another one"):
        with pytest.raises(Unavailable, match="was removed or replaced"), database.writing() as s:
            s.execute(text("SELECT 1"))
        shutil.copy(aside, file)
    aside.replace(file)

    with database.writing() as session:
        session.execute(text("SELECT 1"))


def test_a_disk_that_is_full_is_told_with_the_file(database: Database, settings: Settings) -> None:
    with database.reading() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
    file = settings.data / "otklik.sqlite3"
    refused = pytest.raises(Unavailable, match=f"{file}: database or disk is full")
    with refused as told, database.writing() as session:
        session.execute(text("CREATE TABLE much (words)"))
        session.execute(text("INSERT INTO much VALUES (zeroblob(100000))"))
    assert told.value.said.values["problem"] == "database or disk is full"  # what a page shows
