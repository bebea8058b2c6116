import pytest
from pydantic import SecretStr

from pipeline.errors import OtklikError
from pipeline.posting.account import Account, Place
from pipeline.posting.ways import find_way, read_accounts

NAMES = (
    "mastodon own.example",
    "mastodon far.example",
    "telegram",
    "vk 345",
    "reddit",
    "youtube",
    "discourse forum.example",
    "wordpress blog.example",
    "wordpress shared.example/news",
)
ACCOUNTS = read_accounts({name: SecretStr("s") for name in NAMES})


@pytest.mark.parametrize(
    ("url", "kind", "account"),
    [
        ("https://other.example/@olga/1", "mastodon", "mastodon own.example"),
        ("https://far.example/@olga/1", "activitypub", "mastodon far.example"),
        ("https://t.me/romashka/15", "telegram", "telegram"),
        ("https://t.me/romashka", "telegram", None),
        ("https://vk.com/wall-1_2?reply=3", "vk", "vk 345"),
        ("https://vk.com/romashka", "vk", None),
        ("https://www.reddit.com/r/x/comments/abc/title/def/", "reddit", "reddit"),
        ("https://www.youtube.com/watch?v=a&lc=b", "youtube", "youtube"),
        ("https://forum.example/t/late/12/3", "forum", "discourse forum.example"),
        ("https://forum.example/latest", "forum", None),
        ("https://www.blog.example/late/#comment-1", "article", "wordpress blog.example"),
        ("https://shared.example/news/late/", "feed", "wordpress shared.example/news"),
        ("https://shared.example/about", "feed", None),
        ("https://otzyv.example/1", "review", None),
        ("https://evil-reddit.com/r/x/comments/abc/", "reddit", None),
        ("https://[bad", "article", None),
    ],
)
def test_the_account_that_can_answer(url: str, kind: str, account: str | None) -> None:
    way = find_way(ACCOUNTS, Place(url, kind))

    assert (str(way) if way else None) == account


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mastodn own.example", 'unknown platform "mastodn" (did you mean "mastodon"?)'),
        ("wordpress", 'names no site; write "wordpress HOST"'),
    ],
)
def test_an_account_that_means_nothing(name: str, said: str) -> None:
    with pytest.raises(OtklikError) as error:
        read_accounts({name: SecretStr("topsecret")})
    assert said in str(error.value)
    assert "topsecret" not in str(error.value)


def test_no_account_no_way() -> None:
    assert find_way([], Place("https://t.me/romashka/15")) is None
    assert str(Account("vk", "", "s")) == "vk"
