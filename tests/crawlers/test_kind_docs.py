"""The example of each kind in docs/kinds is a source that works."""

import re
from pathlib import Path

import pytest

from crawlers.spiders import open_spider
from pipeline.watchfile import read_text

DOCS = Path(__file__).parents[2] / "docs/kinds"


@pytest.mark.parametrize("document", sorted(DOCS.glob("*.md")), ids=lambda path: path.stem)
def test_the_example_can_be_watched(document: Path) -> None:
    [example] = re.findall(r"```toml\n(.*?)```", document.read_text(encoding="utf-8"), re.S)

    [source] = read_text(example, document.name).sources

    assert source.kind == document.stem
    assert open_spider(source).option("pages", int) > 0
