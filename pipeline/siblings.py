"""One post at two addresses of its site: with `www.` or without, for small screens, with a slash.

Two addresses that are spelled alike are one where their posts say the same; else they are two.
"""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from pipeline.cleaning import even
from pipeline.dedup import LONGEST_KEY, SHORTEST_TWIN, bare_host
from pipeline.folding import fold
from pipeline.known import Known, read_known
from pipeline.model import PostRow
from pipeline.post import Post

DOORS = ("www", "m", "mobile", "amp")
ZONES = timedelta(days=1)  # what a time may be off by that names no zone
_ADDRESS = re.compile(r"https://([^/?#]+)([^?#]*)(.*)", re.DOTALL)
_PATH_END = re.compile(r"(?:/index\.(?:html?|php)|/amp/?|/)$")
_CUT = "…. []"  # how a shortened text ends

_columns = PostRow.__table__.c
HOSTS_AT_ONCE = 40  # to ask costs more than forty hosts looked for in the index
_OF_HOSTS = select(
    *(
        exists().where(_columns.key >= bindparam(f"first{n}"), _columns.key < bindparam(f"end{n}"))
        for n in range(HOSTS_AT_ONCE)
    )
)


@dataclass(frozen=True)
class Said:
    """What a post says of itself, now or at first."""

    author: str | None
    published: datetime | None
    text: str


def find_siblings(session: Session, news: Mapping[int, tuple[str, Post]]) -> dict[int, Known]:
    """The rows of posts, given with their keys, that are stored under another spelling."""
    doors = dict.fromkeys(host for key, _ in news.values() for host in side_doors(key))
    hosts = _with_posts(session, list(doors))
    spelled = {number: siblings(key, hosts) for number, (key, _) in news.items()}
    keys = list(dict.fromkeys(key for others in spelled.values() for key in others))
    by_key = read_known(session, keys)
    return {
        number: by_key[key]
        for number, (_, post) in news.items()
        for key in reversed(spelled[number])
        if key in by_key and is_sibling(by_key[key], post)
    }


def _with_posts(session: Session, hosts: Sequence[str]) -> set[str]:
    """Those of the hosts that posts are stored of."""
    found = set[str]()
    for start in range(0, len(hosts), HOSTS_AT_ONCE):
        some = list(hosts[start : start + HOSTS_AT_ONCE])
        filled = some + some[-1:] * (HOSTS_AT_ONCE - len(some))  # always the same statement
        # 0 comes behind /, with which what follows a host begins.
        ends = {f"first{n}": f"https://{host}/" for n, host in enumerate(filled)}
        ends |= {f"end{n}": f"https://{host}0" for n, host in enumerate(filled)}
        told = session.execute(_OF_HOSTS, ends).one()
        found |= {host for host, has in zip(some, told, strict=False) if has}
    return found


def core(key: str) -> str:
    """What keys share that may be one post's."""
    found = _ADDRESS.fullmatch(key)
    return bare_host(found[1]) + _PATH_END.sub("", found[2]) + found[3] if found else key


def side_doors(key: str) -> tuple[str, ...]:
    """Other hosts of its site that the same post may be stored under."""
    found = _ADDRESS.match(key)
    return _doors_beside(found[1]) if found and len(key) < LONGEST_KEY else ()


@lru_cache(1_000)  # a page's posts share a host
def _doors_beside(host: str) -> tuple[str, ...]:
    bare = bare_host(host)
    return tuple(door for door in (bare, *(f"{door}.{bare}" for door in DOORS)) if door != host)


def siblings(key: str, known: Container[str], ends: Sequence[str] = ()) -> list[str]:
    """Other keys under which the same post may be stored; of side doors only `known` ones.

    With `ends` they may end in these, too.
    """
    found = _ADDRESS.fullmatch(key)
    if not found or len(key) >= LONGEST_KEY:
        return []
    path = _PATH_END.sub("", found[2])
    endings = (path or "/", f"{path}/", *(f"{path}{end}" for end in ends))
    hosts = (found[1], *(host for host in side_doors(key) if host in known))
    others = (f"https://{host}{ending}{found[3]}" for host in hosts for ending in endings)
    return [other for other in dict.fromkeys(others) if other != key]


def is_sibling(row: Known, post: Post) -> bool:
    """Whether a stored post and one at a sibling address are one."""
    met = Said(post.author, post.published, post.text)
    texts = filter(None, (row.text, row.edited_text))
    return any(say_the_same(Said(row.author, row.published, text), met) for text in texts)


def say_the_same(one: Said, other: Said) -> bool:
    """Whether two posts say the same, or one how the other begins, and nothing speaks against it.

    A feed has the beginning of what the page says in full, and times that name no zone.
    """
    if one.author and other.author and fold(one.author) != fold(other.author):
        return False
    if one.published and other.published and abs(one.published - other.published) > ZONES:
        return False
    texts = (even(each.text).rstrip(_CUT) for each in (one, other))
    short, long = sorted(texts, key=len)
    return len(short) >= SHORTEST_TWIN and long.startswith(short)
