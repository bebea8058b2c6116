"""The ways out: our own by the scheme of their address, everything else through Apprise."""

from collections.abc import Callable

from alerts.notifier import Notifier, NotifyError
from alerts.notifiers.apprise import AppriseNotifier
from alerts.notifiers.bitrix24 import Bitrix24Notifier
from alerts.notifiers.folder import FolderNotifier
from alerts.notifiers.max import MaxNotifier
from alerts.notifiers.vk import VkNotifier

NOTIFIERS: dict[str, Callable[[str], Notifier]] = {
    "bitrix24": Bitrix24Notifier,
    "folder": FolderNotifier,
    "max": MaxNotifier,
    "vk": VkNotifier,
}


def open_notifier(address: str) -> Notifier:
    """The notifier behind an address; raises NotifyError when the address means nothing."""
    scheme, colon, _ = address.partition("://")
    if not colon:
        raise NotifyError(
            "its address has no scheme; see OTKLIK_NOTIFIERS and docs/alerts.md", retry=False
        )
    return NOTIFIERS.get(scheme.lower(), AppriseNotifier)(address)
