"""Where answers may be sent: public addresses over https, and what the allow list names."""

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import sleep

import pytest

from pipeline.posting.door import Door, NotPosted, Uncertain
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


def test_an_answer_a_byte_at_a_time_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door, ThreadPoolExecutor() as pool:
        pool.submit(_trickle, door)
        host = f"127.0.0.1:{door.getsockname()[1]}"
        with pytest.raises(Uncertain, match="no answer in time"):
            Door([host], timeout=0.3).send_json(f"http://{host}/x", {}, {})


def _trickle(door: socket.socket) -> None:
    """A good answer, a byte every tenth of a second: no single wait of it is long."""
    caller = door.accept()[0]
    with caller, suppress(ConnectionError):
        for byte in b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}":
            caller.sendall(bytes([byte]))
            sleep(0.1)
