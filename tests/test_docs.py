"""Every command, setting, report, kind and rule is named in the documentation."""

import re
from pathlib import Path

import pytest

from pipeline.commands import COMMANDS
from pipeline.reports.registry import REPORTS
from pipeline.settings import PREFIX, Settings
from pipeline.watch import KINDS

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize("name", COMMANDS)
def test_command_is_documented(name: str) -> None:
    assert f"`otklik {name}" in (DOCS / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_setting_is_documented(name: str) -> None:
    assert f"`{PREFIX}{name.upper()}`" in (DOCS / "settings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", REPORTS)
def test_report_is_documented(name: str) -> None:
    assert f"`{name}`" in (DOCS / "reports.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_kind_is_documented(kind: str) -> None:
    assert (DOCS / "kinds" / f"{kind}.md").is_file()


def test_links_between_pages_lead_somewhere() -> None:
    pages = [*DOCS.rglob("*.md"), *DOCS.parent.glob("*.md")]
    dead = [
        f"{page.name}: {link}"
        for page in pages
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]

    assert dead == []
