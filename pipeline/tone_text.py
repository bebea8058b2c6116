"""A brand's tone as a table of a watch file says it: read with errors that name the key.  (pure)"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from pipeline.errors import OtklikError, unknown
from pipeline.post import Channel
from pipeline.tone import Address, Tone

NAMES = tuple(field.name for field in fields(Tone))
SWITCHES = tuple(field.name for field in fields(Tone) if isinstance(field.default, bool))
LISTS = ("forbidden", "avoided", "allowed")
MOST_WORDS = 1000
LONGEST_WORD = 200


def read_tone(table: Mapping[str, Any]) -> Tone:
    """The tone a table speaks of; raises OtklikError that names the key."""
    for key in table:
        if key not in NAMES:
            raise OtklikError("tone: %(problem)s", problem=unknown("key", key, NAMES))
    return Tone(**{key: _value(key, value) for key, value in table.items()})


def _value(key: str, value: Any) -> Any:  # as various as the keys
    if key in SWITCHES:
        return _switch(key, value)
    if key in LISTS:
        return _words(key, value)
    if key == "address":
        return _address(value)
    return _sign_off(value) if key == "sign_off" else _longest(value)


def _switch(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise OtklikError('tone: "%(key)s" must be true or false', key=key)
    return value


def _words(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise OtklikError('tone: "%(key)s" must be a list of words in quotes', key=key)
    words = tuple(word.strip() for word in value if word.strip(" *"))
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        raise OtklikError(
            'tone: "%(key)s" holds more than %(most_words)s words, or one that is longer '
            "than %(longest_word)s characters; shorten it",
            key=key,
            most_words=MOST_WORDS,
            longest_word=LONGEST_WORD,
        ).at(key)
    return words


def _address(value: Any) -> Address:
    if value not in tuple(Address):
        raise OtklikError(
            "tone: %(problem)s", problem=unknown("address", str(value), tuple(Address))
        )
    return Address(value)


def _sign_off(value: Any) -> str | None:
    if not isinstance(value, str) or len(value) > LONGEST_WORD:
        raise OtklikError(
            'tone: "sign_off" must be text of at most %(longest_word)s characters',
            longest_word=LONGEST_WORD,
        ).at("sign_off")
    return value.strip() or None


def _longest(value: Any) -> tuple[tuple[str, int], ...]:
    if not isinstance(value, Mapping):
        raise OtklikError('tone: "longest" must look like { social = 500, video = 300 }')
    for channel, most in value.items():
        if channel not in tuple(Channel):
            raise OtklikError(
                "tone: longest: %(problem)s", problem=unknown("channel", channel, tuple(Channel))
            )
        if isinstance(most, bool) or not isinstance(most, int) or most < 1:
            raise OtklikError(
                'tone: longest: "%(channel)s" must be a number of characters above 0',
                channel=channel,
            ).at(f"longest-{channel}")
    return tuple(sorted(value.items()))


def write_tone(tone: Tone) -> dict[str, Any]:
    """The table that read_tone makes the same tone of; only what differs from the plain one."""
    values: dict[str, Any] = {}
    for field in fields(Tone):
        value = getattr(tone, field.name)
        if value != field.default:
            values[field.name] = _plain(value)
    return values


def _plain(value: Any) -> Any:
    if isinstance(value, Address):
        return str(value)
    if isinstance(value, tuple):
        pairs = all(isinstance(one, tuple) for one in value)
        return dict(value) if pairs and value else list(value)
    return value
