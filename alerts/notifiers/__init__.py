"""The ways out: our own by the scheme of their address, everything else through Apprise."""

from collections.abc import Callable

from alerts.notifier import Notifier, NotifyError
from alerts.notifiers.apprise import AppriseNotifier

NOTIFIERS: dict[str, Callable[[str], Notifier]] = {}


def open_notifier(address: str) -> Notifier:
    """The notifier behind an address; raises NotifyError when the address means nothing."""
    scheme, colon, _ = address.partition("://")
    if not colon:
        raise NotifyError(
            "its address has no scheme; see OTKLIK_NOTIFIERS and docs/alerts.md", retry=False
        )
    return NOTIFIERS.get(scheme.lower(), AppriseNotifier)(address)
