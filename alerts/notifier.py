"""A way out for messages: one method and one honest error."""

from typing import Protocol

from alerts.message import Message


class NotifyError(Exception):
    """The message did not go out; `retry` says whether trying again can help.

    The reason is kept and shown, so it must not hold the notifier's address: it is a secret.
    """

    def __init__(self, reason: str, *, retry: bool) -> None:
        super().__init__(reason)
        self.retry = retry


class Notifier(Protocol):
    """Anything that sends messages."""

    def send(self, message: Message) -> None:
        """Send, or raise NotifyError."""
        ...
