"""MAX: a message from a bot to a person, a chat or a channel.

max://TOKEN/chat/ID or max://TOKEN/user/ID. MAX's server has a certificate of the Russian Ministry
of Digital Development; the system must trust it.
"""

import json

from alerts.message import Message, as_text
from alerts.notifier import NotifyError
from alerts.notifiers.calls import post, read_address

API = "https://platform-api2.max.ru"
LONGEST = 4000  # characters
EXAMPLE = "max://TOKEN/chat/ID"


class MaxNotifier:
    """One recipient in MAX."""

    def __init__(self, address: str) -> None:
        parts = read_address(address, EXAMPLE)
        kind, number = parts.path[0], parts.path[-1]
        if kind not in {"chat", "user"} or not number.removeprefix("-").isdecimal():
            raise NotifyError(f"its address is not like {EXAMPLE}", retry=False)
        self._token = parts.secret
        self._url = f"{parts.options.get('api', API)}/messages?{kind}_id={number}"

    def send(self, message: Message) -> None:
        """Send as plain text: without a format MAX reads no markup."""
        body = {"text": as_text(message, LONGEST), "notify": True}
        headers = {"Content-Type": "application/json", "Authorization": self._token}
        answer = post(self._url, json.dumps(body).encode(), headers)
        if not isinstance(answer, dict) or "message" not in answer:
            raise NotifyError("answered with something MAX does not say", retry=True)
