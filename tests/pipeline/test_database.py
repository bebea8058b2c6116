"""Opening a database: several at once make its tables once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import text

from pipeline.database import open_database


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
