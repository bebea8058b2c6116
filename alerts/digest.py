"""Several messages as one, for the end of quiet hours.  (pure)"""

import hashlib
from collections.abc import Sequence

from alerts.message import Message
from alerts.phrases import PHRASES

IN_FULL = 10  # messages; of the others only the titles


def join(messages: Sequence[Message], language: str) -> Message:
    """One message that tells several; one alone stays as it is."""
    if len(messages) == 1:
        return messages[0]
    phrases = PHRASES.get(language, PHRASES["en"])
    titles = "\n".join(f"— {message.title}" for message in messages)
    bodies = [f"{message.title}\n\n{message.body}" for message in messages[:IN_FULL]]
    keys = "\n".join(sorted(message.key for message in messages))
    return Message(
        phrases.digest(len(messages)),
        "\n\n* * *\n\n".join([titles, *bodies]),
        hashlib.sha256(keys.encode()).hexdigest()[:16],
    )
