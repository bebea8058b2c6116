"""Bitrix24: a message in a chat of the portal, through an incoming webhook with the right "im".

bitrix24://PORTAL/rest/USER/CODE/DIALOG; DIALOG is a user's number, or chat and its number.
"""

import json

from alerts.message import Message, as_text
from alerts.notifier import NotifyError
from alerts.notifiers.calls import post, read_address

LONGEST = 20_000  # characters
EXAMPLE = "bitrix24://PORTAL/rest/USER/CODE/DIALOG"


class Bitrix24Notifier:
    """One chat of a portal."""

    def __init__(self, address: str) -> None:
        parts = read_address(address, EXAMPLE)
        if len(parts.path) < 4:
            raise NotifyError(f"its address is not like {EXAMPLE}", retry=False)
        scheme = "http" if parts.options.get("secure") == "no" else "https"
        hook = "/".join(parts.path[:-1])
        self._url = f"{scheme}://{parts.secret}/{hook}/im.message.add.json"
        self._dialog = parts.path[-1]

    def send(self, message: Message) -> None:
        """Send; square brackets are broken, so that a stranger's text has no markup."""
        body = {
            "DIALOG_ID": self._dialog,
            "MESSAGE": as_text(message, LONGEST),
            "URL_PREVIEW": "N",
        }
        headers = {"Content-Type": "application/json"}
        answer = post(self._url, json.dumps(body).encode(), headers)
        if not isinstance(answer, dict) or "result" not in answer:
            raise NotifyError("Bitrix24 did not accept the message", retry=True)
