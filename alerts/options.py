"""A rule's options: read strictly, with errors that name the nearest one.  (pure)"""

from dataclasses import fields
from datetime import time
from typing import Annotated, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, field_validator
from pydantic.dataclasses import dataclass

from pipeline.errors import OtklikError, Said, unknown
from pipeline.watch import Rule

STRICT = ConfigDict(extra="forbid")
AtLeastOne = Annotated[int, Field(ge=1, le=10_000)]
Hours = Annotated[int, Field(ge=1, le=168)]
Weeks = Annotated[int, Field(ge=1, le=12)]
Days = Annotated[int, Field(ge=1, le=366)]
Factor = Annotated[float, Field(gt=1)]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Options:
    """What every rule may say of how it speaks."""

    language: Literal["ru", "en"] = "ru"
    zone: str = "Europe/Moscow"
    quiet: str | None = None  # "22:00-08:00": hold messages back, then send one
    wake: float = 3  # a hit of this level is told in quiet hours too
    every_minutes: Annotated[int, Field(ge=0)] = 0  # at most one message in so many minutes
    show: AtLeastOne = 10  # hits told in full; the rest is counted
    over: bool = True  # tell, too, when it is over

    @field_validator("zone")
    @classmethod
    def _check_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f'no time zone "{zone}"; one looks like Europe/Moscow') from error
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
            )
    try:
        return TypeAdapter(kind).validate_python(rule.options)
    except ValidationError as error:
        raise OtklikError(
            'rule "%(rule)s": %(problem)s', rule=rule.name, problem=_explain(error)
        ) from error


def read_span(text: str) -> tuple[time, time]:
    """Two times of day, as in 22:00-08:00; raises ValueError."""
    start, dash, end = text.partition("-")
    try:
        span = time.fromisoformat(start.strip()), time.fromisoformat(end.strip())
    except ValueError:
        span = None
    if span is None or not dash or span[0] == span[1]:
        raise ValueError(f'"{text}" is no span of time; one looks like 22:00-08:00')
    return span


def _explain(error: ValidationError) -> Said:
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    problem = first["msg"].removeprefix("Value error, ")
    return Said('option "%(option)s": %(problem)s', {"option": place, "problem": problem})
