"""Column types: aware times and texts from a fixed list."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, String, Text
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeDecorator, TypeEngine

from classifier.verdict import Why
from pipeline.tone import Tone
from pipeline.tone_text import read_tone, write_tone


class _SqliteTime(sqlite.DATETIME):
    """A time as SQLAlchemy writes it, at a third of the price."""

    def bind_processor(self, _dialect: Dialect) -> Callable[[datetime | None], str | None]:
        return _write_time


def _write_time(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat(" ", "microseconds")[:26]  # without a zone


class UtcDateTime(TypeDecorator[datetime]):
    """Aware times in and out, kept in UTC; SQLite forgets zones, so we remember them."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return _SqliteTime()  # type: ignore[no-untyped-call]
        return DateTime(timezone=True)

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EnumText(TypeDecorator[StrEnum]):
    """A StrEnum kept as its text, so that a new member needs no migration."""

    impl = String(16)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | None, _dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.kind(value)


class Seconds(TypeDecorator[timedelta]):
    """A span of time kept as whole seconds, the same in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, _dialect: Dialect) -> int | None:
        return None if value is None else round(value.total_seconds())

    def process_result_value(self, value: int | None, _dialect: Dialect) -> timedelta | None:
        return None if value is None else timedelta(seconds=value)


class ToneText(TypeDecorator[Tone]):
    """What a brand asks of its replies, as a watch file says it."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Tone | None, _dialect: Dialect) -> dict[str, Any] | None:
        return None if value is None else write_tone(value)

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> Tone | None:
        return None if value is None else read_tone(value)


class WhyText(TypeDecorator[Why]):
    """The places of words that decided a verdict."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Why | None, _dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(asdict(value), separators=(",", ":"))

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Why | None:
        if value is None:
            return None
        kept = json.loads(value)
        return Why(kept["text"], tuple((start, end) for start, end in kept["words"]))
