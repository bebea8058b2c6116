"""Which judge is opened."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from classifier import judges
from classifier.errors import OtklikError, unknown
from classifier.judges import open_judge
from classifier.verdict import Reading

TRANSFORMER = pytest.mark.skipif(
    not any(judges.WEIGHTS.glob("*.safetensors")) or find_spec("torch") is None,
    reason="no transformer here",
)


def test_words() -> None:
    assert open_judge("words").name.startswith("words")


def test_an_unknown_name_is_told_the_nearest() -> None:
    with pytest.raises(OtklikError, match='did you mean "words"') as error:
        open_judge("word")

    assert "OTKLIK_JUDGE" in str(error.value)


def test_without_weights_auto_falls_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(judges, "WEIGHTS", tmp_path)

    assert open_judge("auto").name.startswith("words")
    with pytest.raises(OtklikError, match='choose "words"'):
        open_judge("transformer")


def test_weights_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(OtklikError, match="OTKLIK_WEIGHTS"):
        open_judge("auto", weights=tmp_path)


@TRANSFORMER
def test_a_threshold_moves_what_is_a_complaint() -> None:
    reading = [Reading("Кедробанк третий день не отвечает на письма, безобразие", "Кедробанк")]
    bold, strict = (open_judge("transformer", 1, level).judge(reading)[0] for level in (0.01, 0.99))

    assert (bold.complaint, strict.complaint) == (True, False)
    assert bold.p_complaint == pytest.approx(strict.p_complaint)


@TRANSFORMER
def test_weights_that_were_cut_off_are_named(tmp_path: Path) -> None:
    for part in judges.WEIGHTS.iterdir():
        (tmp_path / part.name).symlink_to(part)
    for name in ("tokenizer.json", "model.safetensors", "model.json"):
        (tmp_path / name).unlink()
        (tmp_path / name).write_bytes((judges.WEIGHTS / name).read_bytes()[:900])
        with pytest.raises(OtklikError, match=f"{tmp_path / name} is damaged"):
            open_judge("transformer", weights=tmp_path)


def test_of_many_known_names_some_are_listed_and_all_counted() -> None:
    told = str(unknown("time zone", "xyz", [f"zone {n:03}" for n in range(600)]))

    assert told.endswith("zone 038, zone 039, ... 600)")
