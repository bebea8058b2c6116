"""What differs per installation; the only reader of the environment."""

import os
import re
from collections.abc import Mapping
from functools import cache
from json import JSONDecodeError
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from classifier.thresholds import Costs, cheapest_threshold
from pipeline.errors import OtklikError, unknown

PREFIX = "OTKLIK_"
TOKEN = re.compile(r"\d{1,18}:[\w-]{20,100}")  # of a Telegram bot
FOR_TESTS = {"OTKLIK_TEST_DATABASE"}  # read by the test suite, not by the program


class Settings(BaseSettings):
    """Every setting of an installation; each is read from OTKLIK_<NAME>."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    data: Path = Field(default=Path("data"), description="folder of the database and saved pages")
    database: str = Field(default="", description="SQLAlchemy address; empty: SQLite in the folder")
    judge: str = Field(default="auto", description="auto, transformer or words")
    weights: Path | None = Field(
        default=None, description="folder of the judge's weights; empty: the shipped ones"
    )
    threads: int = Field(default=0, ge=0, description="CPU threads of the judge; 0: all")
    notifiers: dict[str, SecretStr] = Field(
        default_factory=dict, description='JSON: {"name": "Apprise address"}'
    )
    contact: str = Field(
        default="https://example.org/otklik", description="page or address in the user agent"
    )
    allow: list[str] = Field(
        default_factory=list, description="JSON list of private host:port the crawler may reach"
    )
    crawl_delay: float = Field(
        default=1.0, ge=0, le=3600, description="seconds between requests to a host"
    )
    keep_pages_days: int = Field(
        default=14,
        ge=0,
        le=36500,
        description="days that fetched pages are kept to be read again; 0: not",
    )
    keep_pages_mb: int = Field(
        default=4096,
        ge=1,
        description="megabytes of kept pages; the earliest days make room, today's stay",
    )
    keep_ledger_days: int = Field(
        default=730,
        ge=90,
        le=36500,
        description="days that the coverage ledger of each source is kept",
    )
    keep_visits_days: int = Field(
        default=90,
        ge=31,
        le=36500,
        description="days that each visit to a source is kept; the ledger counts them for longer",
    )
    keep_unnamed_days: int = Field(
        default=365,
        ge=31,
        le=36500,
        description="days that posts naming no brand are kept to try queries on",
    )
    keep_words_days: int = Field(
        default=0,
        ge=0,
        le=36500,
        description="days that mentions keep text and author, counts stay for ever; 0: always",
    )
    keep_alerts_days: int = Field(
        default=730,
        ge=90,
        le=36500,
        description="days that messages of alerts and what they told are kept",
    )
    keep_audit_days: int = Field(
        default=1825, ge=365, le=36500, description="days that the audit log is kept"
    )
    keep_vectors_days: int = Field(
        default=365,
        ge=90,
        le=36500,
        description="days that complaints are kept as vectors, to be compared with new ones",
    )
    history_days: int = Field(
        default=90,
        ge=1,
        le=36500,
        description="posts older than this when found open no task, ring no alarm",
    )
    rematch_days: int = Field(
        default=30,
        ge=0,
        le=36500,
        description="days of stored posts that a changed query is matched with; 0: none",
    )
    label_sample: int = Field(
        default=20,
        ge=0,
        le=1000,
        description="mentions of each kind, flagged and not, drawn a week and brand; 0: none",
    )
    minutes_per_false_alarm: float | None = Field(
        default=None, gt=0, description="cost of a text wrongly taken for a complaint"
    )
    minutes_per_missed_complaint: float | None = Field(
        default=None, gt=0, description="cost of a complaint nobody answers, in the same minutes"
    )
    minutes_per_look: float = Field(
        default=1.0, gt=0, description="cost of a glance at a text the judge is unsure of"
    )
    vk_token: SecretStr | None = Field(default=None, description="token for sources of kind vk")
    youtube_key: SecretStr | None = Field(
        default=None, description="key for sources of kind youtube"
    )
    reddit_client: SecretStr | None = Field(
        default=None, description="ID:SECRET of an app, for sources of kind reddit"
    )
    mastodon_tokens: dict[str, SecretStr] = Field(
        default_factory=dict, description='JSON: {"server": "token"}, where one is needed'
    )
    stackexchange_key: str = Field(default="", description="raises Stack Exchange's daily quota")
    post_as: dict[str, SecretStr] = Field(
        default_factory=dict, description='JSON: {"mastodon server": "token"}, to post answers'
    )
    telegram_bot: SecretStr | None = Field(
        default=None, description="token of a bot in which people answer from Telegram"
    )
    telegram_api: str = Field(
        default="https://api.telegram.org", description="where the Bot API answers"
    )
    host: str = Field(default="127.0.0.1", description="address the desk listens on")
    port: int = Field(default=8765, ge=0, le=65535, description="port the desk listens on")
    address: str = Field(default="", description="public address of the desk, for links in alerts")
    public: str = Field(
        default="", description="address customers reach, for survey links; else OTKLIK_ADDRESS"
    )
    proxies: list[str] = Field(
        default=["127.0.0.1", "::1"],
        description="JSON list of the proxies that are believed who asks",
    )

    @field_validator("telegram_bot")
    @classmethod
    def _is_token(cls, token: SecretStr | None) -> SecretStr | None:
        """Telegram would say of anything else only that it is not found."""
        if token is not None and not TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("a token looks like 123456:ABC-DEF...; @BotFather gives one")
        return token

    @field_validator("telegram_api")
    @classmethod
    def _is_address(cls, address: str) -> str:
        told = urlsplit(address)
        if told.scheme not in ("http", "https") or not told.hostname:
            raise ValueError("write it as https://api.telegram.org")
        return address.rstrip("/")

    @field_validator("address", "public")
    @classmethod
    def _is_root(cls, address: str) -> str:
        """A name without a scheme would be answered by nobody, a path by another program."""
        told = urlsplit(address)
        whole = told.scheme in ("http", "https") and told.hostname and not told.username
        if address and not (whole and told.path in ("", "/") and not told.query + told.fragment):
            raise ValueError(
                "write it as https://desk.example.org, without a path: the desk has its host alone"
            )
        return address

    @property
    def database_url(self) -> str:
        """The database's address, SQLite in the data folder by default."""
        return self.database or f"sqlite:///{self.data / 'otklik.sqlite3'}"

    @property
    def costs(self) -> Costs | None:
        """What mistakes cost; None unless both are known."""
        if self.minutes_per_false_alarm is None or self.minutes_per_missed_complaint is None:
            return None
        return Costs(
            self.minutes_per_false_alarm, self.minutes_per_missed_complaint, self.minutes_per_look
        )

    @property
    def complaint_threshold(self) -> float | None:
        """From which probability on a text is a complaint; None unless the costs are known."""
        return cheapest_threshold(self.costs) if self.costs else None

    @property
    def desk(self) -> str:
        """Where people open the desk, without a trailing slash."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.address or f"http://{host}:{self.port}").rstrip("/")

    @property
    def doorstep(self) -> str:
        """Where people outside find the pages that need no login, without a trailing slash."""
        return (self.public or self.desk).rstrip("/")

    @property
    def is_public(self) -> bool:
        """Was it said how people outside reach us?"""
        return bool(self.public or self.address)


def check_names(environment: Mapping[str, str]) -> None:
    """Raise OtklikError for a setting nobody reads, naming the nearest one."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | FOR_TESTS
    for name in environment:
        if name.startswith(PREFIX) and name not in known:
            raise OtklikError(f"environment: {unknown('setting', name, known)}")


@cache
def read_settings() -> Settings:
    """The settings of this process; raises OtklikError for an unknown or unreadable one."""
    check_names(os.environ)
    try:
        return Settings()
    except ValidationError as error:
        raise OtklikError(f"environment: {_explain(error)}") from error
    except SettingsError as error:
        raise OtklikError(f"environment: {_explain_json(error)}") from None  # it tells secrets


def _explain_json(error: SettingsError) -> str:
    """Which setting is not JSON, and where in it; never what it says, which is often a secret."""
    name = str(error).partition('"')[2].partition('"')[0]
    cause = error.__cause__
    at = f": {cause.msg} (character {cause.pos + 1})" if isinstance(cause, JSONDecodeError) else ""
    return f"{PREFIX}{name.upper()}: not JSON{at}; see docs/settings.md for how it looks"


def _explain(error: ValidationError) -> str:
    first: Any = error.errors(include_url=False)[0]  # pydantic's own loose dictionary
    name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
    return f"{name}: {first['msg'].removeprefix('Value error, ')}"
