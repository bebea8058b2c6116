"""What the desk calls things: a message for every value that people get to see."""

from collections.abc import Callable
from enum import StrEnum

from classifier.verdict import Act, Sentiment
from pipeline.coverage import Sight
from pipeline.errors import Said
from pipeline.forms import Origin
from pipeline.label_model import Answer
from pipeline.model import Outcome, ReplyState, Role, TaskStatus
from pipeline.noise import Noise
from pipeline.outcomes import Came
from pipeline.post import Channel
from pipeline.tone import Fault
from web import finding_words
from web.languages import LANGUAGES, N_, translations

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
        Origin.INFLECTED: N_("Inflected"),
        Origin.TRANSLITERATED: N_("Transliterated"),
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


TONE = {
    "capital_you": N_("Вы, Вас, Вам with a capital"),
    "slang": N_("Slang may be used"),
    "diminutives": N_("Diminutives may be used"),
    "negative": N_("Negative words may be used"),
    "promises": N_("Dates and deeds may be promised"),
    "emoji": N_("Emoji may be used"),
    "spelling": N_("Spelling is looked at"),
    "forbidden": N_("Forbidden words, one on a line; * stands for any ending"),
    "avoided": N_("Negative words of the brand's own"),
    "allowed": N_("Words no remark may complain of"),
}

ADVICE = {
    Fault.VARIABLE: N_("fill it in, or take it out"),
    Fault.FORBIDDEN: N_("say it in other words"),
    Fault.SLANG: N_("say it in plain words"),
    Fault.DIMINUTIVE: N_("use the plain word"),
    Fault.NEGATIVE: N_("say what can be done"),
    Fault.PROMISE: N_("say what you do now, without a date"),
    Fault.PERSONAL: N_("ask for it in a private message"),
    Fault.ORDER: N_("ask for it in a private message"),
    Fault.EMOJI: N_("leave it out"),
    Fault.SHOUTING: N_("one sign is enough, and no capitals"),
    Fault.SPELLING: N_("look it up"),
}

VARIABLES = {
    "name": N_("Name"),
    "brand": N_("Brand"),
    "link": N_("Link"),
    "order": N_("Order"),
    "product": N_("Product"),
    "signature": N_("Signature"),
}

TEMPLATE_CHANGES = {
    "added": N_("wrote the template"),
    "retired": N_("retired it"),
    "restored": N_("offered it again"),
    "name": N_("changed the name"),
    "text": N_("changed the text"),
    "language": N_("changed the language"),
    "theme": N_("changed the theme"),
    "brand": N_("changed the brand"),
}


def known_reason(typed: str) -> str:
    """The reason as it is counted: one that we proposed is kept the same in every language."""
    said = {translations(code).gettext(one): one for code in LANGUAGES for one in RESOLUTIONS}
    return said.get(typed, typed)


BANDS = {"urgent": N_("Urgent"), "high": N_("High"), "normal": N_("Normal")}

SNOOZES = {
    "hour": N_("In an hour"),
    "afternoon": N_("This afternoon"),
    "tomorrow": N_("Tomorrow morning"),
    "monday": N_("On Monday"),
}

AUDITED = {
    "task": N_("Task"),
    "verdict": N_("Verdict"),
    "brand": N_("Brand"),
    "source": N_("Source"),
    "rule": N_("Rule"),
    "template": N_("Template"),
    "promise": N_("Promise"),
    "hours": N_("Working hours"),
    "person": N_("Person"),
    "absence": N_("Absence"),
    "assignment": N_("Assignment rule"),
    "escalation": N_("Escalation"),
    "view": N_("View"),
    "query example": N_("Example of a query"),
    "theme": N_("Theme"),
    "noise": N_("Noise"),
    "label": N_("Blind label"),
    "label sample": N_("Blind sample"),
    "reply": N_("Reply"),
    "survey": N_("Survey"),
    "receiver": N_("Who gets alerts"),
    "mute": N_("Muted alert"),
    "login": N_("Login"),
}

DEEDS = {
    "added": N_("added"),
    "changed": N_("changed"),
    "removed": N_("removed"),
    "corrected": N_("corrected"),
    "logged in": N_("logged in"),
    "logged out": N_("logged out"),
    "wrong password": N_("wrong password"),
    "status": N_("status"),
    "assignee_id": N_("assignee"),
    "reason": N_("reason"),
    "reply": N_("answer"),
    "reply_url": N_("address of the answer"),
    "note": N_("note"),
    "priority": N_("priority"),
    "snoozed": N_("snoozed"),
    "merged": N_("merged"),
    "split": N_("split off"),
    "rule": N_("by the rule"),
    "undone": N_("undone"),
    "outcome": N_("what the public may be told"),
    "survey": N_("asked the customer"),
    "draft": N_("asked for approval of an answer"),
    "approved": N_("approved the answer"),
    "sent back": N_("sent the answer back"),
    "settled": N_("looked whether an answer stands"),
    "outside": N_("an answer given outside"),
    "perhaps outside": N_("perhaps an answer given outside"),
}

STAGES = {"due soon": N_("Due soon"), "overdue": N_("Late")}

TOLD = {"managers": N_("the managers"), "assignee": N_("whoever has the task")}

BY_OTKLIK = (N_("answered outside Otklik"),)  # reasons for closing that no person gives

DISMISSALS = {
    "not about us": N_("Not about us"),
    "spam": N_("Spam or advertising"),
    "not a complaint": N_("Nothing to complain of"),
    "answered elsewhere": N_("Answered elsewhere"),
    "duplicate": N_("A duplicate"),
    "other": N_("Another reason"),
}
# Why the program dismissed by itself; people are not offered these.
BY_ITSELF = {
    "no longer named": N_("The changed query finds it no longer"),
    "noise": N_("The rules call it noise"),
}

RESOLUTIONS = (
    N_("The customer is satisfied"),
    N_("Explained"),
    N_("Compensated"),
    N_("Passed on to the product team"),
    N_("The customer does not answer"),
)

OUTCOMES = {
    "refunded": N_("Money returned"),
    "replaced": N_("Replaced"),
    "fixed": N_("Put right"),
    "compensated": N_("A compensation paid"),
    "explained": N_("An explanation given"),
    "passed on": N_("Passed on to those who can change it"),
    "not proven": N_("Could not be confirmed"),
}

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
    "a person decides": N_("a person decides"),
    "doubtful": N_("probably not about the brand; alike and dismissed:"),
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
    "response-times": N_("Response times"),
    "share-of-voice": N_("Share of voice"),
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
    "coverage": N_("Coverage"),
    "coverage-by-day": N_("Coverage by day"),
}


COLUMNS = {
    "language": N_("Language"),
    "template": N_("Template"),
    "answers": N_("Answers"),
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
NEEDS = {"yes": N_("yes"), "no": N_("no")}
ORIGINS = {"by itself": N_("found by itself"), "known": N_("known")}
STATES = {
    "used": N_("used"),
    "too few decisions": N_("too few decisions"),
    "not sure enough": N_("not sure enough yet"),
}
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
    "promise": N_("A promise is about to break"),
    "spreading": N_("Something spreads"),
    "influential-author": N_("An author whom many people follow up"),
}

PERIODS = {
    "7": N_("7 days"),
    "30": N_("30 days"),
    "90": N_("90 days"),
    "365": N_("A year"),
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
