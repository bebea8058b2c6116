"""What a person gets wrong is told in one line on stderr with exit code 2, and nothing is lost."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.settings import Settings, read_settings
from tests.forked import Forks

SOURCE = '[[source]]\nname = "acme-forum"\nchannel = "forum"\nurl = "https://forum.example"\n'
BRAND = '[[brand]]\nname = "Ромашка"\nquery = "ромашка"\n'


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    said: str


Run = Callable[..., Ended]


@pytest.fixture
def run(
    settings: Settings,
    empty_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Run:
    """The real command line in this process, over a database of its own."""
    settings.data.mkdir()
    (settings.data / "otklik.sqlite3").write_bytes(empty_file.read_bytes())
    monkeypatch.setenv("OTKLIK_DATA", str(settings.data))
    monkeypatch.chdir(settings.data)

    def run(*words: str, **environment: str) -> Ended:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        read_settings.cache_clear()
        with pytest.raises(SystemExit) as ended:
            main(words)
        read_settings.cache_clear()
        said = capfd.readouterr()
        return Ended(int(ended.value.code or 0), said.out, said.err)

    return run


def assert_refused(ended: Ended, *parts: str) -> None:
    assert ended.code == 2, ended
    assert ended.said.startswith("otklik: ")
    assert ended.said.count("\n") == 1
    for part in parts:
        assert part in ended.said


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[[brand]\n", ["not TOML", "line 1"]),
        (BRAND + 'kometitor = "x"\n', ['brand "Ромашка"', 'mean "competitor"?', "line 4"]),
        (SOURCE + 'kind = "fourm"\n', ['source "acme-forum"', 'mean "forum"?', "line 5"]),
        ('[[brand]]\nname = "A"\nquerry = "a"\n', ['mean "query"?', "line 3"]),
        (SOURCE + 'kind = "forum"\npages = 0x' + "f" * 5_000, ['"pages" must be', "line 6"]),
        (SOURCE + "pages = " + "9" * 5_000, ["digits"]),
        (BRAND + SOURCE + 'kind = "forum"\nabout = "Ромашки"\n', ["about", 'mean "Ромашка"?']),
    ],
)
def test_a_watch_file_that_cannot_be_read(run: Run, text: str, parts: list[str]) -> None:
    Path("watch.toml").write_text(text, encoding="utf-8")
    assert_refused(run("watch", "apply", "watch.toml"), "watch.toml: ", *parts)
    assert run("watch", "dump").out == ""  # nothing of it was applied


@pytest.mark.parametrize(
    ("environment", "parts"),
    [
        ({"OTKLIK_NOTIFERS": "{}"}, ['mean "OTKLIK_NOTIFIERS"?']),
        ({"OTKLIK_NOTIFIERS": '{"a": "tgram://secret'}, ["OTKLIK_NOTIFIERS: not JSON", "docs/"]),
        ({"OTKLIK_NOTIFIERS": '["tgram://secret"]'}, ["OTKLIK_NOTIFIERS: "]),
        ({"OTKLIK_ALLOW": "intranet:80"}, ["OTKLIK_ALLOW: not JSON"]),
        ({"OTKLIK_PORT": "http"}, ["OTKLIK_PORT: "]),
        ({"OTKLIK_HISTORY_DAYS": "9999999999"}, ["OTKLIK_HISTORY_DAYS: "]),
        ({"OTKLIK_CRAWL_DELAY": "inf"}, ["OTKLIK_CRAWL_DELAY: "]),
        ({"OTKLIK_DATA": "/proc/nowhere"}, ["/proc/nowhere", "OTKLIK_DATA"]),
        ({"OTKLIK_DATABASE": "otklik.db"}, ['"otklik.db"', "OTKLIK_DATABASE"]),
        ({"OTKLIK_DATABASE": "oracle9://x"}, ["oracle9", "OTKLIK_DATABASE"]),
        (
            {"OTKLIK_DATABASE": "postgresql+psycopg://me:secret@127.0.0.1:1/x"},
            ["127.0.0.1:1/x", "OTKLIK_DATABASE"],
        ),
    ],
)
def test_an_installation_set_up_wrongly(
    run: Run, environment: dict[str, str], parts: list[str]
) -> None:
    ended = run("report", "by-channel", **environment)
    assert_refused(ended, *parts)
    assert "secret" not in ended.said


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("reprot", ['mean "report"?']),
        ("report by-chanel", ['mean "by-channel"?']),
        ("report by-channel --brand nobody", ['brand "nobody"', "none yet"]),
        ("report by-channel --since yesterday", ["7d"]),
        ("report by-channel --format pdf", ["--format", "otklik report --help"]),
        ("report by-channel -o /nowhere/x.csv", ["/nowhere/x.csv"]),
        ("watch", []),
        ("watch aply x", ["'apply'"]),
        ("watch apply nowhere.toml", ["nowhere.toml"]),
        ("watch dump -o /nowhere/x.toml", ["/nowhere/x.toml"]),
        ("source preview --kind fourm https://x.example/", ['mean "forum"?']),
        ("source add x https://x.example/ --kind fourm", ['mean "forum"?']),
        ("source add x https://x.example/ --kind auto", ["source preview"]),
        ("source add x https://x.example/ --kind forum -o pages=many", ['"pages"', "whole number"]),
        ("source add x https://x.example/ --kind forum -o about=Acme", ['brand "Acme"']),
        ("source add x https://x.example/ --kind forum -o about=3", ['"about" must be']),
        ("judge nowhere.jsonl", ["nowhere.jsonl"]),
        ("judge empty.jsonl -o /nowhere/x", ["/nowhere/x"]),
        ("judge empty.jsonl --judge oracle", ["oracle", "words"]),
        ("extract nowhere.jsonl", ["nowhere.jsonl"]),
        ("extract empty.jsonl -o /nowhere/x", ["/nowhere/x"]),
        ("extract empty.jsonl --kind fourm", ['mean "forum"?']),
        ("model evaluate --data /nowhere", ["/nowhere"]),
        ("corrections -o /nowhere/x", ["/nowhere/x"]),
        ("label export -o /nowhere/x", ["/nowhere/x"]),
        ("alert rehearse nobody", ["nobody"]),
        ("user add x --role chief --password abcdefghijkl", ["manager", "user add --help"]),
        ("demo --town-port 99999", ["--town-port"]),
    ],
)
def test_a_command_given_wrongly(run: Run, words: str, parts: list[str]) -> None:
    Path("empty.jsonl").touch()
    ended = run(*words.split())
    if words == "watch":
        assert (ended.code, "Usage" in ended.said) == (2, True)
    else:
        assert_refused(ended, *parts)


def test_a_database_from_a_newer_version_is_left_alone(run: Run, settings: Settings) -> None:
    path = settings.data / "otklik.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'zukunft'")
    connection.close()
    before = path.read_bytes()
    assert_refused(run("follow-up"), "newer version", "zukunft", "point OTKLIK_DATA ")
    assert path.read_bytes() == before


def test_a_file_that_is_no_database(run: Run, settings: Settings) -> None:
    path = settings.data / "otklik.sqlite3"
    path.write_text("Dear diary. " * 200, encoding="utf-8")
    assert_refused(run("follow-up"), "file is not a database")
    assert path.read_text(encoding="utf-8").startswith("Dear diary")


def test_pages_that_cannot_be_kept(run: Run, settings: Settings) -> None:
    added = run("source", "add", "x", "http://127.0.0.1:1/", "--kind", "forum")
    assert added.code == 0
    (settings.data / "pages").write_text("in the way", encoding="utf-8")
    assert_refused(run("crawl"), "pages", "OTKLIK_DATA")


def test_a_port_in_use(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert_refused(run("up", "--no-line", "--port", str(port)), str(port), "--port")
        assert_refused(run("demo", "--no-serve", "--town-port", str(port)), str(port))


def test_choices_are_shown_small_and_taken_in_any_case(run: Run) -> None:
    assert "[news|blog|forum|review|social|messenger|video]" in run("source", "add", "-h").out
    added = run("source", "add", "x", "https://x.example/", "--kind", "forum", "--channel", "Blog")
    assert added.code == 0
    assert 'channel = "blog"' in run("watch", "dump").out


def test_what_is_dumped_can_be_applied(run: Run) -> None:
    Path("watch.toml").write_text(BRAND + SOURCE + 'kind = "forum"\nabout = "Ромашка"\n', "utf-8")
    assert run("watch", "apply", "watch.toml").code == 0
    dumped = run("watch", "dump").out
    Path("again.toml").write_bytes(dumped.replace("\n", "\r\n").encode("utf-8-sig"))
    assert run("watch", "apply", "again.toml").out == "nothing to change\n"
    assert run("watch", "dump").out == dumped


def test_a_watch_file_comes_through_a_pipe(forks: Forks, settings: Settings) -> None:
    applied = otklik(forks, settings, 0, "watch", "apply", "-", given=BRAND)
    assert applied.out == 'added brand "Ромашка"\n'
    again = otklik(
        forks, settings, 0, "watch", "apply", "-", given=BRAND.replace("query", "querry")
    )
    assert_refused(again, 'stdin: brand "Ромашка"', "line 3")


def test_a_list_is_read_whatever_its_lines_are(run: Run) -> None:
    good = json.dumps({"file": "page.html", "url": "https://x.example/", "kind": "article"})
    Path("page.html").write_text("<p>Ромашка", encoding="utf-8")
    Path("list.jsonl").write_bytes(
        b"\xef\xbb\xbf"
        + f"{good}\r\n\r\nnonsense\r\n".encode()
        + b'{"file": "\xff"}\n'
        + good.encode()
    )
    assert run("extract", "list.jsonl", "-o", "list.jsonl").said.endswith("pages=4 failed=2\n")
    rows = [json.loads(line) for line in Path("list.jsonl").read_text("utf-8").splitlines()]
    assert ["error" in row for row in rows] == [False, True, True, False]
    assert "line 3" in rows[1]["error"]


def test_a_bad_line_leaves_the_answers_of_before_alone(run: Run) -> None:
    Path("in.jsonl").write_bytes(b'\xef\xbb\xbf{"text": "\xd1\x83"}\r\n{"text": "\xff"}\n')
    Path("out.jsonl").write_text("yesterday", encoding="utf-8")
    assert_refused(
        run("judge", "in.jsonl", "-o", "out.jsonl", "--judge", "words"),
        "in.jsonl: line 2: not UTF-8",
    )
    assert Path("out.jsonl").read_text(encoding="utf-8") == "yesterday"
    assert sorted(path.name for path in Path().glob("*out*")) == ["out.jsonl"]


def test_a_dead_source_stops_no_other_and_loses_nothing(
    forks: Forks, settings: Settings, tmp_path: Path
) -> None:
    """In a process of its own: a reactor starts only once."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]  # closed again before the crawl
    file, watch = tmp_path / "watch.toml", BRAND
    for name, kind in (("dead", "feed"), ("odd", "review")):
        watch += f'[[source]]\nname = "{name}"\nkind = "{kind}"\nchannel = "blog"\n'
        watch += f'url = "http://127.0.0.1:{port}/"\n'
    file.write_text(watch + "pagess = 3\n", encoding="utf-8")
    refused = otklik(forks, settings, port, "watch", "apply", str(file))
    assert_refused(refused, 'source "odd": unknown option "pagess" (did you mean "pages"?)')
    file.write_text(watch + 'selectors = { item = "(" }\n', encoding="utf-8")
    refused = otklik(forks, settings, port, "watch", "apply", str(file))
    assert_refused(refused, 'selectors.item: "(" breaks off, something is missing at its end')
    file.write_text(watch.replace('"review"', '"vk"'), encoding="utf-8")

    assert otklik(forks, settings, port, "watch", "apply", str(file)).code == 0
    all_of_it = otklik(forks, settings, port, "crawl")
    assert (all_of_it.code, "Traceback" in all_of_it.said) == (0, False)
    assert "connection refused" in all_of_it.out
    assert 'kind "vk" ' in all_of_it.out.replace("\\", "")
    alone = otklik(forks, settings, port, "crawl", "--source", "dead", "--now")
    assert_refused(alone, "no visit succeeded")


def otklik(forks: Forks, settings: Settings, port: int, *words: str, given: str = "") -> Ended:
    environment = os.environ | {
        "OTKLIK_DATA": str(settings.data),
        "OTKLIK_ALLOW": json.dumps([f"127.0.0.1:{port}"]),
    }
    done = forks.run(*words, environment=environment, given=given)
    return Ended(done.returncode, done.stdout, done.stderr)


def test_a_full_disk_is_told_with_its_place(settings: Settings) -> None:
    """A limit on files stands in for the disk: the system says neither with a name."""
    settings.data.mkdir()
    ended = beside(settings, "ulimit -f 0; exec {} -m pipeline.cli run")
    assert_refused(ended, str(settings.data / "line.lock"), "File too large", "OTKLIK_DATA")
    ended = beside(settings, "exec {} -m pipeline.cli watch dump --help > /dev/full")
    assert_refused(ended, str(settings.data), "where the output goes", "No space left")
    ended = beside(settings, "ulimit -f 0; exec {} -m pipeline.cli watch dump")
    assert_refused(ended, "otklik.sqlite3", "(see OTKLIK_DATA)")


def beside(settings: Settings, command: str) -> Ended:
    """The command line as a process of its own, begun by a shell."""
    words = ["/bin/sh", "-c", command.format(sys.executable)]
    environment = {**os.environ, "OTKLIK_DATA": str(settings.data)}
    ended = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    return Ended(ended.returncode, ended.stdout, ended.stderr)
