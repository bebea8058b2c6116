"""Which of our accounts can answer a post: the table of platforms and of accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from pydantic import SecretStr

from pipeline.errors import OtklikError, unknown
from pipeline.posting import bluesky, discourse, mastodon, reddit, telegram, vk, wordpress, youtube
from pipeline.posting.account import Account, Below, Place, Platform
from pipeline.posting.door import Door

PLATFORMS: dict[str, Platform] = {
    "bluesky": cast(Platform, bluesky),
    "discourse": cast(Platform, discourse),
    "mastodon": cast(Platform, mastodon),
    "reddit": cast(Platform, reddit),
    "telegram": cast(Platform, telegram),
    "vk": cast(Platform, vk),
    "wordpress": cast(Platform, wordpress),
    "youtube": cast(Platform, youtube),
}
NEED_HOST = ("discourse", "mastodon", "wordpress")


@dataclass(frozen=True)
class Way:
    """An account, and the post it can answer."""

    account: Account
    place: Place

    def post(self, door: Door, text: str, key: str) -> str | None:
        """Answer; see Platform.post."""
        return PLATFORMS[self.account.platform].post(door, self.account, self.place, text, key)

    def read_below(self, door: Door) -> Below:
        """What stands below the post; see Platform.read_below."""
        return PLATFORMS[self.account.platform].read_below(door, self.account, self.place)

    def remove(self, door: Door, url: str) -> None:
        """Delete an answer; see Platform.remove."""
        PLATFORMS[self.account.platform].remove(door, self.account, self.place, url)

    @property
    def longest(self) -> int | None:
        """How many characters an answer may have, where the platform says so."""
        return PLATFORMS[self.account.platform].LONGEST

    def __str__(self) -> str:
        return str(self.account)


def read_accounts(secrets: Mapping[str, SecretStr]) -> list[Account]:
    """The accounts of OTKLIK_POST_AS; raises OtklikError for a platform nobody knows."""
    accounts = []
    for name, secret in secrets.items():
        platform, _, host = name.strip().lower().partition(" ")
        if platform not in PLATFORMS:
            raise OtklikError(
                "OTKLIK_POST_AS: %(problem)s", problem=unknown("platform", platform, PLATFORMS)
            )
        if platform in NEED_HOST and not host.strip():
            raise OtklikError(
                'OTKLIK_POST_AS: "%(name)s" names no site; write "%(platform)s HOST"',
                name=name,
                platform=platform,
            )
        accounts.append(Account(platform, host.strip(), secret.get_secret_value()))
    return accounts


def find_way(accounts: list[Account], place: Place) -> Way | None:
    """The first account that can answer a post; one on the post's own site comes first."""
    fitting = [it for it in accounts if PLATFORMS[it.platform].claims(place, it.host)]
    fitting.sort(key=lambda account: account.host.partition("/")[0] != place.host)
    return Way(fitting[0], place) if fitting else None
