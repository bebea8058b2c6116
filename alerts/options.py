"""A rule's options: read strictly, with errors that name the nearest one.  (pure)"""

from dataclasses import fields, replace
from datetime import time
from typing import Annotated, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, field_validator
from pydantic.dataclasses import dataclass

from pipeline.errors import OtklikError, Said, unknown
from pipeline.watch import Rule

STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)
AtLeastOne = Annotated[int, Field(ge=1, le=10_000)]
Language = Literal["ru", "en"]
Hours = Annotated[int, Field(ge=1, le=168)]
Weeks = Annotated[int, Field(ge=1, le=12)]
Days = Annotated[int, Field(ge=1, le=366)]
Factor = Annotated[float, Field(gt=1)]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Options:
    """What every rule may say of how it speaks."""

    language: Language = "ru"
    zone: str = "Europe/Moscow"
    quiet: str | None = None  # "22:00-08:00": hold messages back, then send one
    wake: float = 3  # a hit of this level is told in quiet hours too
    every_minutes: Annotated[int, Field(ge=0, le=100_000)] = 0  # at least between messages
    show: AtLeastOne = 10  # hits told in full; the rest is counted
    over: bool = True  # tell, too, when it is over

    @field_validator("zone")
    @classmethod
    def _check_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as error:
            raise UnreadableError(
                'no time zone "%(zone)s"; one looks like Europe/Moscow', zone=zone
            ) from error
        return zone

    @field_validator("quiet")
    @classmethod
    def _check_quiet(cls, quiet: str | None) -> str | None:
        if quiet is not None:
            read_span(quiet)
        return quiet


OPTIONS = TypeVar("OPTIONS", bound=Options)


def read_options(kind: type[OPTIONS], rule: Rule) -> OPTIONS:
    """The options a rule has; raises OtklikError for an unknown or unreadable one."""
    known = [field.name for field in fields(kind)]
    for key in rule.options:
        if key not in known:
            raise OtklikError(
                'rule "%(rule)s": %(problem)s',
                rule=rule.name,
                problem=unknown("option", key, known),
            ).at("options")
    try:
        return TypeAdapter(kind).validate_python(rule.options)
    except ValidationError as error:
        raise OtklikError(
            'rule "%(rule)s": %(problem)s', rule=rule.name, problem=_explain(error)
        ).at("options") from error


def read_span(text: str) -> tuple[time, time]:
    """Two times of day, as in 22:00-08:00; raises ValueError."""
    start, dash, end = text.partition("-")
    try:
        span = time.fromisoformat(start.strip()), time.fromisoformat(end.strip())
    except ValueError:
        span = None
    zoned = span is not None and any(each.tzinfo for each in span)  # "22:00Z" is one
    if span is None or zoned or not dash or span[0] == span[1]:
        raise UnreadableError(
            '"%(text)s" is no span of time; one looks like 22:00-08:00', text=text
        )
    return span


class UnreadableError(ValueError):
    """A value that its own check refused, with what is to be said of it."""

    def __init__(self, text: str, /, **values: object) -> None:
        self.said = Said(text, values)
        super().__init__(str(self.said))


# What is said of a value, by pydantic's name of what is wrong with it.
WRONG = {
    "int": Said("must be a whole number"),
    "float": Said("must be a number"),
    "finite": Said("must be a number"),
    "bool": Said("must be true or false"),
    "string": Said("must be a text in quotes"),
    "list": Said('must be a list, such as ["one", "two"]'),
    "greater_than": Said("must be more than %(gt)s"),
    "greater_than_equal": Said("must be at least %(ge)s"),
    "less_than": Said("must be less than %(lt)s"),
    "less_than_equal": Said("must be at most %(le)s"),
    "literal_error": Said("must be one of: %(expected)s"),
    "enum": Said("must be one of: %(expected)s"),
}


def _explain(error: ValidationError) -> Said:
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    facts, kind, message = first.get("ctx", {}), first["type"], first["msg"]
    refused = facts.get("error")
    if isinstance(refused, UnreadableError):
        problem = refused.said
    else:
        said = WRONG.get(kind) or WRONG.get(kind.partition("_")[0])
        named = str(facts.get("expected", "")).replace(" or ", ", ").replace("'", "")
        problem = replace(said, values=facts | {"expected": named}) if said else Said(message)
    return Said('option "%(option)s": %(problem)s', {"option": place, "problem": problem})
