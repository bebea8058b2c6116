import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline import line


def otklik(
    arguments: Sequence[str], environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_line_says_what_each_step_did(tmp_path: Path) -> None:
    done = otklik(["run", "--no-crawl"], {"OTKLIK_DATA": str(tmp_path), "OTKLIK_JUDGE": "words"})
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:2] == [
        "assess: judged 0 mentions, judge=words-1",
        "follow-up: opened 0 tasks, reopened 0, woke 0, assigned 0, escalated 0",
    ]


def test_a_failing_step_does_not_stop_the_later_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OTKLIK_DATA", str(tmp_path))
    monkeypatch.setenv("OTKLIK_JUDGE", "wurds")
    assert list(line.run_steps(["assess", "follow-up"])) == ["assess"]
    out, err = capfd.readouterr()
    assert out == "follow-up: opened 0 tasks, reopened 0, woke 0, assigned 0, escalated 0\n"
    assert 'unknown judge "wurds" (did you mean "words"?)' in err
    assert "assess: failed with exit code 2" in err


def test_the_exit_code_says_that_a_step_failed(tmp_path: Path) -> None:
    environment = {"OTKLIK_DATA": str(tmp_path), "OTKLIK_JUDGE": "wurds"}
    done = otklik(["run", "--no-crawl"], environment)
    assert done.returncode == 1
    assert "failed steps: assess" in done.stderr


def test_a_second_line_is_left_to_the_first_and_to_a_step_that_outlived_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first = line.take_mark(tmp_path)
    assert first is not None
    assert line.take_mark(tmp_path) is None
    assert f"line: left to the one under way (process {os.getpid()}, " in capfd.readouterr().out

    step = subprocess.Popen(["sleep", "60"], pass_fds=[first.fileno()])
    first.close()  # as when the line alone is killed
    assert line.take_mark(tmp_path) is None
    step.kill()
    step.wait()
    second = line.take_mark(tmp_path)
    assert second is not None
    second.close()
