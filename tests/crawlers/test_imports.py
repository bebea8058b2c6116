"""What another program exported, read, compared and kept."""

import json
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook
from sqlalchemy import func, select, text

import pipeline.database
from crawlers.import_cli import bring
from crawlers.imports import HEADS, NEEDED, to_post, with_day_order
from crawlers.sheets import Cell, read_rows
from pipeline import intake
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.model import BrandRow, Mention, PostRow, SourceRow
from pipeline.post import Channel, Post
from pipeline.settings import Settings
from pipeline.watch import Brand, Source

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROWS: list[list[Cell]] = [
    ["Отчёт за неделю", "", "", "", ""],
    ["Дата", "Время", "Ссылка на сообщение", "Текст", "Тип источника"],
    ["20.11.2026", "14:05", "https://vk.example/wall1_1", "Зефир, где посылка?", "Соцсети"],
    ["21.11.2026", "09:00", "https://forum.example/t/5#p2", "+7 рублей; «Зефир»", "форумы"],
    ["21.11.2026", "", "нет адреса", "Зефир", ""],
    ["21.11.2026", "", "https://news.example/1", "О погоде", "СМИ"],
    ["21.11.2026", "10:00", "https://news.example/1", "О погоде", "СМИ"],
]


def write(folder: Path, kind: str, rows: Sequence[Sequence[Cell]] = ROWS) -> Path:
    path = folder / f"export.{kind}"
    match kind:
        case "xlsx":
            book = Workbook()
            for row in rows:
                book.active.append(list(row))
            book.save(path)
        case "jsonl":
            named = (dict(zip(rows[1], row, strict=True)) for row in rows[2:])
            path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in named))
        case _:
            mark = "\t" if kind == "tsv" else ";"
            text = "\r\n".join(mark.join(_cell(cell) for cell in row) for row in rows)
            path.write_bytes(text.encode("cp1251"))
    return path


def _cell(cell: Cell) -> str:
    said = str(cell)
    said = f"'{said}" if said.startswith("+") else said
    return f'"{said}"' if ";" in said else said


@pytest.mark.parametrize("kind", ["csv", "tsv", "xlsx", "jsonl"])
def test_every_kind_of_file_says_the_same(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path, kind)
    rows = list(read_rows(path, HEADS, NEEDED))
    posts = [to_post(row, "old", Channel.BLOG, NOW, UTC) for _, row in rows if "http" in str(row)]

    assert len(rows) == 5
    assert posts[0] == Post(
        *("old", Channel.SOCIAL, "https://vk.example/wall1_1", "Зефир, где посылка?"),
        published=datetime(2026, 11, 20, 14, 5, tzinfo=UTC),
    )
    assert (posts[1].channel, posts[1].text) == (Channel.FORUM, "+7 рублей; «Зефир»")
    assert posts[2].channel is Channel.NEWS


@pytest.mark.parametrize(("other", "month"), [("10/18/2026", 11), ("18/10/2026", 5)])
def test_dates_of_a_sheet_tell_their_order_together(tmp_path: Path, other: str, month: int) -> None:
    rows: list[list[Cell]] = [["Date", "URL", "Text"]]
    rows += [[day, f"https://x.example/{day}", "Bad"] for day in ("11/05/2026", other)]

    day_first, read = with_day_order(read_rows(write(tmp_path, "csv", rows), HEADS, NEEDED))
    first, _ = (to_post(row, "old", Channel.NEWS, NOW, UTC, day_first=day_first) for _, row in read)

    assert first.published is not None
    assert first.published.month == month


def test_what_spreadsheets_call_unicode_is_read(tmp_path: Path) -> None:
    path, lines = tmp_path / "export.csv", "URL\tHit Sentence\nhttps://x.example/1\tПлохо\n"
    for encoding in ("utf-16", "utf-8-sig", "utf-8", "koi8-r"):  # the first with a mark, too
        path.write_bytes(lines.encode(encoding))
        ((_, row),) = read_rows(path, HEADS, NEEDED)
        assert row == {"url": "https://x.example/1", "text": "Плохо"}, encoding


def test_words_too_few_to_tell_a_language_are_read_as_russian(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["Ссылка", "Текст"]]
    rows += [[f"https://x.example/{number}", f"{number} о погоде"] for number in range(1_500)]

    (_, row), *_ = read_rows(write(tmp_path, "csv", rows), HEADS, NEEDED)

    assert row["text"] == "0 о погоде"


def test_commas_in_texts_part_no_cells(tmp_path: Path) -> None:
    text = "Заказ, оплаченный картой, не привезли, а деньги, как мы узнали, не вернули"
    rows: list[list[Cell]] = [["Ссылка", "Текст"], ["https://x.example/1", text]]
    for kind, mark in (("csv", ";"), ("tsv", "\t")):
        (_, row), *_ = read_rows(write(tmp_path, kind, rows), HEADS, NEEDED)
        assert row == {"url": "https://x.example/1", "text": text}, mark


def test_a_json_row_may_say_what_the_first_one_did_not(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    said: list[dict[str, object]] = [
        {"url": "https://a.example/1", "text": ""},
        {"author": "Anna", "full text": "Two", "url": "https://a.example/2", "rating": 4},
        {"content": "Three", "link": "https://a.example/3", "unheard": {"of": []}},
    ]
    path.write_text("\n".join(json.dumps(row) for row in said))

    assert [row for _, row in read_rows(path, HEADS, NEEDED)] == [
        {"url": "https://a.example/1"},
        {"author": "Anna", "text": "Two", "url": "https://a.example/2", "stars": "4"},
        {"text": "Three", "url": "https://a.example/3"},
    ]


@pytest.mark.parametrize(
    ("name", "body", "problem"),
    [
        ("a.pdf", b"%PDF", "unknown kind of file (known: .csv, .jsonl, .tsv, .xlsx)"),
        ("a.csv", b"date;author\n1;2\n", "no row names the columns that are needed (url: url, li"),
        ("a.xlsx", b"PK\x03\x04 no zip", "cannot be read"),
        ("a.jsonl", b'{"url": 1}\n[]\n', "line 2 is no object"),
        ("a.jsonl", b'{"url": 1, "other": 2}\n' * 99, "no row names the columns that are needed"),
        ("a.jsonl", b"", "no row names the columns that are needed"),
        ("a.jsonl", b"\xff\xfe\x00", "cannot be read"),
    ],
)
def test_a_file_that_is_none_says_why(tmp_path: Path, name: str, body: bytes, problem: str) -> None:
    path = tmp_path / name
    path.write_bytes(body)
    with pytest.raises(OtklikError) as raised:
        list(read_rows(path, HEADS, NEEDED))
    assert str(raised.value).startswith(name)
    assert problem in str(raised.value)


@pytest.mark.parametrize(
    ("part", "spoil"),
    [
        ("sheet1.xml", lambda _said: b"<"),
        ("styles.xml", lambda said: said.replace(b"<color ", b'<color unheard="1" ')),
    ],
)
def test_a_sheet_whose_markup_is_broken_says_why(
    tmp_path: Path, part: str, spoil: Callable[[bytes], bytes]
) -> None:
    path, spoilt = write(tmp_path, "xlsx"), tmp_path / "spoilt.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(spoilt, "w") as packed:
        for name in whole.namelist():
            said = whole.read(name)
            packed.writestr(name, spoil(said) if name.endswith(part) else said)

    with pytest.raises(OtklikError, match=r"^spoilt\.xlsx: cannot be read"):
        list(read_rows(spoilt, HEADS, NEEDED))


@pytest.mark.parametrize(
    ("row", "published", "stars"),
    [
        ({"published": datetime(2026, 11, 20, 9)}, datetime(2026, 11, 20, 9, tzinfo=UTC), None),
        ({"published": datetime(2027, 1, 1), "stars": "4,5"}, None, 4.5),
        (
            {"published": "вчера в 10:00", "stars": "9"},
            datetime(2026, 11, 21, 10, tzinfo=UTC),
            None,
        ),
    ],
)
def test_times_and_stars(
    row: dict[str, Cell], published: datetime | None, stars: float | None
) -> None:
    post = to_post({"url": "https://a.example", "text": "x"} | row, "o", Channel.BLOG, NOW, UTC)
    assert (post.published, post.stars) == (published, stars)


def test_what_others_found_is_compared_and_kept_as_history(
    tmp_path: Path, any_database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings.model_copy(
        update={"database": any_database.engine.url.render_as_string(hide_password=False)}
    )
    monkeypatch.setattr("crawlers.import_cli.read_settings", lambda: settings)
    with any_database.writing() as session:
        session.add(BrandRow(brand=Brand("Зефир", "Зефир")))
        session.flush()
        ours = Post("vk", Channel.SOCIAL, "https://vk.example/wall1_1", "Зефир, где посылка?")
        intake.receive(session, ours, intake.matcher(session), NOW)
    path, run = write(tmp_path, "csv"), CliRunner().invoke

    tried = run(bring, [str(path), "--source", "old", "--dry-run"])
    with any_database.reading() as session:
        assert len(session.scalars(select(PostRow)).all()) == 1
    kept = run(bring, [str(path), "--source", "old", "--channel", "blog"])
    again = run(bring, [str(path), "--source", "old", "--channel", "blog"])

    assert tried.stdout == kept.stdout
    (whole,) = (line.split() for line in kept.stdout.splitlines() if line.startswith("  all"))
    assert whole == ["all", "3", "2", "1", "50.0%", "9.5%", "90.5%", "2", "1"]
    (whole,) = (line.split() for line in again.stdout.splitlines() if line.startswith("  all"))
    assert whole == ["all", "3", "2", "1", "50.0%", "9.5%", "90.5%", "0", "0"]  # as if cut off
    assert kept.stderr.startswith("left out: export.csv, line 5: ")
    with any_database.reading() as session:
        mentions = session.scalars(select(Mention).order_by(Mention.id)).all()
        assert [(one.backfill, one.post.post.source) for one in mentions] == [
            (False, "vk"),
            (True, "old"),
        ]


def test_a_disk_that_fills_up_says_how_many_posts_stay(
    tmp_path: Path, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawlers.import_cli.read_settings", lambda: settings)
    with database.reading() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
    room = (*pipeline.database.PRAGMAS, f"max_page_count={pages + 800}")
    monkeypatch.setattr("pipeline.database.PRAGMAS", room)
    long = "Заказ привезли на неделю позже, чем обещали. " * 40
    rows: list[list[Cell]] = [["Ссылка", "Текст"]]
    rows += [[f"https://x.example/{number}", f"{number} {long}"] for number in range(1_500)]
    done = CliRunner().invoke(bring, [str(write(tmp_path, "csv", rows)), "--source", "old"])

    with database.reading() as session:
        kept = session.scalar(select(func.count(PostRow.id)))
    assert kept
    assert "database or disk is full" in str(done.exception)
    assert str(done.exception).endswith(f"; {kept} posts were kept before, and stay")


def test_a_watched_source_takes_no_import(
    tmp_path: Path, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawlers.import_cli.read_settings", lambda: settings)
    with database.writing() as session:
        session.add(SourceRow(source=Source("vk", "vk", Channel.SOCIAL, "https://vk.example")))
    done = CliRunner().invoke(bring, [str(write(tmp_path, "csv")), "--source", "vk"])
    assert 'source "vk" is one we watch' in str(done.exception)


def test_rows_beyond_the_last_that_is_read_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawlers.sheets.MOST_ROWS", 2)
    with pytest.raises(OtklikError, match=r"export\.csv: more than 2 rows; split it"):
        list(read_rows(write(tmp_path, "csv"), HEADS, NEEDED))


def test_an_unknown_zone_is_named(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        bring, [str(write(tmp_path, "csv")), "--source", "o", "--zone", "Moscow"]
    )
    assert 'unknown time zone "Moscow"' in str(done.exception)
