"""VK: a message from a community to a person or a chat.

vk://TOKEN/PEER, with a community token that may send messages; PEER is a user's number, or
2000000000 plus the number of a chat.
"""

from urllib.parse import urlencode

from alerts.message import Message, as_text
from alerts.notifier import NotifyError
from alerts.notifiers.calls import post, read_address

API = "https://api.vk.com"
VERSION = "5.199"
LONGEST = 4096  # characters
# Unknown, too many a second, flood control, the server's own trouble, too much of one method.
WORTH_A_RETRY = {1, 6, 9, 10, 29}


class VkNotifier:
    """One recipient in VK."""

    def __init__(self, address: str) -> None:
        parts = read_address(address, "vk://TOKEN/PEER")
        self._token = parts.secret
        self._peer = parts.path[-1]
        self._url = f"{parts.options.get('api', API)}/method/messages.send"

    def send(self, message: Message) -> None:
        """Send; VK itself drops a repeat with the same random_id."""
        form = {
            "peer_id": self._peer,
            "random_id": str(int(message.key, 16) % (2**31 - 1) + 1),
            "message": as_text(message, LONGEST),
            "disable_mentions": "1",
            "dont_parse_links": "1",
            "v": VERSION,
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": f"Bearer {self._token}",
        }
        answer = post(self._url, urlencode(form).encode(), headers)
        if not isinstance(answer, dict) or "response" not in answer:
            raise _explain(answer)


def _explain(answer: object) -> NotifyError:
    error = answer.get("error") if isinstance(answer, dict) else None
    code = error.get("error_code") if isinstance(error, dict) else None
    if not isinstance(code, int):
        return NotifyError("answered with something VK does not say", retry=True)
    # The text beside the code may repeat the request, and with it the token.
    return NotifyError(f"VK refused with error {code}", retry=code in WORTH_A_RETRY)
