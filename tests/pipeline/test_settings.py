"""Settings: what follows from them, and what is refused."""

import pytest

from pipeline.errors import OtklikError
from pipeline.settings import Settings, check_names, read_settings


def test_the_threshold_comes_from_both_costs() -> None:
    settings = Settings(minutes_per_false_alarm=2, minutes_per_missed_complaint=8)

    assert settings.complaint_threshold == pytest.approx(0.2)


def test_one_cost_alone_leaves_the_threshold_to_the_judge() -> None:
    assert Settings(minutes_per_false_alarm=2).complaint_threshold is None


def test_an_unknown_setting_names_the_nearest() -> None:
    with pytest.raises(OtklikError, match=r'"OTKLIK_JUGDE" .did you mean "OTKLIK_JUDGE"'):
        check_names({"OTKLIK_JUGDE": "words", "PATH": "/bin"})


def test_the_desk_is_linked_by_its_public_address() -> None:
    assert Settings(address="https://desk.example/").desk == "https://desk.example"
    assert Settings(host="::1", port=80).desk == "http://[::1]:80"


@pytest.mark.parametrize(
    "address", ["desk.example", "https://", "ftp://desk.example", "https://desk.example/otklik"]
)
def test_an_address_that_leads_to_no_desk_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTKLIK_ADDRESS", address)
    read_settings.cache_clear()
    with pytest.raises(OtklikError, match="OTKLIK_ADDRESS: write it as https://"):
        read_settings()
    read_settings.cache_clear()
