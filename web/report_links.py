"""Which rows a figure of a report counts: the address of their list.  (pure)"""

from collections.abc import Mapping
from datetime import date

from pipeline.post import Channel
from pipeline.reports.spans import UNITS, last_of
from pipeline.reports.table import Cell, Table
from pipeline.search import NO_LANGUAGE
from pipeline.themes import NO_THEME
from web.pages import query

Calls = Mapping[str, Mapping[str, str]]  # what filters call the values of a column
Filters = dict[str, str]
NARROWED = ("channel", "theme", "brand", "source", "language")  # what lists are filtered by
NAMELESS = {"theme": NO_THEME, "language": NO_LANGUAGE}
UNLINKED = ("coverage", "coverage-by-day")  # what visits brought is counted by when it was found

MENTIONS: Mapping[str, Filters] = {
    "mentions": {},
    "complaints": {"act": "complaint"},
    "praise": {"act": "praise"},
    "negative share": {"sentiment": "negative"},
    "positive share": {"sentiment": "positive"},
}
_ANSWERED = {"status": "every", "answered": "yes"}
TASKS: Mapping[str, Filters] = {
    "tasks": {"status": "every"},
    "open tasks": {"status": "unclosed"},
    "unanswered": {"status": "unclosed", "answered": "no"},
    "closed": {"status": "done"},
    "confirmed share": {"status": "resolved"},
    "resolved": {"status": "resolved"},
    "dismissed": {"status": "dismissed"},
    "median time to close": {"status": "done"},
    **dict.fromkeys(("answered", "answered share", "median time to first answer"), _ANSWERED),
    **dict.fromkeys(("90th percentile", "median from taken to answered"), _ANSWERED),
    **dict.fromkeys((f"median to answer since {it}" for it in ("published", "found")), _ANSWERED),
    **dict.fromkeys((f"90th percentile since {it}" for it in ("published", "found")), _ANSWERED),
}
# Whose deed each figure of a person is.
OF_PERSON = {"open tasks": "who", "resolved": "closed_by", "dismissed": "closed_by"}


def link_of(
    table: Table, row: tuple[Cell, ...], column: str, behind: Filters, called: Calls
) -> str:
    """The address of the rows behind a figure; empty where there is no such page."""
    cells = dict(zip(table.columns, row, strict=True))
    if table.columns[0] == column == "task":
        return f"/tasks/{cells[column]}"
    if table.name in UNLINKED or table.name.startswith(("satisfaction", "outcomes", "tasks")):
        return ""
    narrowed = _narrow(cells, column, called)
    if narrowed is None:
        return ""
    filters = behind | _limit(cells, behind) | narrowed
    if column in MENTIONS:
        return "/mentions?" + query(filters | MENTIONS[column])
    if column in TASKS:
        filters.pop("noise", None)  # a task is counted whatever its mention was found to be
        return "/inbox?" + query(TASKS[column] | filters)
    return ""


def _narrow(cells: Mapping[str, Cell], column: str, called: Calls) -> Filters | None:
    """What a row is about, as lists are filtered by it; None where they cannot be."""
    filters: Filters = {}
    for name in NARROWED:
        if name not in cells:
            continue
        value = called.get(name, {}).get(str(cells[name]), str(cells[name] or NAMELESS.get(name)))
        if name == "channel" and value not in list(Channel):
            return None
        filters[name] = value
    if "reason" in cells:
        filters |= {name: str(cells[name]) for name in ("status", "reason")}
    if "trigger" in cells:
        filters["trigger"] = str(cells["trigger"])
    if "person" in cells:
        number = called.get("person", {}).get(str(cells["person"]))
        if number is None:  # two have this name
            return None
        name = OF_PERSON.get(column, "answered_by")
        filters[name] = "nobody" if name == "who" and number == "0" else number
    return filters


def _limit(cells: Mapping[str, Cell], behind: Filters) -> Filters:
    """The days of a row that is a period, as far as they were asked for."""
    unit = next((unit for unit in UNITS if unit in cells), None)
    start = cells[unit] if unit else None
    if unit is None or not isinstance(start, date):
        return {}
    end = last_of(unit, start).isoformat()
    since, until = behind.get("since"), behind.get("until")
    return {
        "since": max(start.isoformat(), since or ""),
        "until": until if until and until[: len(end)] <= end else end,
    }
