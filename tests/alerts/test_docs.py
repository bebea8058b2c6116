"""Every type of rule and every option is named in the documentation."""

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from alerts.notifiers import NOTIFIERS
from alerts.rules import RULES, read_rule
from pipeline.watch import Rule

PAGE = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", RULES)
def test_type_is_documented(name: str) -> None:
    assert f"### `{name}`" in PAGE
    for option in fields(RULES[name].options):
        assert f"`{option.name}`" in PAGE


def test_the_example_is_a_sound_rule() -> None:
    block = PAGE.partition("```toml\n")[2].partition("```")[0]
    (given,) = tomllib.loads(block)["rule"]
    own = {"name", "type", "to"}
    options = {key: value for key, value in given.items() if key not in own}

    ready = read_rule(Rule(given["name"], given["type"], given["to"], options), {"team": ""})
    assert ready.options.quiet == "22:00-08:00"


def test_own_notifiers_are_documented() -> None:
    assert all(f"`{scheme}://" in PAGE for scheme in NOTIFIERS)
