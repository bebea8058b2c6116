"""Where answers may be sent: public addresses over https, and what the allow list names."""

import socket

import pytest

from pipeline.posting.door import Door, NotPosted
from tests.pipeline.posting.conftest import Site


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://127.0.0.1:9/x", "its address is not public"),
        ("https://localhost:9/x", "its address is not public"),
        ("https://169.254.169.254/latest", "its address is not public"),
        ("https://[::1]:9/x", "its address is not public"),
        ("https://[::ffff:10.0.0.1]/x", "its address is not public"),
        ("http://example.org/x", "https only"),
        ("ftp://example.org/x", "https only"),
    ],
)
def test_private_addresses_and_plain_http_are_refused(url: str, said: str) -> None:
    with pytest.raises(NotPosted, match=said):
        Door([]).send_json(url, {}, {})


def test_another_port_of_an_allowed_host_is_refused(site: Site) -> None:
    with pytest.raises(NotPosted):
        Door(["127.0.0.1:1"]).send_json(f"{site.address}/x", {}, {})
    assert site.calls == []


def test_nobody_there_means_nothing_posted() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(NotPosted, match="nothing was sent, try later"):
        Door([host]).send_json(f"http://{host}/x", {}, {})


def test_an_answer_that_is_no_json_says_nothing(site: Site) -> None:
    site.rule = lambda _call: (200, b"<html>")
    answer = site.door().send_json(f"{site.address}/x", {}, {})

    assert (answer.content, answer.at("a", 0)) == (None, None)
