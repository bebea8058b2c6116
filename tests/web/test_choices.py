"""What is kept between pages: read again after every change of this process, and after a while."""

import pytest

from pipeline.database import Database
from pipeline.model import BrandRow
from pipeline.watch import Brand
from web import choices
from web.choices import KeptChoices


def add_brand(database: Database, name: str) -> None:
    with database.writing() as session:
        session.add(BrandRow(brand=Brand(name, name.lower())))


def test_choices_are_kept_until_something_changes(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, elsewhere = KeptChoices(filled), Database(str(filled.engine.url))

    def names() -> set[str]:
        with filled.reading() as session:
            return {row.brand.name for row in kept.read(session).brands}

    before = names()
    add_brand(elsewhere, "Чужой")
    assert names() == before
    add_brand(filled, "Новый")
    assert names() == before | {"Чужой", "Новый"}
    add_brand(elsewhere, "Третий")
    monkeypatch.setattr(choices, "KEPT", -1.0)
    assert "Третий" in names()
    elsewhere.close()


def test_who_writes_sees_their_own_changes(filled: Database) -> None:
    kept = KeptChoices(filled)
    with filled.writing() as session:
        session.add(BrandRow(brand=Brand("Новый", "новый")))
        session.flush()
        assert "Новый" in {row.brand.name for row in kept.read(session).brands}
