"""Turning templates into pages: one Jinja environment per language."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from babel.core import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from crawlers.advice import advise
from pipeline.export import is_share
from pipeline.post import Channel
from pipeline.reports.comparison import may_be_chance
from pipeline.reports.table import Cell, is_few
from pipeline.silence import odds
from pipeline.states import ReplyState, TaskStatus
from pipeline.triage import band
from web import audit_values, finding_words, reply_words, report_words, task_words, times, words
from web.alert_words import say_trouble
from web.languages import LANGUAGES, translations
from web.marks import found, mark_words
from web.mishaps import say_mishap
from web.posting_words import say_posting
from web.translated import TranslatedEnvironment

FOLDER = Path(__file__).parent
MINUS = "\N{MINUS SIGN}"
Facts = dict[str, Any]  # what a template is given; templates are untyped by nature
Filters = dict[str, Callable[..., Any]]


def render(language: str, template: str, facts: Facts) -> str:
    """One template in one language."""
    return environment(language).get_template(template).render(facts)


@cache
def environment(language: str) -> Environment:
    """The templates of one language, with the filters they use."""
    made = TranslatedEnvironment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.catalogue = catalogue = translations(language)
    install: Callable[..., None] = made.install_gettext_translations  # type: ignore[attr-defined]
    install(catalogue, newstyle=True)
    made.globals |= {"language": language, "languages": LANGUAGES, "static": static}
    made.tests["day"] = lambda value: isinstance(value, date)
    made.tests["moment"] = lambda value: isinstance(value, datetime)
    made.filters |= FILTERS | local_filters(language) | naming_filters(catalogue.gettext)
    made.filters |= audit_values.filters(catalogue.gettext, language)
    return made


def local_filters(language: str) -> Filters:
    """Filters that write numbers and names as a language does."""
    return {
        "number": lambda value: number(value, language),
        "percent": lambda value: percent(value, language),
        "span": lambda value: times.lasted(value, language),
        "date_of": lambda value, unit: times.whole_day(value, unit, language),
        "working_time": lambda span: times.working(span, language),
        "weekday": lambda day: audit_values.say_day(day, language),
        "of_week": lambda at, zone: times.of_week(at, zone, language),
        "day": lambda value: format_date(value, "d MMM", locale=language),
        "tongue": lambda code: language_name(code, language),
        "own_tongue": lambda code: language_name(code, code).capitalize(),
    }


def naming_filters(translate: Callable[[str], str]) -> Filters:
    """Filters that say what the desk calls a value."""

    def naming(names: dict[str, str]) -> Callable[[str], str]:
        return lambda name: translate(words.listed(names, name))

    return {
        # Jinja's own gettext() takes its message for markup: wrong for texts with input in them.
        "said": lambda message: say_posting(words.say(message, translate), translate),
        "sentence": lambda text: text[:1].upper() + text[1:],
        "mishap": lambda error: say_mishap(error, translate),
        "way_out": lambda error: translate(advice) if (advice := advise(error)) else "",
        "undelivered": lambda error: say_trouble(error, translate),
        "word": lambda value: translate(words.word(value)),
        "status_word": lambda text: translate(words.word(TaskStatus(text))),
        "urgency": lambda priority: translate(words.BANDS[band(priority)]),
        "reason": naming(task_words.DISMISSALS | task_words.BY_ITSELF),
        "outcome": naming(task_words.OUTCOMES),
        "theme": theme_filter(translate),
        "trigger": naming(task_words.TRIGGERS),
        "hint": naming(finding_words.HINTS),
        "source_kind": naming(finding_words.SOURCE_KINDS),
        "theme_change": naming(finding_words.THEME_CHANGES),
        "joined": lambda why: finding_words.say_joined(why, translate),
        "variable": naming(reply_words.VARIABLES),
        "reply_word": lambda name: translate(words.word(ReplyState(name))),
        "tone": naming(reply_words.TONE),
        "band": naming(words.BANDS),
        "advice": lambda fault: (
            translate(reply_words.ADVICE.get(fault, "")) if fault in reply_words.ADVICE else ""
        ),
        "template_change": naming(reply_words.TEMPLATE_CHANGES),
        "report": naming(report_words.REPORTS),
        "report_group": naming(report_words.GROUPS),
        "snooze": naming(task_words.SNOOZES),
        "stage": naming(task_words.STAGES),
        "told": naming(task_words.TOLD),
        "band_word": naming(words.BANDS),
        "column": naming(report_words.COLUMNS),
        "rule_type": naming(report_words.RULES),
        "period": naming(report_words.PERIODS),
        "field": naming(report_words.FIELDS),
        "cell": lambda value, column: cell(value, column, translate),
    }


def theme_filter(translate: Callable[[str], str]) -> Callable[[Context, str], str]:
    """What a theme is called: as people named it, or one that it counts with; else our word."""

    @pass_context
    def name(context: Context, key: str) -> str:
        visit = context.get("visit")
        called = visit.choices.themes.name(key) if visit is not None else key
        return translate(words.listed(words.THEMES, called))

    return name


def cell(value: Cell, column: str, translate: Callable[[str], str]) -> str:
    """A text in a report's table; names that are listed are translated."""
    text = str(value)
    if column == "channel" and text in list(Channel):
        return translate(words.word(Channel(text)))
    if column == "status" and text in list(TaskStatus):
        return translate(words.word(TaskStatus(text)))
    if column == "signs":
        return report_words.say_signs(text, translate)
    names = {
        "theme": words.THEMES,
        "reason": task_words.DISMISSALS | task_words.BY_ITSELF,
        "whose": report_words.CELLS,
    } | {
        "trigger": task_words.TRIGGERS,
        "state": report_words.STATES,
        "found": report_words.ORIGINS,
        "needs an article": report_words.NEEDS,
        "seen": report_words.SEEN,
        "answer": report_words.ANSWERS,
        "person": report_words.NOBODY,
        "outcome": task_words.OUTCOMES,
    }
    known = names.get(column, {})
    said = translate(known[text]) if text in known else text  # a source may be called "channel"
    return said.rstrip(":") if column == "trigger" else said  # as it stands before what was met


@cache
def static(name: str) -> str:
    """Address of a static file; changes with its content, so that browsers may keep it."""
    content = (FOLDER / "static" / name).read_bytes()
    return f"/static/{name}?v={sha256(content).hexdigest()[:12]}"


@pass_context
def when(context: Context, at: datetime | None) -> Markup:
    """How long ago, with the full time on hover and for machines."""
    if at is None:
        return Markup("—")
    zone, now, language = context["zone"], context["now"], context["language"]
    shown = times.ago(at, now, zone, language)
    return _time(at, escape(times.full(at, zone, language)), escape(shown))


@pass_context
def ago(context: Context, at: datetime | None) -> Markup:
    """The same in a sentence, or by itself: "5 min ago"; a date where it is longer."""
    zone, now, language = context["zone"], context["now"], context["language"]
    if at is None or now - at >= times.RECENT:
        return when(context, at)
    said = translations(language).gettext("%(time)s ago") % {"time": times.left(at, now, language)}
    return _time(at, escape(times.full(at, zone, language)), escape(said))


def _time(at: datetime, hover: Markup, shown: Markup) -> Markup:
    machine = at.isoformat(timespec="seconds")
    # A list has fifty of them, and Markup.format() takes longer than all that it puts together.
    return Markup(f'<time datetime="{machine}" title="{hover}">{shown}</time>')  # noqa: S704


@pass_context
def left(context: Context, due: datetime) -> str:
    """How long until or since a due time."""
    return times.lasted(abs(due - context["now"]), context["language"])


@pass_context
def moment(context: Context, at: datetime | None) -> Markup:
    """Date and time in the person's zone, with the year on hover."""
    if at is None:
        return Markup("—")
    zone, now, language = context["zone"], context["now"], context["language"]
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        at.isoformat(timespec="seconds"),
        times.full(at, zone, language),
        times.brief(at, now, zone, language),
    )


def percent(share: float | None, language: str) -> str:
    """A share from -1 to 1, as people read it, with the minus sign of print."""
    return "—" if share is None else format_percent(share, locale=language).replace("-", MINUS)


def link(url: str | None) -> str | None:
    """An address from outside, if it is one a browser may be sent to."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def site(url: str | None) -> str:
    """The host of an address."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def query(facts: Facts, **changes: str | int | None) -> str:
    """Filters as a query string, with some of them changed or (None) taken away."""
    chosen = {**facts, **changes}
    return urlencode({name: value for name, value in chosen.items() if value not in (None, "")})


def initials(name: str) -> Markup:
    """Two letters that stand for a person."""
    return escape("".join(part[0] for part in name.split()[:2]).upper())


@lru_cache(1_000)
def number(value: float, language: str) -> str:
    """A number as a language writes it."""
    return str(format_decimal(value, locale=language))


@lru_cache(1_000)
def language_name(code: str | None, language: str) -> str:
    """The name of a language, or its code where nobody knows it."""
    if not code:
        return "—"
    return str(Locale.parse(language).languages.get(code, code))


FILTERS: Filters = {
    "found": found,
    "marked": mark_words,
    "when": when,
    "ago": ago,
    "moment": moment,
    "as_moment": datetime.fromisoformat,
    "read_moment": times.read_moment,
    "is_column": audit_values.is_column,
    "left": left,
    "link": link,
    "site": site,
    "query": query,
    "initials": initials,
    "level": band,
    "odds": odds,
    "is_share": is_share,
    "is_few": is_few,
    "may_be_chance": may_be_chance,
    "zip": lambda keys, names: list(zip(keys, names, strict=True)),
}
