from datetime import timedelta

import pytest

from pipeline.reports.show import show, span
from pipeline.reports.table import Table


def test_a_table_on_the_screen_takes_no_orders_from_its_cells() -> None:
    shown = show(Table("t", ("name", "voice share"), (("[red]a[/red]", 0.125),)))
    assert "[red]a[/red]" in shown
    assert "12.5%" in shown


@pytest.mark.parametrize(
    ("waited", "shown"),
    [
        (timedelta(seconds=40), "40 s"),
        (timedelta(minutes=12), "12 min"),
        (timedelta(hours=3, minutes=20), "3 h 20 min"),
        (timedelta(days=2, hours=5), "2 d 5 h"),
    ],
)
def test_spans_for_people(waited: timedelta, shown: str) -> None:
    assert span(waited) == shown
