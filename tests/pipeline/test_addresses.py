"""Addresses that no visit could begin with are refused in words."""

import pytest

from pipeline.addresses import check_web_address
from pipeline.errors import OtklikError


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("news.example", "is not an address"),
        ("file:///etc/passwd", "is not an address"),
        ("https://me:secret@news.example/", "leave name and password out"),
        ("https://[news", "is not an address"),
        ("https://news.example:99999", "is not an address"),
        ("https://", "names no host"),
        (f"https://{'n' * 3000}.example", "is longer than 2083"),
    ],
)
def test_what_is_no_address(url: str, words: str) -> None:
    with pytest.raises(OtklikError, match=words) as told:
        check_web_address(url)
    assert "secret" not in str(told.value)


def test_addresses_as_people_write_them() -> None:
    for url in ("HTTPS://news.example", "http://новости.рф/чай и кофе", "http://127.0.0.1:80/?a=b"):
        check_web_address(url)
