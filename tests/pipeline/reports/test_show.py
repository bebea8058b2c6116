from datetime import date, timedelta

import pytest

from pipeline.reports.show import show, shown, span
from pipeline.reports.table import Table


def test_a_table_on_the_screen_takes_no_orders_from_its_cells() -> None:
    drawn = show(Table("t", ("name", "voice share"), (("[red]a[/red]\x1b[2J", 0.125),)))
    assert "[red]a[/red] [2J" in drawn
    assert "12.5%" in drawn


@pytest.mark.parametrize(
    ("waited", "told"),
    [
        (timedelta(seconds=40), "40 s"),
        (timedelta(minutes=12), "12 min"),
        (timedelta(hours=3, minutes=20), "3 h 20 min"),
        (timedelta(days=2, hours=5), "2 d 5 h"),
    ],
)
def test_spans_for_people(waited: timedelta, told: str) -> None:
    assert span(waited) == told


@pytest.mark.parametrize(
    ("unit", "said"), [("day", "2 Mar 2026"), ("week", "2 Mar 2026"), ("month", "March 2026")]
)
def test_days_for_people(unit: str, said: str) -> None:
    assert shown(unit, date(2026, 3, 2)) == said
