"""Sets are read by their rules and dealt by set and language, not by size."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from classifier.data import (
    Dealer,
    Example,
    SetRules,
    digest,
    measure_priors,
    read_part,
    read_set,
    without_held_back,
)
from classifier.heads import UNKNOWN

MakeData = Callable[[], Path]


def many(dataset: str, language: str, count: int) -> list[Example]:
    return [
        Example(f"{dataset} {language} {n}", language, dataset, sentiment=0) for n in range(count)
    ]


def test_every_set_and_the_acts_are_read(make_data: MakeData) -> None:
    sets = read_part(make_data(), "train", SetRules())

    assert {name: len(rows) for name, rows in sets.items()} == {"umsab": 48, "acts": 24}
    assert Counter(row.sentiment for row in sets["umsab"]) == {0: 16, 1: 16, 2: 16}


def test_an_act_says_also_whether_it_is_a_complaint(make_data: MakeData) -> None:
    acts = read_part(make_data(), "train", SetRules())["acts"]

    complaints = [row for row in acts if row.complaint == 1]
    assert {row.act for row in complaints} == {0}
    assert {(row.theme, row.severity) for row in complaints} == {(2, 1)}
    assert {(row.theme, row.severity) for row in acts if row.complaint == 0} == {(UNKNOWN, UNKNOWN)}


def test_neutral_rows_of_sets_that_have_no_neutral_class_go(make_data: MakeData) -> None:
    rules = SetRules(drop_neutral=frozenset({"umsab"}))

    assert len(read_part(make_data(), "train", rules)["umsab"]) == 32


def test_reviews_say_weakly_whether_they_complain(make_data: MakeData) -> None:
    rules = SetRules(weak_complaints=frozenset({"umsab"}), weak_weight=0.2)

    rows = read_part(make_data(), "train", rules)["umsab"]

    assert {(row.sentiment, row.complaint) for row in rows} == {(0, 1), (1, UNKNOWN), (2, 0)}
    assert {row.complaint_weight for row in rows if row.complaint != UNKNOWN} == {0.2}


def test_what_is_positive_as_a_whole_complains_of_nothing(make_data: MakeData) -> None:
    rows = read_part(make_data(), "train", SetRules(praise_weight=0.3))["umsab"]

    said = {(row.sentiment, row.brand is None, row.complaint) for row in rows}
    assert (2, True, 0) in said
    assert all(label == UNKNOWN for what, whole, label in said if (what, whole) != (2, True))
    assert {row.complaint_weight for row in rows if row.complaint == 0} == {0.3}


def test_a_language_whose_labels_are_noise_is_left_out(make_data: MakeData) -> None:
    path = make_data() / "train" / "umsab.jsonl.gz"
    whole = read_set(path, "umsab", SetRules())
    language = whole[0].language

    rows = read_set(path, "umsab", SetRules(noise=frozenset({f"umsab/{language}"})))

    assert rows == [row for row in whole if row.language != language]


def test_texts_of_the_development_sets_are_never_trained_on() -> None:
    sets = {"a": [Example("Ужас, а не банк!", "ru", "a"), Example("Хорошо", "ru", "a")]}
    held = {"b": [Example("ужас а не банк", "ru", "b")]}

    assert [row.text for row in without_held_back(sets, held)["a"]] == ["Хорошо"]


def test_the_digest_changes_with_the_data(make_data: MakeData) -> None:
    data = make_data()
    before = digest(data)
    (data / "train" / "more.jsonl.gz").write_bytes(b"x")

    assert digest(data) != before


def test_priors_never_fall_below_the_floor() -> None:
    assert measure_priors(many("a", "en", 10), 0.03) == (1.0, 0.03, 0.03)


def test_sets_are_dealt_by_weight_and_languages_by_the_root_of_their_size() -> None:
    dealer = Dealer({"a": many("a", "en", 900) + many("a", "de", 100), "b": many("b", "ru", 50)}, 1)

    shares = dealer.shares({"a": 1.0, "b": 1.0})

    assert shares["b/ru"] == pytest.approx(0.5)
    assert shares["a/en"] / shares["a/de"] == pytest.approx(3.0)


def test_a_pile_is_gone_through_before_a_row_comes_again() -> None:
    dealer = Dealer({"a": many("a", "en", 10)}, 1)

    rows = dealer.deal({"a": 1.0}, 10, turn=0)

    assert len({row.text for row in rows}) == 10


def test_sets_without_weight_are_not_dealt() -> None:
    dealer = Dealer({"a": many("a", "en", 10), "b": many("b", "en", 10)}, 1)

    assert {row.dataset for row in dealer.deal({"a": 1.0}, 50, turn=0)} == {"a"}


def test_a_cut_run_deals_on_as_if_it_had_not_been_cut() -> None:
    whole, cut = (Dealer({"a": many("a", "en", 30)}, 5) for _ in range(2))
    whole.deal({"a": 1.0}, 20, turn=0)
    cut.position.update(whole.position)

    assert cut.deal({"a": 1.0}, 20, turn=1) == whole.deal({"a": 1.0}, 20, turn=1)
