"""Several messages as one, at the end of quiet hours and whenever there are many.  (pure)"""

import hashlib
from collections.abc import Sequence

from alerts.message import Message
from alerts.phrases import PHRASES, Phrases

IN_FULL = 10  # messages; of the others only the titles


def join(messages: Sequence[Message], language: str, *, held: bool) -> Message:
    """One message that tells several, the gravest first; one alone stays as it is."""
    if len(messages) == 1:
        return messages[0]
    phrases = PHRASES.get(language, PHRASES["en"])
    titles = "\n".join(f"— {message.title}" for message in messages)
    bodies = [f"{message.title}\n\n{message.body}" for message in messages[:IN_FULL]]
    keys = "\n".join(sorted(message.key for message in messages))
    return Message(
        phrases.digest(len(messages)) if held else _head(messages, phrases),
        "\n\n* * *\n\n".join([titles, *bodies]),
        hashlib.sha256(keys.encode()).hexdigest()[:16],
    )


def _head(messages: Sequence[Message], phrases: Phrases) -> str:
    """The gravest of them and how many more there are."""
    return f"{messages[0].title} {phrases.and_more.format(count=len(messages) - 1)}"
