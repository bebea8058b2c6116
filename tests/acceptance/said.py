"""What people say on the sites of the acceptance run, and what must come of it."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

STATIC_POSTS = 15  # the static blogs' own seed writes this many posts each
GHOST_POSTS = 8


@dataclass(frozen=True)
class Said:
    """One post that names the brand: where, who, what, and when to within `give`."""

    site: str
    text: str
    permalink: str  # a pattern its address matches
    author: str | None
    published: datetime
    give: timedelta


def write_wordpress(path: Path, opened: datetime) -> list[Said]:
    """Articles with comments, as JSON Lines for the blog's script; what of them names the brand."""
    articles = [
        (
            "Пылесос на каждый день",
            "Купили «Вихрь» в августе, к ноябрю отвалилась ручка. Сервис предложил подождать.",
            [
                ("Анна", "С Вихрем у меня та же история, ручка держится на изоленте."),
                ("Boris", "Mine broke too, the Zephyr X200 hose cracked after a week."),
                ("Вера", "А какой фирмы мешки вы берёте?"),
            ],
        ),
        (
            "Что почитать осенью",
            "Три книги, от которых не оторваться, и одна, которую лучше не открывать.",
            [
                ("Глеб", "Спасибо за список!"),
                ("Дина", "Читала под шум Вихря, соседи опять делали уборку."),
            ],
        ),
        (
            "Zephyr X200 nach einem Jahr",
            "Der Zephyr X200 saugt noch immer gut, nur der Akku hält keine zwei Stunden mehr.",
            [("Ewald", "Bei mir auch. Der Kundendienst war aber freundlich.")],
        ),
    ]
    rows, expected = [], []
    for n, (title, text, comments) in enumerate(articles):
        at = opened - timedelta(hours=48 - n)
        said = [
            {"author": a, "text": t, "date": _unix(at, i + 1)} for i, (a, t) in enumerate(comments)
        ]
        rows.append(
            {
                "title": title,
                "text": text,
                "author": "admin",
                "date": _unix(at, 0),
                "comments": said,
            }
        )
        if names_brand(title + text):
            expected.append(_wordpress(text, "admin", _unix(at, 0), r"/\d{4}/\d\d/[^/#]+/$"))
        expected += [
            _wordpress(str(c["text"]), str(c["author"]), int(str(c["date"])), r"#comment-\d+$")
            for c in said
            if names_brand(str(c["text"]))
        ]
    _write(path, rows)
    return expected


def write_forum(path: Path, opened: datetime) -> list[Said]:
    """Threads, as JSON Lines for the forum's script; what of them names the brand."""
    threads = [
        (
            "Пылесосы: кто чем доволен",
            [
                ("vera", "Вихрь-5 работает третий год, ни одной поломки, рекомендую."),
                ("gleb", "Согласен с предыдущим оратором."),
                ("dina", "А мой Вихрь сгорел через неделю, деньги не возвращают, буду жаловаться."),
            ]
            + [(f"guest{n}", f"Сообщение номер {n} совсем про другое.") for n in range(22)]
            + [("oleg", "Вернусь к теме: Вихрю нужен новый фильтр, где купить?")],
        ),
        (
            "Kitchen talk",
            [
                ("frank", "Has anybody tried the Zephyr blender? It leaks and support ignores me."),
                ("greta", "No, mine is another make."),
            ],
        ),
    ]
    rows = [
        {"title": title, "posts": [{"author": a, "text": t} for a, t in posts]}
        for title, posts in threads
    ]
    _write(path, rows)
    return [
        Said("misago", text, r"/post/\d+/|/t/.*#post-\d+", author, opened, timedelta(minutes=15))
        for _, posts in threads
        for author, text in posts
        if names_brand(text)
    ]


def write_shop(path: Path, opened: datetime) -> list[Said]:
    """Products with reviews, as JSON Lines for the shop's script; what names the brand."""
    products = [
        (
            "Vacuum cleaner 5",
            [
                ("Ирина", 1, "Сломался", "Вихрь сломался на третий день, магазин обмен не делает."),
                ("Karl", 5, "Gut", "Der Zephyr ist leise und stark, sehr zufrieden."),
                ("Lena", 4, "Fine", "Works as described, nothing to add."),
            ],
        ),
        (
            "Kettle",
            [("Mira", 2, "Leaks", "It leaks. My old Zephyr kettle was better than this.")],
        ),
    ]
    rows = [
        {
            "product": product,
            "reviews": [
                {"author": a, "score": s, "title": title, "text": text}
                for a, s, title, text in reviews
            ],
        }
        for product, reviews in products
    ]
    _write(path, rows)
    return [
        Said("oscar", text, r"/catalogue/", author, opened, timedelta(days=1))
        for _, reviews in products
        for author, _, _, text in reviews
        if names_brand(text)
    ]


def read_static(folder: Path) -> list[Said]:
    """What the static blogs' own seed wrote: every post of theirs names the brand."""
    return [
        said
        for n in range(1, STATIC_POSTS + 1)
        for said in (
            _static("pelican", folder / f"pelican/content/p{n}.md", f"/zephyr-{n}.html$", "Rig"),
            _static("hugo", folder / f"hugo/content/posts/p{n}.md", f"/posts/p{n}/$", None),
            _static("eleventy", folder / f"eleventy/posts/p{n}.md", f"/posts/p{n}/$", "Rig"),
        )
    ]


def read_ghost(opened: datetime) -> list[Said]:
    """What Ghost's own seed writes; its "Coming soon" names nobody, though it shows the others."""
    return [
        Said(
            "ghost",
            f"Der Zephyr X{n} ist nach einem Monat kaputt, поддержка Вихрь не отвечает.\n"
            "Zweiter Absatz.",
            f"/zephyr-x{n}-nach-einem-monat/$",
            "Rig",
            opened - timedelta(hours=n),
            timedelta(minutes=15),
        )
        for n in range(1, GHOST_POSTS + 1)
    ]


def names_brand(text: str) -> bool:
    """Whether a text names the brand in any form used above."""
    return re.search(r"Вихр[ьюея]|Zephyr", text) is not None


def _static(site: str, path: Path, permalink: str, author: str | None) -> Said:
    head, _, body = path.read_text(encoding="utf-8").rpartition("---\n")
    if site == "pelican":
        head, _, body = body.partition("\n\n")
    stated = re.search(r"(?im)^date: (.+)$", head)
    assert stated is not None
    published = datetime.fromisoformat(stated[1])
    if published.tzinfo is None:
        published = published.replace(tzinfo=ZoneInfo("Europe/Kyiv"))
    return Said(site, body.strip(), permalink, author, published, timedelta(seconds=59))


def _wordpress(text: str, author: str, unix: int, permalink: str) -> Said:
    at = datetime.fromtimestamp(unix, UTC)
    return Said("wordpress", text, permalink, author, at, timedelta(seconds=59))


def _unix(at: datetime, minutes: int) -> int:
    return int((at + timedelta(minutes=minutes)).timestamp()) // 60 * 60


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
