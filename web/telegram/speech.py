"""How the bot says things to one person: in their language, by their clock, as plain text."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.message import clean
from pipeline.errors import OtklikError, Said
from pipeline.people_model import Person
from pipeline.task_model import Task
from pipeline.visible import visible
from web import times, words
from web.languages import N_, translations
from web.pages import language_name, naming_filters
from web.posting_words import say_posting
from web.task_words import COUNTED

LONGEST_NAME = 80
LONGEST_QUOTE = 1_200  # characters of a post
LONGEST_URL = 500
LONGEST_LINE = 80  # of a post in a list
DUE = N_("Answer by %(time)s")


@dataclass(frozen=True)
class Speech:
    """A language, a time zone, and what time it is."""

    language: str
    zone: str
    now: datetime

    @classmethod
    def to(cls, person: Person, now: datetime) -> "Speech":
        """How one speaks to somebody."""
        return cls(person.language, person.time_zone, now)

    def translate(self, message: str) -> str:
        """A message of the catalogue."""
        return translations(self.language).gettext(message)

    def say(self, message: str, **values: object) -> str:
        """A message with its values."""
        return words.say(Said(message, values), self.translate)

    def explain(self, error: OtklikError) -> str:
        """What went wrong, and what to do."""
        said = say_posting(words.say(error.said, self.translate), self.translate)
        return said[:1].upper() + said[1:]

    def name(self, kind: str, value: object) -> str:
        """What the desk calls a value."""
        return str(naming_filters(self.translate)[kind](value))

    def tongue(self, code: str) -> str:
        """What a language is called."""
        return language_name(code, self.language)

    def at(self, moment: datetime) -> str:
        """Date and time."""
        return times.brief(moment, self.now, self.zone, self.language)

    def lasted(self, span: timedelta) -> str:
        """How long something took."""
        return times.lasted(span, self.language)

    def due(self, task: Task) -> str:
        """Until when a task is to be answered, and how long that is; nothing where none is due."""
        if task.due is None:
            return ""
        left = self.lasted(abs(task.due - self.now))
        told = N_("late by %(time)s") if task.due < self.now else N_("%(time)s left")
        return f"{self.say(DUE, time=self.at(task.due))} ({self.say(told, time=left)})"


def title(task: Task, speech: Speech, draft: int | None = None) -> str:
    """The first line of all that is said of a task: its number, whose it is, where and how urgent.

    An answer to a message finds its task by this line, and the draft that waits for approval.
    """
    number = f"№{task.id}" if draft is None else f"№{task.id} ✎{draft}"
    mention = task.mention
    facts = (
        *(number, clean(mention.brand.brand.name, LONGEST_NAME)),
        speech.name("word", mention.post.post.channel),
        speech.name("urgency", task.priority),
    )
    return " · ".join(facts)


def tell_task(task: Task, speech: Speech, desk: str, *, ask: bool = True) -> str:
    """What the task is about, without its title; `ask` says how it is answered, too."""
    post = task.mention.post
    lines = [
        _byline(task, speech),
        f"«{quote(post.latest_text, LONGEST_QUOTE)}»",
        why(task, speech),
        speech.due(task),
        place_of(task),
        f"{desk}/tasks/{task.id}",
        speech.say(N_("Reply to this message with the text of the answer.")) if ask else "",
    ]
    return "\n".join(line for line in lines if line)


def tell_briefly(task: Task, speech: Speech) -> str:
    """A task in a list, with the command that shows it."""
    text = clean(task.mention.post.latest_text, LONGEST_LINE)
    facts = (clean(task.mention.brand.brand.name, LONGEST_NAME), speech.due(task), f"«{text}»")
    return f"№{task.id} /t{task.id} · " + " · ".join(fact for fact in facts if fact)


def place_of(task: Task) -> str:
    """Where the answer belongs."""
    return clean(task.mention.post.post.url, LONGEST_URL)


def quote(text: str, longest: int) -> str:
    """A stranger's text with its lines, cut."""
    shown = visible(text[: longest * 2]).strip()
    return shown if len(shown) <= longest else shown[: longest - 1].rstrip() + "…"


def why(task: Task, speech: Speech) -> str:
    """Why the task has its priority."""
    signs = []
    for sign in task.why:
        name, _colon, evidence = sign.partition(": ")
        shown = speech.name("trigger", name).rstrip(":")
        said = evidence.partition(" ")[0] if name in COUNTED else f"«{evidence}»"
        signs.append(f"{shown} {clean(said, LONGEST_NAME)}" if evidence else shown)
    return f"{speech.say(N_('Why this priority'))}: {', '.join(signs)}" if signs else ""


def _byline(task: Task, speech: Speech) -> str:
    post = task.mention.post
    said = post.post.published or post.found
    stars = post.latest_stars
    facts = (
        clean(post.post.author or speech.say(N_("Unknown author")), LONGEST_NAME),
        f"★ {stars:g}" if stars is not None else "",
        speech.at(said),
    )
    return " · ".join(fact for fact in facts if fact)
