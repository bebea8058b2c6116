"""What the desk calls things: a message for every value that people get to see."""

from collections.abc import Callable
from enum import StrEnum

from classifier.verdict import Act, Sentiment
from pipeline.coverage import Sight
from pipeline.errors import Said
from pipeline.forms import Origin
from pipeline.label_model import Answer
from pipeline.noise import Noise
from pipeline.outcomes import Came
from pipeline.post import Channel
from pipeline.states import Outcome, ReplyState, Role, TaskStatus
from pipeline.tone import Fault
from web import finding_words
from web.languages import N_

WORDS: dict[type[StrEnum], dict[str, str]] = {
    TaskStatus: {
        TaskStatus.NEW: N_("New"),
        TaskStatus.IN_PROGRESS: N_("In progress"),
        TaskStatus.WAITING: N_("Waiting"),
        TaskStatus.RESOLVED: N_("Resolved"),
        TaskStatus.DISMISSED: N_("Dismissed"),
        TaskStatus.MERGED: N_("Merged"),
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
    Answer: {
        Answer.COMPLAINT: N_("A complaint"),
        Answer.OTHER: N_("Not a complaint"),
        Answer.UNSURE: N_("Not sure"),
        Answer.SKIPPED: N_("Skipped"),
    },
    Sight: {
        Sight.OK: N_("Works"),
        Sight.EMPTY: N_("Empty"),
        Sight.PARTLY: N_("Partly read"),
        Sight.QUIET: N_("Quiet"),
        Sight.HICCUP: N_("Last visit failed"),
        Sight.CHANGED: N_("Page changed"),
        Sight.BROKEN: N_("Broken"),
        Sight.OVERDUE: N_("Nobody visits"),
        Sight.NEW: N_("Not visited yet"),
        Sight.OFF: N_("Switched off"),
    },
    Origin: {
        Origin.MET: N_("Met in posts"),
        Origin.INFLECTED: N_("Inflected"),
        Origin.TRANSLITERATED: N_("Transliterated"),
        Origin.SPELT: N_("Signs and letters said"),
        Origin.ALIKE: N_("Letters that look alike"),
        Origin.LAYOUT: N_("Wrong keyboard layout"),
        Origin.TYPO: N_("A typo"),
        Origin.HASHTAG: N_("A hashtag"),
        Origin.JOINED: N_("Joined"),
    },
    Outcome: {
        Outcome.OK: N_("Read"),
        Outcome.UNCHANGED: N_("Unchanged"),
        Outcome.EMPTY: N_("Empty"),
        Outcome.FAILED: N_("Failed"),
        Outcome.AWAY: N_("Our network was away"),
    },
    Role: {
        Role.MANAGER: N_("Manager"),
        Role.AGENT: N_("Agent"),
        Role.ANALYST: N_("Analyst"),
        Role.VIEWER: N_("Viewer"),
    },
    ReplyState: {
        ReplyState.ASKED: N_("Waits for approval"),
        ReplyState.RETURNED: N_("Sent back"),
        ReplyState.APPROVED: N_("Approved"),
        ReplyState.POSTING: N_("Being posted"),
        ReplyState.UNKNOWN: N_("Posted? Nobody knows"),
        ReplyState.REFUSED: N_("Not posted"),
        ReplyState.POSTED: N_("Posted"),
        ReplyState.RECORDED: N_("Published by hand"),
        ReplyState.OUTSIDE: N_("Answered outside"),
        ReplyState.WITHDRAWN: N_("Taken back"),
    },
    Came: {
        Came.DELETED: N_("Post deleted"),
        Came.BETTER: N_("More stars"),
        Came.WORSE: N_("Fewer stars"),
        Came.EDITED: N_("Post changed"),
        Came.RETURNED: N_("Wrote again"),
        Came.SILENT: N_("Silent"),
        Came.UNSEEN: N_("Not looked at yet"),
    },
    Noise: finding_words.NOISE,
    Fault: {
        Fault.VARIABLE: N_("Not known; fill it in"),
        Fault.ADDRESS: N_("Another form of address than the brand's"),
        Fault.CAPITAL: N_("Written with a capital letter"),
        Fault.FORBIDDEN: N_("A forbidden word"),
        Fault.SLANG: N_("Slang"),
        Fault.DIMINUTIVE: N_("A diminutive"),
        Fault.NEGATIVE: N_("A negative word"),
        Fault.PROMISE: N_("A promise of a date or deed"),
        Fault.PERSONAL: N_("Personal data"),
        Fault.ORDER: N_("An order number in public"),
        Fault.EMOJI: N_("An emoji"),
        Fault.LENGTH: N_("Too long for this channel"),
        Fault.SIGN_OFF: N_("The brand's last line is missing"),
        Fault.LANGUAGE: N_("Another language than the author's"),
        Fault.SHOUTING: N_("Shouting"),
        Fault.SPELLING: N_("Perhaps a spelling mistake"),
    },
}


def word(value: StrEnum) -> str:
    """The message for one of our listed values."""
    return WORDS[type(value)][value]


def say(message: str | Said, translate: Callable[[str], str]) -> str:
    """A message in another language, the listed values in it too."""
    told = message if isinstance(message, Said) else Said(message)

    def name(value: object) -> str:
        if isinstance(value, StrEnum) and type(value) in WORDS:
            return translate(word(value))
        return str(value)

    return told.say(translate, name)


def listed(names: dict[str, str], name: str) -> str:
    """The message for a name that the program gives, or the name itself when it is new to us."""
    return names.get(name, name)


BANDS = {"urgent": N_("Urgent"), "high": N_("High"), "normal": N_("Normal")}

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
