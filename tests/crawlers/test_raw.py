"""Pages kept to be read again."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from crawlers.raw import RawPage, RawStore

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def page(number: int, source: str = "Новости", when: datetime = NOW) -> RawPage:
    return RawPage(source, f"http://a.example/{number}", "text/html", when, b"\xff\x00<p>" * number)


def test_pages_come_back_as_they_were(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    pages = [page(1), page(2, when=NOW + timedelta(days=1)), page(0, when=NOW + timedelta(days=1))]
    for one in [*pages, page(9, source="новости")]:
        store.keep(one)

    assert list(store.pages("Новости", NOW.date())) == pages
    assert list(store.pages("Новости", date(2026, 11, 23))) == pages[1:]


def test_a_page_cut_off_by_a_crash_costs_only_itself(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    store.keep(page(1))
    store.keep(page(2))
    (file,) = tmp_path.glob("*/*.pages.gz")
    file.write_bytes(file.read_bytes()[:-5])

    assert list(store.pages("Новости", NOW.date())) == [page(1)]


def test_old_days_are_forgotten(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    store.keep(page(1, when=NOW - timedelta(days=20)))
    store.keep(page(2))

    assert store.forget(NOW.date() - timedelta(days=14)) == 1
    assert list(store.pages("Новости", date(2000, 1, 1))) == [page(2)]
