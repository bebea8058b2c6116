"""Posts that another program found, as its export tells of them.  (pure)"""

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from itertools import chain, islice

from crawlers.dates import guess_day_first, read_date
from crawlers.sheets import Cell, Row
from pipeline.addresses import check_web_address
from pipeline.errors import OtklikError
from pipeline.post import Channel, Post

# What programs call the columns of their exports, in lower case.
HEADS = {
    name: tuple(names.split(", "))
    for name, names in {
        "url": "url, link, permalink, post url, ссылка, адрес, ссылка на пост, оригинал, "
        "ссылка на сообщение, ссылка на публикацию, ссылка на упоминание, url сообщения, "
        "гиперссылка",
        "text": "text, full text, message, content, snippet, description, hit sentence, "
        "opening text, body, review, review text, текст, полный текст, текст сообщения, "
        "текст упоминания, текст публикации, текст отзыва, сообщение, отзыв, цитата, фрагмент",
        "title": "title, headline, заголовок",
        "author": "author, author name, user name, username, автор, имя автора, ник автора",
        "published": "published, published at, published date, publication date, date, "
        "datetime, timestamp, created, created at, created time, дата, "
        "дата публикации, дата и время, дата сообщения",
        "time": "time, время, время публикации",
        "channel": "channel, source type, media type, тип источника, тип площадки, канал",
        "stars": "stars, rating, оценка, рейтинг",
    }.items()
}
NEEDED = ("url", "text")
DATED = 1_000  # rows by which the order of day and month is told
_CHANNELS = {
    name: channel
    for channel, names in {
        Channel.NEWS: "news, media, online media, сми, онлайн-сми, новости",
        Channel.BLOG: "blog, blogs, блог, блоги, микроблоги",
        Channel.FORUM: "forum, forums, форум, форумы, q&a",
        Channel.REVIEW: "review, reviews, отзыв, отзывы, сайты отзывов, отзовики, карты",
        Channel.SOCIAL: "social, social media, social network, соцсеть, соцсети, "
        "социальная сеть, социальные сети",
        Channel.MESSENGER: "messenger, messengers, telegram, мессенджер, мессенджеры, "
        "мессенджеры каналы, мессенджеры чаты",
        Channel.VIDEO: "video, youtube, видео, видеохостинг",
    }.items()
    for name in names.split(", ")
}


def to_post(
    row: Mapping[str, Cell],
    source: str,
    channel: Channel,
    now: datetime,
    zone: tzinfo,
    *,
    day_first: bool | None = None,
    needs_text: bool = True,
) -> Post:
    """The post a row tells of; raises OtklikError for one without an address or a text."""
    url = _text(row, "url") or ""
    check_web_address(url)
    text = _text(row, "text")
    if text is None and needs_text:
        raise OtklikError("no text")
    kind = (_text(row, "channel") or "").lower()
    return Post(
        source,
        _CHANNELS.get(kind, channel),
        url,
        text or "",
        title=_text(row, "title"),
        author=_text(row, "author"),
        published=_moment(row, now, zone, day_first),
        stars=_stars(_text(row, "stars")),
    )


def with_day_order(rows: Iterator[Row]) -> tuple[bool | None, Iterator[Row]]:
    """Whether the dates of a sheet begin with the day, None where they do not tell; and its rows.

    11/05/2026 is told by another date of the sheet, such as 11/18/2026.
    """
    first = list(islice(rows, DATED))
    return guess_day_first(str(row.get("published") or "") for _, row in first), chain(first, rows)


def _text(row: Mapping[str, Cell], name: str) -> str | None:
    return str(row.get(name) or "").strip() or None


def _moment(
    row: Mapping[str, Cell], now: datetime, zone: tzinfo, day_first: bool | None
) -> datetime | None:
    said = row.get("published")
    if isinstance(said, datetime):
        aware = said.replace(tzinfo=zone) if said.tzinfo is None else said
        return aware if aware <= now else None
    whole = f"{said or ''} {_text(row, 'time') or ''}".strip()
    return read_date(whole, fetched=now, zone=zone, day_first=day_first)


def _stars(text: str | None) -> float | None:
    try:
        stars = float((text or "").replace(",", "."))
    except ValueError:
        return None
    return stars if 1 <= stars <= 5 else None
