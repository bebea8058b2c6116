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


def test_a_source_can_be_dropped(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    for one in (page(1), page(2, when=NOW - timedelta(days=1)), page(3, source="новости")):
        store.keep(one)

    store.drop("Новости")

    assert list(store.pages("Новости", date.min)) == []
    assert list(store.pages("новости", date.min)) == [page(3, source="новости")]


def test_old_days_are_forgotten(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    store.keep(page(1, when=NOW - timedelta(days=20)))
    store.keep(page(2))

    assert store.forget(NOW.date() - timedelta(days=14)) == 1
    assert list(store.pages("Новости", date(2000, 1, 1))) == [page(2)]


def test_pages_kept_after_a_crash_are_read_too(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    store.keep(page(1))
    store.keep(page(200_000))
    (file,) = tmp_path.glob("*/*.pages.gz")
    for cut in (5, 60, file.stat().st_size - 150):
        whole = file.read_bytes()
        file.write_bytes(whole[:-cut])
        store.keep(page(3))
        assert list(store.pages("Новости", NOW.date())) == [page(1), page(3)]
        file.write_bytes(whole)


def test_the_earliest_days_make_room(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    days = [NOW - timedelta(days=back) for back in (3, 2, 1, 0)]
    for day in days:
        store.keep(page(1, when=day))
    size = sum(path.stat().st_size for path in tmp_path.glob("*/*"))

    assert store.shrink(size) == 0
    assert store.days("Новости") == [day.date() for day in days]
    assert store.shrink(size // 2) == 2
    assert store.days("Новости") == [day.date() for day in days[2:]]
    assert store.shrink(1) == 1
    assert store.days("Новости") == [NOW.date()]  # what was fetched just now stays
