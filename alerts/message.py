"""What we say: hits become one message in plain text, Russian or English.  (pure)"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

from alerts.authors import AuthorOptions
from alerts.change_phrases import OF_SOURCES
from alerts.clock import Clock
from alerts.facts import Change, Flagged, Hit
from alerts.figures import FigureOptions
from alerts.options import Options
from alerts.phrases import PHRASES, Phrases
from alerts.summaries import SummaryOptions, period
from pipeline.visible import visible

LONGEST_QUOTE = 280  # characters
LONGEST_NAME = 80
LONGEST_URL = 500
# What chats take for a call to everybody; a stranger's post must not be able to ring it.
CALLS = re.compile(r"[@!*](?=everyone|here|channel|all\b|online|group|team|все\b)", re.IGNORECASE)
WORD_JOINER = "\u2060"


@dataclass(frozen=True)
class Message:
    """What a notifier sends; the key stays the same however often it is tried."""

    title: str
    body: str
    key: str
    files: tuple[Path, ...] = ()  # there only while it is sent


@dataclass(frozen=True)
class Teller:
    """How a rule tells things: its options, its words, where the desk is, and by whose clock."""

    options: Options
    phrases: Phrases
    desk: str
    clock: Clock

    def when(self, moment: datetime) -> str:
        """Date and time."""
        return self.clock.tell(moment, self.options.language)


def message_key(rule: str, hits: Sequence[Hit]) -> str:
    """The same for the same rule and hits, whenever it is asked."""
    named = "\n".join([rule, *sorted(hit.key for hit in hits)])
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def render(
    rule: str,
    hits: Sequence[Hit],
    options: Options,
    desk: str,
    ask: Callable[[str], str] | None = None,
    clock: Clock | None = None,
) -> Message:
    """One message that tells all hits; what is past the limit is counted.

    Times are told by `clock`, or in the rule's zone.

    `ask` makes of the message's key the address where people say whether it was useful.
    """
    phrases = PHRASES[options.language]
    key = message_key(rule, hits)
    teller = Teller(options, phrases, desk, clock or Clock(options.zone))
    groups = _group(hits)
    # What the title of a single change says is not said once more below it.
    blocks = [_block(group, teller, alone=len(hits) == 1) for group in groups[: options.show]]
    if len(groups) > options.show:
        rest = sum(len(group) for group in groups[options.show :])
        blocks.append(phrases.more.format(count=rest, desk=desk))
    footer = phrases.footer.format(rule=clean(rule, LONGEST_NAME), key=key)
    blocks.append(f"{phrases.useful} {ask(key)}\n{footer}" if ask else footer)
    return Message(_title(hits, teller), "\n\n".join(blocks), key)


def as_text(message: Message, longest: int) -> str:
    """Title and body in one for chats without titles; what is too long loses its middle.

    Square brackets are broken apart: VK and Bitrix24 read them as markup.
    """
    text = f"{message.title}\n\n{message.body}".replace("[", f"[{WORD_JOINER}")
    if len(text) <= longest:
        return text
    footer = text[text.rindex("\n") :]
    return text[: longest - len(footer) - 1].rstrip() + "…" + footer


def clean(text: str, longest: int) -> str:
    """A stranger's text on one line: no controls, no changes of direction, no calls to all."""
    line = " ".join(visible(text[: longest * 4]).split())
    cut = line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
    return CALLS.sub(lambda call: call[0] + WORD_JOINER, cut)


def _group(hits: Sequence[Hit]) -> list[list[Hit]]:
    """Hits of one incident together, the worst first."""
    groups: dict[object, list[Hit]] = {}
    for hit in sorted(hits, key=lambda hit: -hit.level):
        groups.setdefault(hit.incident_id or hit.key, []).append(hit)
    return list(groups.values())


def _title(hits: Sequence[Hit], teller: Teller) -> str:
    """What happened, how bad and whose: all that a phone shows at night."""
    mentions = [hit.what for hit in hits if isinstance(hit.what, Flagged)]
    if len(mentions) == len(hits):
        return _title_mentions(mentions, teller)
    phrases = teller.phrases
    worst = max(hits, key=lambda hit: hit.level).what
    assert isinstance(worst, Change)  # noqa: S101  (a rule tells of mentions or of changes)
    told = clean(phrases.change(worst), 2 * LONGEST_NAME)
    told = told if worst.subject else told[:1].upper() + told[1:]
    return f"{told} {phrases.and_more.format(count=len(hits) - 1)}" if len(hits) > 1 else told


def _title_mentions(mentions: Sequence[Flagged], teller: Teller) -> str:
    phrases, count = teller.phrases, len(mentions)
    complaints = any(mention.complaint for mention in mentions)
    told = phrases.complaints(count) if complaints else phrases.negatives(count)
    if isinstance(teller.options, AuthorOptions):
        told += phrases.heard(count)
    words = phrases.severities if count == 1 else phrases.worst
    bad = words.get(max(mention.severity or 0 for mention in mentions), "")
    brands = sorted({mention.brand for mention in mentions})
    shown = ", ".join(brands[:3]) + ("…" if len(brands) > 3 else "")
    return f"{told}{f', {bad}' if bad else ''}: {clean(shown, LONGEST_NAME)}"


def _block(group: Sequence[Hit], teller: Teller, *, alone: bool) -> str:
    first = group[0]
    if isinstance(first.what, Change):
        return _tell_change(first.what, first.at, teller, alone=alone)
    lines = _tell_mention(first.what, teller)
    if len(group) > 1:
        lines.append(teller.phrases.alike.format(count=len(group) - 1))
    return "\n".join(lines)


def _tell_mention(mention: Flagged, teller: Teller) -> list[str]:
    phrases = teller.phrases
    facts = [
        mention.brand,
        phrases.channels[mention.channel],
        mention.author or "",
        _heard(mention, phrases),
        teller.when(mention.published or mention.found),
        mention.theme_name or phrases.themes.get(mention.theme or "", mention.theme or ""),
        phrases.severities.get(mention.severity or 0, ""),
    ]
    to_answer = f"{phrases.answer}: {teller.desk}/tasks/{mention.task_id}"
    to_see = f"{phrases.look}: {teller.desk}/mentions/{mention.mention_id}"
    return [
        " · ".join(clean(fact, LONGEST_NAME) for fact in facts if fact),
        f"«{clean(mention.text, LONGEST_QUOTE)}»",
        clean(mention.url, LONGEST_URL),
        to_answer if mention.task_id else to_see,
    ]


def _heard(mention: Flagged, phrases: Phrases) -> str:
    """How many listen to the author: followers where the platform tells, else who answered."""
    if mention.followers is not None:
        return phrases.followers.format(count=mention.followers)
    return phrases.reach.format(count=mention.reach) if mention.reach else ""


def _tell_change(change: Change, at: datetime, teller: Teller, *, alone: bool) -> str:
    phrases = teller.phrases
    moment = teller.when(at)
    if change.measure == "due-soon" and not change.over:
        due = at + timedelta(minutes=change.value)
        moment = f"{phrases.until} {teller.when(due)}"
    told = clean(phrases.change(change), LONGEST_QUOTE)
    lines = [moment if alone else f"{moment} · {told}"]
    lines += [clean(line, 2 * LONGEST_QUOTE) for line in change.lines]
    if change.detail:
        said = clean(change.detail, LONGEST_QUOTE)
        lines.append(f"«{said}»" if change.task_id else said)
    verb = phrases.answer if change.task_id and not change.over else phrases.look
    lines.append(f"{verb}: {teller.desk}{_place(change, at, teller.options)}")
    return "\n".join(lines)


def _place(change: Change, at: datetime, options: Options) -> str:
    """The page of the desk where one sees more of it."""
    if change.task_id:
        return f"/tasks/{change.task_id}"
    if isinstance(options, FigureOptions):
        since = at - timedelta(days=options.days)
        days = f"period=own&since={_moment(since)}&until={_moment(at)}"
        return f"/reports/{options.report}?{days}{_whose(options.brand)}"
    if isinstance(options, SummaryOptions):
        first, last = period(options, at)
        days = f"period=own&since={first}&until={last}"
        return f"/reports/{options.report}?{days}&compare=yes{_whose(options.brand)}"
    if change.measure == "queue":
        return "/inbox"
    return "/sources" if change.measure in OF_SOURCES else f"/mentions{_which(change)}"


def _which(change: Change) -> str:
    """The mentions that were counted, those found last first."""
    filters = {
        "brand": change.subject,
        "theme": change.theme,
        "act": "complaint" if change.theme else "",
        "sentiment": "negative" if change.measure == "negative-share" else "",
    }
    said = {name: value for name, value in filters.items() if value}
    return f"?{urlencode(said)}" if said else ""


def _whose(brand: str | None) -> str:
    return f"&brand={quote(brand, safe='')}" if brand else ""


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
