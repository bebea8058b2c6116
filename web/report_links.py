"""Which rows a figure of a report counts: the address of their list.  (pure)"""

from collections.abc import Mapping
from datetime import date

from pipeline.post import Channel
from pipeline.reports.outcomes import COLUMNS as OUTCOMES
from pipeline.reports.outcomes import OTHER
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
# Of outcomes compared the reasons to leave a complaint out are more than a list is filtered by.
NO_LISTS = ("outcomes-compared", "tasks", *UNLINKED)

MENTIONS: Mapping[str, Filters] = {
    "mentions": {},
    "voice share": {},
    "complaints": {"act": "complaint"},
    "earlier": {"act": "complaint"},
    "praise": {"act": "praise"},
    "negative share": {"sentiment": "negative"},
    "positive share": {"sentiment": "positive"},
}
_ANSWERED = {"status": "every", "answered": "yes"}
TASKS: Mapping[str, Filters] = {
    "tasks": {"status": "every"},
    "median to find": {"status": "every"},
    "open tasks": {"status": "unclosed"},
    "unanswered": {"status": "unclosed", "answered": "no"},
    "closed": {"status": "done"},
    "confirmed share": {"status": "resolved"},
    "resolved": {"status": "resolved"},
    "dismissed": {"status": "dismissed"},
    "median time to close": {"status": "done"},
    "within an hour share": {"status": "every", "within": "1"},
    "within a day share": {"status": "every", "within": "24"},
    **dict.fromkeys(("answered", "answered share", "median time to first answer"), _ANSWERED),
    **dict.fromkeys(("90th percentile", "median from taken to answered"), _ANSWERED),
    **dict.fromkeys((f"median to answer since {it}" for it in ("published", "found")), _ANSWERED),
    **dict.fromkeys((f"90th percentile since {it}" for it in ("published", "found")), _ANSWERED),
}
SURVEYS: Mapping[str, Filters] = {
    "asked": {"status": "every", "survey": "asked"},
    "answered": {"status": "every", "survey": "answered"},
    "resolved share": {"status": "resolved"},
}
# Shares that are called the same everywhere, and of what they are.
SHARES: Mapping[str, tuple[str, Filters]] = {
    "by-theme": ("/mentions", {"act": "complaint"}),
    "closing-reasons": ("/inbox", {}),
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
    if column == "source":
        number = called.get("source page", {}).get(str(cells[column]))
        return f"/sources/{number}" if number else ""
    if table.name in NO_LISTS:
        return ""
    narrowed = _narrow(cells, column, called)
    if narrowed is None:
        return ""
    limits = behind | _limit(cells, behind)
    if column == "sources not seen":
        return "/reports/coverage-by-day?" + query(_of_days(limits))
    return _of_rows(table.name, column, limits | narrowed)


def _of_rows(report: str, column: str, filters: Filters) -> str:
    """The list of what a figure counts; empty where there is none."""
    of_tasks = {name: value for name, value in filters.items() if name != "noise"}
    if report.startswith("satisfaction"):  # a task is counted whatever its mention was found to be
        surveyed = SURVEYS.get(column)
        return "/inbox?" + query(surveyed | of_tasks) if surveyed else ""
    if report.startswith("outcomes"):
        came = {"status": "all", "came": column}
        return "/inbox?" + query(came | of_tasks) if column in OUTCOMES else ""
    if column == "share" and report in SHARES:
        page, more = SHARES[report]
        return f"{page}?" + query((filters if page == "/mentions" else of_tasks) | more)
    if column in MENTIONS:
        return "/mentions?" + query(filters | MENTIONS[column])
    return "/inbox?" + query(TASKS[column] | of_tasks) if column in TASKS else ""


def _of_days(limits: Filters) -> Filters:
    return {"period": "own", "since": limits.get("since", ""), "until": limits.get("until", "")}


def _narrow(cells: Mapping[str, Cell], column: str, called: Calls) -> Filters | None:
    """What a row is about, as lists are filtered by it; None where they cannot be."""
    filters = _narrow_places(cells, called)
    if "reason" in cells:
        filters |= {name: str(cells[name]) for name in ("status", "reason")}
    if "trigger" in cells:
        filters["trigger"] = str(cells["trigger"])
    if "template" in cells:
        filters["template"] = called.get("template", {}).get(str(cells["template"]), "")
    if "person" in cells:
        name = "credited" if "CES" in cells else OF_PERSON.get(column, "answered_by")
        number = called.get("person", {}).get(str(cells["person"]), "")
        filters[name] = "nobody" if name == "who" and number == "0" else number
    # No such channel, two people of this name, or no theme among those of another one.
    known = filters.get("channel") in (None, *Channel) and "" not in filters.values()
    mixed = filters.get("theme") == OTHER and not cells.keys().isdisjoint(("CES", "answers"))
    return filters if known and not mixed else None


def _narrow_places(cells: Mapping[str, Cell], called: Calls) -> Filters:
    """The places, themes and brands that a row is about, as filters call them."""
    return {
        name: called.get(name, {}).get(str(cells[name]), str(cells[name] or NAMELESS.get(name)))
        for name in NARROWED
        if name in cells
    }


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
