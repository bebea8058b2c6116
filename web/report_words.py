"""What the desk calls reports, their columns, and what stands in them; rules of alerts, too."""

import re
from collections.abc import Callable

from web.languages import N_

REPORTS = {
    "by-channel": N_("By channel"),
    "by-brand": N_("By brand"),
    "by-source": N_("By source"),
    "by-language": N_("By language"),
    "by-theme": N_("By theme"),
    "by-day": N_("By day"),
    "by-week": N_("By week"),
    "by-month": N_("By month"),
    "by-person": N_("By person"),
    "tasks": N_("Task by task"),
    "response-times": N_("Response times"),
    "share-of-voice": N_("Share of voice"),
    "voice-by-week": N_("Share of voice by week"),
    "closing-reasons": N_("Closing reasons"),
    "satisfaction": N_("Satisfaction"),
    "satisfaction-by-brand": N_("Satisfaction by brand"),
    "satisfaction-by-theme": N_("Satisfaction by theme"),
    "satisfaction-by-person": N_("Satisfaction by person"),
    "triggers": N_("Triggers"),
    "relevance": N_("Relevance"),
    "themes": N_("Themes"),
    "outcomes-by-channel": N_("Outcomes by channel"),
    "outcomes-by-theme": N_("Outcomes by theme"),
    "outcomes-by-template": N_("Outcomes by template"),
    "outcomes-compared": N_("Answered and not"),
    "coverage": N_("Coverage"),
    "coverage-by-day": N_("Coverage by day"),
}

GROUPS = {
    "mentions": N_("Mentions"),
    "time": N_("Over time"),
    "reasons": N_("Reasons"),
    "work": N_("Work"),
    "customers": N_("Customers"),
    "gathering": N_("Gathering"),
}

# Two dozen reports are too many for one row of tabs.
GROUPED = {
    "mentions": ("by-channel", "by-brand", "by-source", "by-language", "share-of-voice"),
    "time": ("by-day", "by-week", "by-month", "voice-by-week"),
    "reasons": ("by-theme", "themes", "triggers", "closing-reasons"),
    "work": (
        "response-times",
        "by-person",
        "tasks",
        "outcomes-by-channel",
        "outcomes-by-theme",
        "outcomes-by-template",
        "outcomes-compared",
    ),
    "customers": (
        "satisfaction",
        "satisfaction-by-brand",
        "satisfaction-by-theme",
        "satisfaction-by-person",
    ),
    "gathering": ("coverage", "coverage-by-day", "relevance"),
}

COLUMNS = {
    "language": N_("Language"),
    "template": N_("Template"),
    "answers": N_("Answers"),
    "answer": N_("Answered or not"),
    "silent share": N_("Silent share"),
    "looked at": N_("Looked at"),
    "more stars": N_("More stars"),
    "fewer stars": N_("Fewer stars"),
    "post changed": N_("Post changed"),
    "post deleted": N_("Post deleted"),
    "wrote again": N_("Wrote again"),
    "silent": N_("Silent"),
    "seen at its place share": N_("Seen at its place"),
    "channel": N_("Channel"),
    "mentions": N_("Mentions"),
    "negative share": N_("Negative share"),
    "complaints": N_("Complaints"),
    "open tasks": N_("Open tasks"),
    "unanswered": N_("Not answered yet"),
    "median time to first answer": N_("Median time to first answer"),
    "theme": N_("Theme"),
    "share": N_("Share"),
    "earlier": N_("Earlier"),
    "mean severity": N_("Mean severity"),
    "example": N_("Example"),
    "day": N_("Day"),
    "week": N_("Week"),
    "month": N_("Month"),
    "praise": N_("Praise"),
    "tasks": N_("Tasks"),
    "answered": N_("Answered"),
    "90th percentile": N_("90th percentile"),
    "median time to close": N_("Median time to close"),
    "sources not seen": N_("Sources not seen"),
    "whole": N_("Whole"),
    "source": N_("Source"),
    "seen": N_("Seen"),
    "days": N_("Days"),
    "days not seen": N_("Days not seen"),
    "visits expected": N_("Visits to be expected"),
    "visits": N_("Visits"),
    "good visits": N_("Good visits"),
    "pages": N_("Pages"),
    "posts read": N_("Posts read"),
    "new posts": N_("New posts"),
    "author share": N_("With an author"),
    "date share": N_("With a time"),
    "text share": N_("With a text"),
    "posts of the past": N_("Posts of the past"),
    "person": N_("Person"),
    "resolved": N_("Resolved"),
    "dismissed": N_("Dismissed"),
    "median from taken to answered": N_("Median from taken to answered"),
    "answered share": N_("Answered share"),
    "median to find": N_("Median time to find"),
    "median to answer since published": N_("Median to answer since published"),
    "90th percentile since published": N_("90th percentile since published"),
    "median to answer since found": N_("Median to answer since found"),
    "90th percentile since found": N_("90th percentile since found"),
    "within an hour share": N_("Within an hour"),
    "within a day share": N_("Within a day"),
    "brand": N_("Brand"),
    "task": N_("Task"),
    "priority": N_("Priority"),
    "posts": N_("Posts"),
    "published at": N_("Published"),
    "found at": N_("Found"),
    "flagged at": N_("Flagged"),
    "taken at": N_("Taken"),
    "answered at": N_("Answered"),
    "closed at": N_("When closed"),
    "reopened at": N_("When reopened"),
    "time to first answer": N_("Time to first answer"),
    "outcome": N_("Outcome"),
    "satisfied": N_("Satisfied (1 to 5)"),
    "address": N_("Address"),
    "whose": N_("Whose"),
    "voice share": N_("Share of voice"),
    "positive share": N_("Positive share"),
    "net sentiment share": N_("Net sentiment"),
    "status": N_("Status"),
    "reason": N_("Reason"),
    "asked": N_("Asked"),
    "trigger": N_("Trigger"),
    "decisions": N_("Decisions"),
    "state": N_("State"),
    "tried": N_("Tried on"),
    "precision share": N_("Precision"),
    "signs": N_("Signs"),
    "found": N_("Known or found"),
    "needs an article": N_("Needs an article"),
    "help": N_("Help"),
    "closed": N_("Closed"),
    "confirmed share": N_("Confirmed"),
    "at least share": N_("At least"),
    "at most share": N_("At most"),
    "resolved share": N_("Resolved, as we see it"),
    "CSAT share": N_("CSAT"),
    "CSAT at least share": N_("CSAT at least"),
    "CSAT at most share": N_("CSAT at most"),
    "CES": N_("CES"),
    "CES at least": N_("CES at least"),
    "CES at most": N_("CES at most"),
    "NPS share": N_("NPS"),
    "NPS at least share": N_("NPS at least"),
    "NPS at most share": N_("NPS at most"),
}

CELLS = {"ours": N_("ours"), "competitor": N_("competitor")}

NOBODY = {"nobody": N_("nobody")}

NEEDS = {"yes": N_("yes"), "no": N_("no")}

ORIGINS = {"by itself": N_("found by itself"), "known": N_("known")}

STATES = {
    "used": N_("used"),
    "too few decisions": N_("too few decisions"),
    "not sure enough": N_("not sure enough yet"),
}

ANSWERS = {"given": N_("answered"), "none": N_("nobody answered")}

SEEN = {"yes": N_("yes"), "no": N_("not seen"), "read again": N_("read again")}

RULES = {
    "new-complaint": N_("A new complaint"),
    "volume": N_("More or fewer mentions than usual"),
    "negative-share": N_("A larger negative share than usual"),
    "theme-rising": N_("A theme is rising"),
    "queue": N_("The queue grows"),
    "waiting": N_("Somebody waits too long"),
    "source-trouble": N_("A source is broken or quiet"),
    "figure": N_("A figure passes a level"),
    "report": N_("A day, a week or a month is over: its report"),
    "promise": N_("A promise is about to break"),
    "spreading": N_("Something spreads"),
    "influential-author": N_("An author whom many people follow up"),
}

PERIODS = {
    "7": N_("7 days"),
    "30": N_("30 days"),
    "90": N_("90 days"),
    "365": N_("A year"),
    "week": N_("This week"),
    "month": N_("This month"),
    "last-month": N_("Last month"),
    "all": N_("All time"),
    "own": N_("My own dates"),
}

FIELDS = {
    "author": N_("Author"),
    "published": N_("Time"),
    "title": N_("Heading"),
    "text": N_("Text"),
    "stars": N_("Stars"),
}

SIGNS = {  # of a dismissal, as pipeline.relevance names them
    "word": N_("word"),
    "author": N_("author"),
    "site": N_("site"),
    "source": N_("source"),
    "channel": N_("channel"),
}
_SIGN = re.compile(rf"(^|, )({'|'.join(SIGNS)}) ")


def say_signs(text: str, translate: Callable[[str], str]) -> str:
    """A list of signs with what each is of: "word букет, site sad.example"."""
    return _SIGN.sub(lambda sign: f"{sign[1]}{translate(SIGNS[sign[2]])} ", text)
