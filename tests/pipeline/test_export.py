import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipeline import export
from pipeline.errors import OtklikError
from pipeline.export import FORMATS, LISTS, clock, to_csv, to_json, to_xlsx
from pipeline.lists import MENTION_COLUMNS, row
from pipeline.model import BrandRow, Mention, PostRow
from pipeline.post import Post
from pipeline.reports.table import Cell, Roll, Table
from pipeline.watch import Brand

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
TABLE = Table(
    "by-test",
    ("name", "negative share", "median", "seen", "count", "week"),
    (
        ("Ромашка", 0.25, timedelta(hours=26, minutes=5), AT, 4, date(2026, 2, 23)),
        ("=cmd|' /C calc'!A0", None, None, None, 0, None),
    ),
)


def read_csv(parts: Iterable[bytes]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(parts).decode("utf-8-sig"), newline="")))


def test_csv() -> None:
    assert read_csv(to_csv(TABLE)) == [
        list(TABLE.columns),
        ["Ромашка", "0.25", "26:05:00", "2026-03-01T09:30:00+00:00", "4", "2026-02-23"],
        ["'=cmd|' /C calc'!A0", "", "", "", "0", ""],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum(a)", "\t=1", "\r=1", " =1", "＝1"])
def test_no_cell_of_csv_is_a_formula(text: str) -> None:
    assert read_csv(to_csv(Table("t", ("a",), ((text,),))))[1] == ["'" + text]


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_any_text_comes_back_from_csv(text: str) -> None:
    (_, (cell,)) = read_csv(to_csv(Table("t", ("a",), ((text,),))))
    assert cell.removeprefix("'") == text.removeprefix("'")


def test_csv_with_semicolons_has_fractions_with_a_comma() -> None:
    text = b"".join(to_csv(TABLE, semicolons=True)).decode("utf-8-sig")
    assert text.splitlines()[1] == "Ромашка;0,25;26:05:00;2026-03-01T09:30:00+00:00;4;2026-02-23"


def test_json_lines() -> None:
    lines = b"".join(LISTS["jsonl"](Table("t", ("a", "b"), (("x\u2028y", AT), (None, 0.5)))))
    assert lines.count(b"\n") == 2
    assert [json.loads(line) for line in lines.decode().splitlines()] == [
        {"a": "x\u2028y", "b": "2026-03-01T09:30:00+00:00"},
        {"a": None, "b": 0.5},
    ]


def test_json() -> None:
    content = json.loads(b"".join(to_json(TABLE)))
    assert content["columns"] == list(TABLE.columns)
    assert content["rows"][0] == {
        "name": "Ромашка",
        "negative share": 0.25,
        "median": 93900.0,
        "seen": "2026-03-01T09:30:00+00:00",
        "count": 4,
        "week": "2026-02-23",
    }


def cells(table: Table) -> list[list[tuple[object, str]]]:
    sheet = load_workbook(io.BytesIO(b"".join(to_xlsx(table)))).active
    return [[(cell.value, cell.data_type) for cell in line] for line in sheet.iter_rows()]


def test_xlsx() -> None:
    header, first, second = cells(TABLE)
    assert [value for value, _ in header] == list(TABLE.columns)
    assert [value for value, _ in first] == [
        "Ромашка",
        0.25,
        timedelta(hours=26, minutes=5),
        AT.replace(tzinfo=None),
        4,
        datetime(2026, 2, 23),
    ]
    assert second[0] == ("=cmd|' /C calc'!A0", "s")


@pytest.mark.parametrize("text", ["x" * 40_000, "a\x00\x08b", "https://x.example", "{=1}"])
def test_hostile_texts_do_not_break_a_workbook(text: str) -> None:
    (_, ((_, kind),)) = cells(Table("t", ("a",), ((text,),)))
    assert kind == "s"


@pytest.mark.parametrize("write", FORMATS.values())
def test_what_is_cut_short_does_not_look_whole(
    write: Callable[[Roll], Iterator[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Iterator[tuple[Cell, ...]]:
        yield from [("x" * 100,)] * 3
        raise OtklikError("the database is away")

    monkeypatch.setattr(export, "PART", 150)
    parts: list[bytes] = []
    with pytest.raises(OtklikError, match="away"):
        parts.extend(write(Roll("long", ("a",), fail())))
    assert bool(parts) is (write is not to_xlsx)  # of a sheet nothing went out
    with pytest.raises(ValueError, match="Expecting"):
        json.loads(b"".join(parts).removeprefix(b"\xef\xbb\xbf"))


def test_no_sheet_leaves_rows_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST_ROWS", 3)
    assert len(cells(Table("t", ("a",), ((1,), (2,))))) == 3
    with pytest.raises(OtklikError, match="2 rows"):
        to_xlsx(Table("t", ("a",), ((1,), (2,), (3,))))


@pytest.mark.parametrize(
    ("span", "shown"), [(timedelta(), "0:00:00"), (timedelta(days=2, seconds=5), "48:00:05")]
)
def test_spans_are_written_for_spreadsheets(span: timedelta, shown: str) -> None:
    assert clock(span) == shown


def test_a_mention_is_a_row(post: Post, now: datetime) -> None:
    mention = Mention(
        id=7,
        brand=BrandRow(brand=Brand("Ромашка", "ромашка")),
        post=PostRow(post=post, edited_text="Уже хорошо", stars_now=4.0),
        found=now,
        complaint=True,
    )
    told: dict[str, Cell] = dict(zip(MENTION_COLUMNS, row(mention), strict=True))
    assert (told["brand"], told["text"], told["complaint"]) == ("Ромашка", "Уже хорошо", True)
    assert told["stars"] == 4.0  # as it is now, too
    assert (told["url"], told["channel"], told["sentiment"]) == (post.url, "forum", None)
