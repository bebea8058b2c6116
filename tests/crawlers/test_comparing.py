"""Another program's finds beside ours: addresses, places, and the command."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawlers.compare_cli import compare
from crawlers.comparing import Comparison, Ours, Theirs, address_of, place_of, read_places
from pipeline import intake
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.model import BrandRow, PostRow, SourceRow
from pipeline.post import Channel, Post
from pipeline.settings import Settings
from pipeline.watch import Brand, Source

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
HEADS = "Дата публикации;Ссылка на пост;Текст поста;Тип источникa"  # the last letter is Latin
ROWS = (
    "20.11.2026 10:00;https://www.forum.example/t/5?utm_source=x#p2;Зефир опоздал;форум",
    "20.11.2026 11:00;https://forum.example/t/7;Зефир пропал;форум",
    "20.11.2026 12:00;https://t.me/town_news/15;Зефир закрыли?;Telegram",
    "20.11.2026 12:05;https://t.me/town_news/16;О погоде;Telegram",
    "20.11.2026 12:07;https://blog.example/1;Зефир хорош;блоги",
    "21.11.2026 09:00;https://late.example/1;Зефир;блоги",
    ";;без адреса;",
)


def theirs(url: str, *, named: bool = True, source: str | None = None) -> Theirs:
    return Theirs(Post("", Channel.SOCIAL, url, "Зефир"), named, source)


def test_lists_are_counted_by_channel_and_as_a_whole() -> None:
    both = {f"b{number}": theirs(f"https://a.example/{number}") for number in range(3)}
    only = {"x": theirs("https://x.example/1"), "y": theirs("https://y.example/1", named=False)}
    ours = {key: Ours("https://a.example", "forum", "f") for key in (*both, "z")}
    table = Comparison(both | only, ours).channels()

    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["forum"][:8] == (3, 4, 3, 0, 1, 4, 4, 9)
    assert rows["social"] == (2, 0, 0, 2, 0, None, 2, None, 0.0, None)
    assert rows["all"][:6] == (5, 4, 3, 2, 1, 6)
    assert Comparison().channels().rows == ()


def test_places_without_a_source_come_first() -> None:
    missed = [
        *(theirs(f"https://read.example/{number}", source="f") for number in range(3)),
        *(theirs(f"https://rare.example/{number}", named=False) for number in range(2)),
        theirs("https://new.example/1"),
    ]
    table = Comparison({one.post.url: one for one in missed}, {}).places()
    assert [row[:4] for row in table.rows] == [
        ("new.example", 1, 1, None),
        ("rare.example", 2, 0, None),
        ("read.example", 3, 3, "f"),
    ]


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://www.Forum.example/t/5", "forum.example"),
        ("https://m.vk.com/wall-1_2", "vk.com"),
        ("https://t.me/s/Town_News/5", "t.me/town_news"),
        ("https://t.me/", "t.me"),
        ("https://dzen.ru/a/Zx1", "dzen.ru"),
        ("https://dzen.ru/zefir", "dzen.ru/zefir"),
    ],
)
def test_a_place_is_a_site_or_an_account_of_one(url: str, place: str) -> None:
    assert place_of(url) == place


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.a.example/t/5?utm_source=x#p2", "http://a.example/t/5#p2"),
        ("https://m.vk.com/wall-1_2", "https://vk.com/wall-1_2"),
        ("https://vk.com/feed?z=1&w=wall-1_2", "https://vk.com/wall-1_2"),
        ("https://t.me/s/town/5", "https://t.me/town/5"),
    ],
)
def test_one_post_has_one_address(one: str, other: str) -> None:
    assert address_of(one) == address_of(other)


def test_a_source_reads_where_it_points_and_where_its_posts_stand() -> None:
    ours = [Ours("https://post.example/1", "forum", "hub")]
    assert read_places([("hub", "https://hub.example/feed")], ours) == {
        "post.example": "hub",
        "hub.example": "hub",
    }


@pytest.fixture
def found(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A forum that is read, and of it one mention on their list, one that is on none."""
    monkeypatch.setattr("crawlers.compare_cli.read_settings", lambda: settings)
    with database.writing() as session:
        session.add(BrandRow(brand=Brand("Зефир", "зефир")))
        source = Source("town", "forum", Channel.FORUM, "https://forum.example/")
        session.add(SourceRow(source=source))
        session.flush()
        matcher = intake.matcher(session)
        for url in ("http://forum.example/t/5#p2", "https://forum.example/t/6"):
            post = Post("town", Channel.FORUM, url, "Зефир, ау", published=AT)
            intake.receive(session, post, matcher, AT)
    return database


def write(folder: Path, heads: str = HEADS) -> str:
    path = folder / "export.csv"
    path.write_text("\n".join((heads, *ROWS)), "cp1251")
    return str(path)


def test_the_command_says_what_who_found_and_keeps_nothing(found: Database, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        compare, [write(tmp_path), "--until", "2026-11-21", "--brand", "Зефир"]
    )
    told = [" ".join(line.split()) for line in done.stdout.splitlines()]

    assert any(line.startswith("forum 2 2 1 1 1") for line in told), done.output
    assert any(line.startswith("all 5 2 1 4 1") for line in told)
    assert any(line.startswith("t.me/town_news 2 1 – https://t.me/town_news/15") for line in told)
    assert any(line.startswith("forum.example 1 1 town") for line in told)
    assert "left out: export.csv, line 8" in done.stderr
    with found.reading() as session:
        assert session.query(PostRow).count() == 2


def test_all_that_was_missed_as_a_file(found: Database, tmp_path: Path) -> None:
    saved = tmp_path / "missed.json"
    heads = HEADS.replace("Ссылка на пост", "Где")
    asked = [write(tmp_path, heads), "--column", "url=Где", "--table", "posts", "-o", str(saved)]
    assert CliRunner().invoke(compare, asked).exit_code == 0
    assert saved.read_text("utf-8").count('"address": "') == 5


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--column", "adress=Где"], "write MEANING=NAME"),
        (["--brand", "Зефыр"], 'did you mean "Зефир"'),
        (["--zone", "Moscow"], "unknown time zone"),
        (["--column", "url=Нигде"], "no row names the columns"),
    ],
)
def test_what_cannot_be_compared_says_why(
    found: Database, tmp_path: Path, arguments: list[str], problem: str
) -> None:
    done = CliRunner().invoke(compare, [write(tmp_path), *arguments])
    assert isinstance(done.exception, OtklikError)
    assert problem in str(done.exception)
