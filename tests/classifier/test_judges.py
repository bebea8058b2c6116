"""Which judge is opened."""

from pathlib import Path

import pytest

from classifier import judges
from classifier.errors import OtklikError
from classifier.judges import open_judge


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
