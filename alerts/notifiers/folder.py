"""A folder as a way out: the files of reports are put there."""

import shutil
from pathlib import Path

from alerts.message import Message
from alerts.notifier import NotifyError


class FolderNotifier:
    """A folder of this machine, or one that is mounted here."""

    def __init__(self, address: str) -> None:
        self._folder = Path(address.partition("://")[2])
        if not self._folder.is_absolute():
            raise NotifyError("its address is no folder: folder:///srv/reports", retry=False)

    def send(self, message: Message) -> None:
        """Put the files there, each when it is whole; one of the same name is replaced."""
        if not message.files:
            raise NotifyError(
                "a folder takes files, and this message has none: it is for rules of type report "
                "with `file`",
                retry=False,
            )
        try:
            for file in message.files:
                self._put(file, message.key)
        except OSError as error:
            raise NotifyError(f"the folder cannot be written: {error.strerror}", retry=True) from (
                error
            )

    def _put(self, file: Path, key: str) -> None:
        # Whoever is killed here tries the same message again, and writes over what was left.
        part = self._folder / f".{file.name}.{key}.part"
        try:
            shutil.copyfile(file, part)
            part.replace(self._folder / file.name)
        finally:
            part.unlink(missing_ok=True)
