"""Addresses and headers that somebody bent are answered; none of them breaks a page."""

from typing import Any

import pytest

LARGE = "9" * 30


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        (f"/inbox?after={LARGE}_1_1", {}),
        (f"/inbox?after=1_1_{LARGE}", {}),
        (f"/audit?after=1_{LARGE}_1", {}),
        (f"/audit?after=1_1_{LARGE}", {}),
        ("/rules/1?kind=spike&options=a%3D2026-11-23", {}),
        ("/rules/1?kind=spike&options=a%3D0x" + "f" * 5_000, {}),
        ("/nowhere", {"referer": "http://["}),
        ("/views/counts", {"hx-current-url": "http://["}),
    ],
)
def test_a_bent_address_breaks_no_page(manager: Any, address: str, headers: dict[str, str]) -> None:
    assert manager.get(address, **headers).status_code in (200, 404)


def test_a_view_with_an_endless_word_breaks_no_list(enter: Any) -> None:
    enter("agent").post(
        "/views", page="mentions", name="Долгий", query="q=" + "щ" * 900, shared="yes"
    )

    assert "Долгий" in enter("viewer").get("/views/counts").text
