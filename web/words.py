"""What the desk calls things: a message for every value that people get to see."""

from enum import StrEnum

from classifier.verdict import Act, Sentiment
from pipeline.model import Outcome, Role, TaskStatus
from pipeline.post import Channel
from web.languages import N_

WORDS: dict[type[StrEnum], dict[str, str]] = {
    TaskStatus: {
        TaskStatus.NEW: N_("New"),
        TaskStatus.IN_PROGRESS: N_("In progress"),
        TaskStatus.WAITING: N_("Waiting"),
        TaskStatus.RESOLVED: N_("Resolved"),
        TaskStatus.DISMISSED: N_("Dismissed"),
    },
    Channel: {
        Channel.NEWS: N_("News"),
        Channel.BLOG: N_("Blog"),
        Channel.FORUM: N_("Forum"),
        Channel.REVIEW: N_("Review"),
        Channel.SOCIAL: N_("Social network"),
        Channel.MESSENGER: N_("Messenger"),
        Channel.VIDEO: N_("Video"),
    },
    Sentiment: {
        Sentiment.NEGATIVE: N_("Negative"),
        Sentiment.NEUTRAL: N_("Neutral"),
        Sentiment.POSITIVE: N_("Positive"),
    },
    Act: {
        Act.COMPLAINT: N_("Complaint"),
        Act.QUESTION: N_("Question"),
        Act.SUGGESTION: N_("Suggestion"),
        Act.PRAISE: N_("Praise"),
        Act.OTHER: N_("Other"),
    },
    Outcome: {
        Outcome.OK: N_("Read"),
        Outcome.UNCHANGED: N_("Unchanged"),
        Outcome.EMPTY: N_("Empty"),
        Outcome.FAILED: N_("Failed"),
    },
    Role: {
        Role.MANAGER: N_("Manager"),
        Role.AGENT: N_("Agent"),
        Role.ANALYST: N_("Analyst"),
        Role.VIEWER: N_("Viewer"),
    },
}


def word(value: StrEnum) -> str:
    """The message for one of our listed values."""
    return WORDS[type(value)][value]


def listed(names: dict[str, str], name: str) -> str:
    """The message for a name that the program gives, or the name itself when it is new to us."""
    return names.get(name, name)


BANDS = {"urgent": N_("Urgent"), "high": N_("High"), "normal": N_("Normal")}

DISMISSALS = {
    "not about us": N_("Not about us"),
    "spam": N_("Spam or advertising"),
    "not a complaint": N_("Nothing to complain of"),
    "answered elsewhere": N_("Answered elsewhere"),
    "duplicate": N_("A duplicate"),
    "other": N_("Another reason"),
}

RESOLUTIONS = (
    N_("The customer is satisfied"),
    N_("Explained"),
    N_("Compensated"),
    N_("Passed on to the product team"),
    N_("The customer does not answer"),
)

TRIGGERS = {
    "health": N_("health"),
    "children": N_("children"),
    "fraud": N_("fraud"),
    "law": N_("law"),
    "press": N_("press"),
    "outage": N_("outage"),
    "money": N_("money"),
    "leaving": N_("is leaving"),
    "ignored": N_("ignored"),
    "access": N_("accessibility"),
    "low stars": N_("low stars"),
    "repeat author": N_("repeat author"),
    "spreading": N_("spreading"),
    "long thread": N_("long thread"),
    "found late": N_("found late"),
}

THEMES = {
    "delivery": N_("delivery"),
    "quality": N_("quality"),
    "price": N_("price"),
    "staff": N_("staff"),
    "support": N_("support"),
    "app": N_("app"),
    "network": N_("network"),
    "refund": N_("refund"),
    "security": N_("security"),
    "stock": N_("stock"),
    "hygiene": N_("hygiene"),
    "terms": N_("terms"),
    "place": N_("place"),
    "taste": N_("taste"),
    "other": N_("something else"),
}
