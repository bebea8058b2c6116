"""`otklik judge`: JSON Lines in, JSON Lines out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from classifier import rows
from pipeline.cli import main

KEYS = {
    "sentiment", "p_negative", "p_neutral", "p_positive", "complaint", "p_complaint", "act",
    "theme", "severity", "lang",
}  # fmt: skip


def run(source: Path, output: Path, *more: str) -> None:
    with pytest.raises(SystemExit) as end:
        main(["judge", str(source), "-o", str(output), "--judge", "words", *more])
    assert end.value.code == 0


def refused(source: Path, output: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    with pytest.raises(SystemExit) as end:
        main(["judge", str(source), "-o", str(output), "--judge", "words", *more])
    assert end.value.code == 2
    assert not output.exists()
    assert list(output.parent.glob(".*part")) == []
    return capsys.readouterr().err


def write(path: Path, *lines: Any) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    return path


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_order_and_unknown_keys_are_kept(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.jsonl",
        {"id": 7, "text": "Ужасный сервис, деньги не вернули", "nested": {"a": [1, None]}},
        {"text": "Great, thank you!", "target": "Acme", "id": "x"},
        {"text": "", "lang": None, "target": None},
        {"text": "да", "lang": "kk"},
    )

    run(source, tmp_path / "out.jsonl")

    first, second, third, fourth = read(tmp_path / "out.jsonl")
    assert all(set(row) >= KEYS for row in (first, second, third, fourth))
    assert (first["id"], first["nested"]) == (7, {"a": [1, None]})
    assert (first["sentiment"], first["complaint"], first["lang"]) == ("negative", True, "ru")
    assert (second["sentiment"], second["target"], second["lang"]) == ("positive", "Acme", "en")
    assert (third["lang"], third["theme"], third["severity"]) == (None, None, None)
    assert fourth["lang"] == "kk"


def test_words_behind_a_verdict_are_told_when_asked_for(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", {"text": "😡 Ужасный сервис"}, {"text": "да"})
    run(source, tmp_path / "out.jsonl", "--why")

    first, second = read(tmp_path / "out.jsonl")
    assert first["why"] == [
        {"word": "😡", "start": 0, "end": 1},
        {"word": "Ужасный", "start": 2, "end": 9},
    ]
    assert second["why"] == []


def test_many_chunks_keep_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "CHUNK", 16)
    source = write(tmp_path / "in.jsonl", *({"text": f"хорошо {n}", "n": n} for n in range(100)))

    run(source, tmp_path / "out.jsonl")

    assert [row["n"] for row in read(tmp_path / "out.jsonl")] == list(range(100))


def test_a_file_may_replace_itself(tmp_path: Path) -> None:
    path = write(tmp_path / "texts.jsonl", {"text": "хорошо"}, {"text": "плохо"})

    run(path, path)

    assert [row["sentiment"] for row in read(path)] == ["positive", "negative"]


def test_blank_lines_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b'\xef\xbb\xbf{"text": "ok"}\r\n\r\n{"text": "half \\ud800"}')

    run(source, tmp_path / "out.jsonl")

    assert [row["text"] for row in read(tmp_path / "out.jsonl")] == ["ok", "half \ud800"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"text": "a"', "not JSON"),
        (b'{"txt": "a"}', 'no "text"'),
        (b'{"text": 5}', '"text" must be a text'),
        (b'{"text": "a", "target": []}', '"target" must be a text'),
        (b'["a"]', "not an object"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b'{"text": "a", "n": NaN}', "NaN"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_bad_line_is_named(
    line: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b'{"text": "fine"}\n' + line + b"\n")

    error = refused(source, tmp_path / "rows.out", capsys)

    assert f"{source}: line 2: " in error
    assert said in error
    assert "Traceback" not in error


def test_a_missing_file_and_a_missing_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "in.jsonl", {"text": "a"})

    assert "nowhere.jsonl" in refused(tmp_path / "nowhere.jsonl", tmp_path / "out", capsys)
    with pytest.raises(SystemExit) as end:
        main(["judge", str(source), "-o", str(tmp_path / "no" / "out"), "--judge", "words"])
    assert end.value.code == 2


def test_stdin_to_stdout_streams() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "judge", "-", "-o", "-", "--judge", "words"],
        input='{"text": "Спасибо, отлично"}\n'.encode(),
        capture_output=True,
        timeout=240,
        check=True,
    )

    assert json.loads(result.stdout)["sentiment"] == "positive"
    assert result.stderr == b""


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", {"text": "a"})

    run(source, Path("/dev/null"))

    assert not Path("/dev/null").is_file()
