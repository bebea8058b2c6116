"""Apprise's services: e-mail, webhooks, Telegram, Slack and many more."""

import logging
import re

from apprise import (
    Apprise,
    AppriseAsset,
    AppriseResult,
    NotifyBase,
    NotifyFormat,
    OverflowMode,
    PersistentStoreMode,
)

from alerts.message import Message
from alerts.notifier import NotifyError
from pipeline.time_limit import within

# Seconds for an answer and for a whole message, and bytes a second of its files, at least: all
# of it ends before another machine would try the same message (alerts.send.FIRST_WAIT).
STEP, WHOLE, SLOWEST = 30, 60, 500_000
LARGEST = 20 << 20  # bytes of files: few mail servers take more
KEY_HEADER = "X-Otklik-Key"
STATUS = re.compile(r"\berror=(\d{3})\b")
WORTH_A_RETRY = {408, 425, 429}  # besides 500 and above

# Their log lines hold addresses, which are secret; what we need to know comes with the result.
for _talker in ("apprise", "urllib3"):
    logging.getLogger(_talker).addHandler(logging.NullHandler())
    logging.getLogger(_talker).propagate = False


class AppriseNotifier:
    """One address of Apprise."""

    def __init__(self, address: str) -> None:
        service = Apprise.instantiate(address, asset=_asset(), suppress_exceptions=True)
        if service is None:
            raise NotifyError(
                "Apprise does not understand its address; see docs/alerts.md", retry=False
            )
        # Who takes a message and says so late would be sent it again and again after 4 seconds.
        if "cto=" not in address:
            service.socket_connect_timeout = STEP
        if "rto=" not in address:
            service.socket_read_timeout = STEP
        if "overflow=" not in address:  # what is too long for a chat comes in parts
            service.overflow_mode = OverflowMode.SPLIT
        self._service: NotifyBase = service

    def send(self, message: Message) -> None:
        """Send through the service."""
        _carry_key(self._service, message.key)
        speaker = Apprise(asset=_asset())
        speaker.add(self._service)
        carried, size = self._carried(message)
        limit = WHOLE + size / SLOWEST
        try:
            result = within(
                limit,
                lambda: speaker.notify(
                    body=message.body,
                    title=message.title,
                    body_format=NotifyFormat.TEXT,
                    attach=carried or None,
                ),
            )
        except TimeoutError:
            raise NotifyError(f"no answer in {limit:.0f} seconds", retry=True) from None
        if not result:
            raise _explain(result)

    def _carried(self, message: Message) -> tuple[list[str], int]:
        """The files and their bytes, where the service takes any; else the message has a link."""
        if not self._service.attachment_support:
            return [], 0
        size = sum(file.stat().st_size for file in message.files)
        if size > LARGEST:
            raise NotifyError(
                f"its files have {size >> 20} MB and may have {LARGEST >> 20}; send fewer days, "
                "one brand, or put them into a folder",
                retry=False,
            )
        return [str(file) for file in message.files], size


def _asset() -> AppriseAsset:
    """Apprise without pictures fetched from elsewhere, threads, or a store on disk."""
    return AppriseAsset(
        app_id="Otklik",
        app_desc="Otklik",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        image_path_mask="",
        async_mode=False,
        service_timeout=0,  # theirs leaves a thread that the process waits for at its end
        secure_logging=True,
        storage_mode=PersistentStoreMode.MEMORY,
    )


def _carry_key(service: NotifyBase, key: str) -> None:
    """Put the key where a receiver can read it: a header, and a field of a webhook."""
    headers = getattr(service, "headers", None)
    if isinstance(headers, dict):
        headers[KEY_HEADER] = key
    extras = getattr(service, "payload_extras", None)
    if isinstance(extras, dict):
        extras["key"] = key


def _explain(result: AppriseResult) -> NotifyError:
    statuses = [int(found[1]) for entry in result.logs() if (found := STATUS.search(str(entry)))]
    if not statuses:
        return NotifyError("could not be reached, or did not accept the message", retry=True)
    status = statuses[-1]
    return NotifyError(
        f"answered with status {status}", retry=status >= 500 or status in WORTH_A_RETRY
    )
