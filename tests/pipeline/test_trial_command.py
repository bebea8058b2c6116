from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner

from pipeline.database import Database
from pipeline.model import Mention
from pipeline.settings import Settings, read_settings
from pipeline.watch_cli import watch


@pytest.fixture
def run(
    brands: Database,
    mention: Callable[..., Mention],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., str]]:
    """The command over a database of two posts found just now."""
    monkeypatch.setenv("OTKLIK_DATA", str(settings.data))
    monkeypatch.delenv("OTKLIK_DATABASE", raising=False)
    read_settings.cache_clear()
    with brands.writing() as session:
        for text in ("Ромашка плоха", "Полевая ромашка " + "цветёт " * 40):
            mention(session, text=text)

    def call(*arguments: str) -> str:
        # The posts were found on a fixed day, so look far enough back.
        result = CliRunner().invoke(watch, [*arguments, "--days", "9000"])
        assert result.exception is None, result.exception
        return result.output

    yield call
    read_settings.cache_clear()


def test_a_query_is_tried(run: Callable[..., str]) -> None:
    told = run("try", "ромашка").splitlines()
    assert told[:2] == ["looked at 2 posts", "found: 2"]
    assert all(len(line) <= 104 for line in told)


def test_a_query_is_compared_with_the_brands_own(run: Callable[..., str]) -> None:
    told = run("try", "ромашка -полевая", "--brand", "Ромашка").splitlines()
    assert [line for line in told if not line.startswith(" ")] == [
        "looked at 2 posts",
        "kept: 1",
        "gained: 0",
        "lost: 1",
    ]


def test_spellings_are_counted(run: Callable[..., str]) -> None:
    told = run("forms", "Рамашка")
    assert '"рамашки"' in told
    assert "ramashka" in told
