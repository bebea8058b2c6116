"""Every type of rule and every option is named in the documentation."""

from dataclasses import fields
from pathlib import Path

import pytest

from alerts.rules import RULES

PAGE = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", RULES)
def test_type_is_documented(name: str) -> None:
    assert f"### `{name}`" in PAGE
    for option in fields(RULES[name].options):
        assert f"`{option.name}`" in PAGE
