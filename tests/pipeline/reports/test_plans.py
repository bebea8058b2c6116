"""How SQLite finds what a report counts: the plan shows at once what a million mentions would."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPICursor

from pipeline.database import Database
from pipeline.reports.registry import REPORTS
from pipeline.reports.scope import Asked


@pytest.mark.parametrize("name", ["by-theme", "themes", "outcomes-by-theme"])
@pytest.mark.parametrize("brand", [None, "Ромашка"])
def test_nothing_is_read_whole_for_each_mention(
    brands: Database, now: datetime, name: str, brand: str | None
) -> None:
    sent: list[tuple[str, tuple[object, ...]]] = []

    def note(
        _c: object, _cursor: DBAPICursor, told: str, values: tuple[object, ...], *_: object
    ) -> None:
        sent.append((told, values))

    event.listen(brands.engine, "before_cursor_execute", note)
    with brands.reading() as session:
        REPORTS[name](session, Asked(now - timedelta(days=9), None, brand, now=now))
        event.remove(brands.engine, "before_cursor_execute", note)
        connection = session.connection()
        plans = [
            str(step[3])
            for told, values in sent
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {told}", values)
        ]
    assert plans
    assert not [step for step in plans if "SCAN mention_vectors" in step or "SCAN (join" in step]
