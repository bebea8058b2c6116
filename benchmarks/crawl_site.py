"""The site that benchmarks/crawl.py crawls, on loopback: feeds, threads, feeds that rarely change.

python benchmarks/crawl_site.py      tells its port, then answers until it is killed
"""

import asyncio

ITEMS, POSTS, PAGES = 20, 15, 10
TEXT = (
    "Купил чайник Зефир неделю назад, и он уже течёт. Поддержка отвечает, что так и должно быть, "
    "а магазин не принимает возврат. Кто сталкивался, подскажите, куда писать дальше? "
)


def feed(number: int, first: int = 0) -> bytes:
    """A feed of some length; no two are alike. The first entries are those that came last."""
    items = "".join(
        f"<item><title>Отзыв {number}-{n}</title><link>http://blog{number}.example/{n}</link>"
        f"<guid>http://blog{number}.example/{n}</guid>"
        f"<description>{TEXT} {number} {n}</description>"
        f"<pubDate>Fri, 20 Nov 2026 10:{n:02}:00 GMT</pubDate></item>"
        for n in range(first, ITEMS)
    )
    head = "<rss version='2.0'><channel><title>Blog</title><link>http://blog.example/</link>"
    return f"<?xml version='1.0' encoding='utf-8'?>{head}{items}</channel></rss>".encode()


def thread(number: int, page: int) -> bytes:
    """A page of a thread as phpBB makes it."""
    posts = "".join(
        f'<div id="p{number}{page:03}{n:02}" class="post has-profile bg2"><div class="inner">'
        f'<dl class="postprofile"><dt><a href="./memberlist.php?mode=viewprofile&amp;u={n}" '
        f'class="username">Anna{n}</a></dt></dl><div class="postbody"><div id="post_content{n}">'
        f'<h3><a href="#p{number}{page:03}{n:02}">Re: Kettle</a></h3><p class="author">'
        f'<a class="unread" href="./viewtopic.php?p={number}{page:03}{n:02}'
        f'#p{number}{page:03}{n:02}">'
        f'</a> by <a class="username">Anna{n}</a> » <time datetime="{_moment(number, page, n)}">'
        f'20 Nov 2026, 10:{n:02}</time></p><div class="content">{TEXT} {number} {page} {n}</div>'
        f"</div></div></div></div>"
        for n in range(POSTS)
    )
    step = f"viewtopic.php?t={number}&amp;start={page * POSTS}"
    more = f'<li class="arrow next"><a rel="next" href="{step}">Next</a></li>'
    links = more if page < PAGES else ""
    return (
        "<!DOCTYPE html><html lang='ru'><head><title>Kettle - Forum</title></head>"
        f"<body id='phpbb' class='section-viewtopic'><h2 class='topic-title'>Kettle</h2>"
        f"<div class='pagination'><ul>{links}</ul></div>{posts}"
        "<div class='copyright'>Powered by phpBB</div></body></html>"
    ).encode()


def _moment(number: int, page: int, n: int) -> str:
    """No two posts of one author at one moment, as in life."""
    return f"2026-{1 + number % 10:02}-{1 + number // 10 % 28:02}T{page:02}:{n:02}:00+00:00"


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, kept alive: feeds, threads, and feeds that mostly did not change."""
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            path = head.split(b" ", 2)[1].decode()
            status, kind, body = _page(path, b"if-none-match" in head.lower())
            writer.write(
                f'HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nETag: "1"\r\n'
                f"Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


_kept: dict[str, tuple[str, str, bytes]] = {}


def _page(path: str, conditional: bool) -> tuple[str, str, bytes]:
    if path.startswith("/poll/") and conditional and int(path.rpartition("/")[2]) % 20:
        return "304 Not Modified", "text/plain", b""
    if path not in _kept:
        _kept[path] = _make(path)
    return _kept[path]


def _make(path: str) -> tuple[str, str, bytes]:
    if path.startswith(("/poll/", "/feed/")):
        return "200 OK", "application/rss+xml", feed(int(path.rpartition("/")[2]))
    if path.startswith("/viewtopic.php?t="):
        number, _, start = path.partition("t=")[2].partition("&start=")
        return (
            "200 OK",
            "text/html; charset=utf-8",
            thread(int(number), int(start or 0) // POSTS + 1),
        )
    return "404 Not Found", "text/plain", b""


async def serve() -> None:
    """Tell the port, then answer until killed."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0, limit=1 << 16)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
