"""Brands, sources, rules, templates and promises, each read from its table of a watch file."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pipeline.errors import OtklikError, Said
from pipeline.hours import Hours
from pipeline.hours_text import read_hours, read_span, read_zone
from pipeline.post import Channel
from pipeline.query import QueryError, parse
from pipeline.replies import Template, check_template
from pipeline.sla import Promise, Start
from pipeline.source_options import check_options
from pipeline.tone import Tone
from pipeline.tone_text import read_tone
from pipeline.triage import BANDS
from pipeline.watch import KINDS, RULE_TYPES, Brand, Rule, Source
from pipeline.watch_entry import Entry


def read_brand(entry: Entry) -> Brand:
    entry.refuse_other_keys()
    query = entry.get("query", str)
    try:
        parse(query)
    except QueryError as error:
        raise entry.error(
            "query: %(problem)s", "query", pointer=error.pointer, problem=error.problem
        ) from error
    return Brand(
        entry.line_of_text("name"),
        query,
        entry.get("competitor", bool, False),
        _own_accounts(entry),
        _tone(entry),
        entry.one_of("approve_from", BANDS) if "approve_from" in entry.values else None,
    )


def _own_accounts(entry: Entry) -> list[str]:
    accounts = entry.get("own_accounts", list, [])
    if not all(isinstance(account, str) and account.strip() for account in accounts):
        raise entry.error('"own_accounts" must be a list of names or addresses', "own_accounts")
    return [account.strip() for account in accounts]


def _tone(entry: Entry) -> Tone:
    try:
        return read_tone(entry.get("tone", dict, {}))
    except OtklikError as error:
        raise entry.error(error.said, "tone") from error


def read_source(entry: Entry) -> Source:
    source = Source(
        name=entry.line_of_text("name"),
        kind=entry.one_of("kind", KINDS),
        channel=Channel(entry.one_of("channel", tuple(Channel))),
        url=_address(entry),
        language=entry.language(),
        options=entry.options(),
        enabled=entry.get("enabled", bool, True),
    )
    try:
        check_options(source.kind, source.options)
    except OtklikError as error:
        raise entry.error(error.said, error.field) from error
    try:
        source.about  # noqa: B018  (read for its complaint)
    except OtklikError as error:
        raise entry.error(error.said, "about") from error
    return source


def _address(entry: Entry) -> str:
    url = entry.line_of_text("url")
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good:
        raise entry.error(
            '"url" must be a web address with http:// or https://, not "%(url)s"', "url", url=url
        )
    return url


def read_rule(entry: Entry) -> Rule:
    to = entry.get("to", list)
    if not to or not all(isinstance(name, str) and name for name in to):
        raise entry.error('"to" must be a list of names of notifiers', "to")
    name = entry.line_of_text("name")
    return Rule(name, entry.one_of("type", RULE_TYPES), to, entry.options())


def read_template(entry: Entry) -> Template:
    entry.refuse_other_keys()
    name, language = entry.line_of_text("name"), entry.line_of_text("language")
    theme, brand = entry.optional_line("theme"), entry.optional_line("brand")
    template = Template(name, entry.get("text", str), language, theme, brand)
    try:
        check_template(template)
    except OtklikError as error:
        raise entry.error(error.said, "text") from error
    return template


def read_promise(entry: Entry) -> Promise:
    entry.refuse_other_keys()
    channel = entry.one_of("channel", tuple(Channel)) if "channel" in entry.values else None
    try:
        within = read_span(entry.line_of_text("within"))
    except OtklikError as error:
        raise entry.error(error.said, "within") from error
    try:
        zone = read_zone(entry.values["zone"]) if "zone" in entry.values else None
    except OtklikError as error:
        raise entry.error(error.said, "zone") from error
    return Promise(
        within=within,
        channel=Channel(channel) if channel else None,
        band=entry.one_of("urgency", BANDS) if "urgency" in entry.values else None,
        start=Start(entry.one_of("start", tuple(Start), Promise.start)),
        warn_at=_warn_at(entry),
        brand=entry.optional_line("brand"),
        zone=zone,
    )


def _warn_at(entry: Entry) -> float:
    share = entry.get("warn_at", float, Promise.warn_at)
    if not 0 < share <= 1:
        raise entry.error('"warn_at" must be a share of the time, such as 0.75', "warn_at")
    return share


def read_work_hours(content: Mapping[str, Any], file: str | Said) -> Hours | None:
    if "hours" not in content:
        return None
    if not isinstance(content["hours"], dict):
        raise OtklikError("%(file)s: hours must be written as [hours], with one bracket", file=file)
    try:
        return read_hours(content["hours"])
    except OtklikError as error:
        raise OtklikError("%(file)s: hours: %(problem)s", file=file, problem=error.said) from error
