"""The whole line against real third-party sites on loopback: python tests/acceptance/sites.py

Starts WordPress, the Misago forum, the Oscar shop, three static blogs, and Ghost where it is
installed (GHOST_DIR=/tmp/otklik-acceptance/ghost ghost.sh install: 1 GB), with the scripts in the
folder that OTKLIK_TEST_SITES names (../shared/sites by default), says things on them,
watches a brand, and compares the mentions with what was said. Skips when the scripts are not
there. Ends with a table, and with exit code 1 when anything is missing, wrong or too much.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from said import (
    GHOST_POSTS,
    STATIC_POSTS,
    Said,
    read_ghost,
    read_static,
    write_forum,
    write_shop,
    write_wordpress,
)
from sqlalchemy import select

from pipeline.database import open_database
from pipeline.model import Mention, PostRow

ROOT = Path(__file__).parent.parent.parent
SCRIPTS = Path(os.environ.get("OTKLIK_TEST_SITES", ROOT.parent / "shared/sites"))
VENVS = Path(tempfile.gettempdir()) / "otklik-acceptance"  # kept: installing takes minutes
GHOST = (VENVS / "ghost/node_modules").is_dir()
SITES = ("wordpress", "misago", "oscar", "pelican", "hugo", "eleventy", *["ghost"] * GHOST)
WATCH = """
[[brand]]
name = "Вихрь"
query = "Вихрь OR Zephyr"

[[source]]
name = "wordpress"
kind = "article"
channel = "blog"
url = "http://127.0.0.1:18101/"

[[source]]
name = "wordpress-feed"
kind = "feed"
channel = "blog"
url = "http://127.0.0.1:18101/feed/"

[[source]]
name = "misago"
kind = "forum"
channel = "forum"
url = "http://127.0.0.1:18102/"

[[source]]
name = "oscar"
kind = "review"
channel = "review"
url = "http://127.0.0.1:18103/catalogue/"

[[source]]
name = "pelican"
kind = "feed"
channel = "blog"
url = "http://127.0.0.1:18105/feeds/all.atom.xml"

[[source]]
name = "hugo"
kind = "feed"
channel = "blog"
url = "http://127.0.0.1:18106/index.xml"

[[source]]
name = "eleventy"
kind = "feed"
channel = "blog"
url = "http://127.0.0.1:18107/feed.json"
"""
GHOST_WATCH = """
[[source]]
name = "ghost"
kind = "article"
channel = "blog"
url = "http://127.0.0.1:18108/"

[[source]]
name = "ghost-feed"
kind = "feed"
channel = "blog"
url = "http://127.0.0.1:18108/"
"""


def main() -> int:
    """Run it all; the exit code."""
    if not SCRIPTS.is_dir():
        print(f"skipped: no site scripts in {SCRIPTS} (see OTKLIK_TEST_SITES)")
        return 0
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)  # the sites' databases run as users of their own
        expected = _say(folder, stack)
        first = _run_line(folder)
        again = _run_line(folder)
    return _compare(expected, first, len(again))


def _say(folder: Path, stack: ExitStack) -> list[Said]:
    """Start the sites, say everything, and tell what must be found."""
    opened = datetime.now(UTC)
    files = {site: folder / f"{site}.jsonl" for site in ("wordpress", "misago", "oscar")}
    expected = write_wordpress(files["wordpress"], opened)
    expected += write_forum(files["misago"], opened)
    expected += write_shop(files["oscar"], opened)
    for site in ("wordpress", "misago", "oscar", "static"):
        stack.enter_context(_started(site, folder))
    _call("wordpress", folder, "seed", "0", "0", str(files["wordpress"]))
    _call("misago", folder, "say", str(files["misago"]))
    _call("oscar", folder, "say", str(files["oscar"]))
    if GHOST:
        stack.enter_context(_started("ghost", folder))
        expected += read_ghost(datetime.now(UTC))
        _call("ghost", folder, "seed", str(GHOST_POSTS))
    return expected + read_static(folder / "static")


@contextmanager
def _started(site: str, folder: Path) -> Iterator[None]:
    if site == "static":
        _call(site, folder, "seed", str(STATIC_POSTS))
    try:
        _call(site, folder, "start")
        yield
    finally:
        _call(site, folder, "stop")


def _call(site: str, folder: Path, *words: str) -> None:
    environment = os.environ | {
        "SITES_DIR": str(folder),
        **{f"{name.upper()}_VENV": str(VENVS / name) for name in ("misago", "oscar", "static")},
        "GHOST_DIR": str(VENVS / "ghost"),
    }
    VENVS.mkdir(exist_ok=True)
    with (folder / f"{site}.log").open("a") as log:
        command = ["bash", str(SCRIPTS / f"{site}.sh"), *words]
        done = subprocess.run(command, env=environment, stdout=log, stderr=log, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {(folder / f'{site}.log').read_text()[-2000:]}")


def _run_line(folder: Path) -> list[Mention]:
    """The line as a person would run it; the mentions it left."""
    (folder / "watch.toml").write_text(WATCH + GHOST_WATCH * GHOST, encoding="utf-8")
    environment = os.environ | {
        "OTKLIK_DATA": str(folder / "data"),
        "OTKLIK_CRAWL_DELAY": "0",
        "OTKLIK_ALLOW": json.dumps([f"127.0.0.1:{port}" for port in range(18101, 18109)]),
    }
    steps = (
        "watch apply " + str(folder / "watch.toml"),
        "crawl --now",
        "assess",
        "follow-up",
        "alert",
    )
    for step in (*steps, "report by-channel"):
        command = [sys.executable, "-m", "pipeline.cli", *step.split()]
        subprocess.run(command, env=environment, check=True)
    database = open_database(f"sqlite:///{folder / 'data' / 'otklik.sqlite3'}")
    with database.reading() as session:
        mentions = list(session.scalars(select(Mention)))
        for mention in mentions:
            assert isinstance(mention.post, PostRow)  # loaded before the session ends
        return mentions


def _compare(expected: list[Said], mentions: list[Mention], again: int) -> int:
    """Print the table; 0 when every said thing was found right and nothing else was."""
    left = list(mentions)
    faults = {site: [0, 0, 0, 0, 0, 0] for site in SITES}
    for said in expected:
        found = next((m for m in left if _same_text(said, m)), None)
        row = faults[said.site]
        row[0] += 1
        if found is None:
            print(f"missing on {said.site}: {said.text}")
            continue
        left.remove(found)
        row[1] += 1
        _tell_faults(said, found, row)
    for mention in left:
        print(f"not expected: {mention.post.post}")
    print(f"{'site':12}{'said':>6}{'found':>7}{'author':>8}{'date':>6}{'text':>6}{'permalink':>11}")
    for site, row in faults.items():
        print(f"{site:12}{row[0]:>6}{row[1]:>7}{row[2]:>8}{row[3]:>6}{row[4]:>6}{row[5]:>11}")
    print(f"not expected: {len(left)}; new in a second run: {again - len(mentions)}")
    wrong = any(count != row[0] for row in faults.values() for count in row)
    return int(wrong or bool(left) or again != len(mentions))


def _same_text(said: Said, mention: Mention) -> bool:
    source = mention.post.post.source
    return source.startswith(said.site) and _plain(said.text)[:40] in _plain(mention.post.post.text)


def _tell_faults(said: Said, mention: Mention, row: list[int]) -> None:
    post = mention.post.post
    right = (
        post.author == said.author,
        post.published is not None and abs(post.published - said.published) <= said.give,
        _plain(post.text) == _plain(said.text) == _plain(mention.post.latest_text),
        re.search(said.permalink, post.url) is not None,
    )
    for n, ok in enumerate(right):
        row[2 + n] += ok
    if not all(right):
        print(f"wrong on {said.site} {right}: {post}, expected {said}")


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


if __name__ == "__main__":
    raise SystemExit(main())
