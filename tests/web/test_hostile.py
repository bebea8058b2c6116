"""What hostile people put into any address and form is answered; no page breaks, then or after."""

from re import sub
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant

from tests.web.test_access import ROUTES
from web.errands import Errands

# They would log us out, or never end.
APART = {"/logout", "/live", "/me/password", "/people/{person_id}/password", "/people/{person_id}"}


def names_of(part: Dependant) -> set[str]:
    """What a route, or something it depends on, reads of its address or form."""
    named = {field.alias for field in (*part.query_params, *part.body_params)} - {"csrf"}
    for field in part.query_params:  # a model of many
        named |= set(getattr(field.field_info.annotation, "model_fields", ()))
    return named.union(*(names_of(deeper) for deeper in part.dependencies))


def fill(path: str, value: str) -> str:
    """The address with what is in braces filled in."""
    return sub(r"\{\w+\}", quote(value.encode("utf-8", "surrogatepass"), safe=""), path)


@pytest.mark.parametrize(
    "value",
    [
        "9" * 4_400,
        "-1",
        "nan",
        "\0",
        "\ud800",
        "9999-12-31T23:59:59-23:59",
        "0001-01-01",
        "(" * 600,
        "[" * 900,
        "//evil.example/\r\nx: y",
        "../../etc/passwd",
        "{0.__class__}%(x)s%s",
        "a = 0x" + "f" * 4_400,
    ],
)
def test_nothing_breaks(manager: Any, app: FastAPI, value: str) -> None:
    app.state.desk.errands = Errands(("/bin/true",))
    broken = []
    for route in ROUTES:
        if route.path in APART:
            continue
        address = fill(route.path.replace("{name}", "by-channel").replace("{form}", "csv"), "1")
        said = dict.fromkeys(sorted(names_of(route.dependant)), value)
        text = urlencode(said, errors="surrogatepass")
        if "POST" in route.methods:
            kind = {"content-type": "application/x-www-form-urlencoded"}
            text += f"&csrf={manager.csrf}"
            answer = manager.client.post(
                address, content=text, headers=kind, follow_redirects=False
            )
        else:
            answer = manager.client.get(f"{address}?{text[:40_000]}", follow_redirects=False)
        leads = answer.headers.get("location", "/")
        if answer.status_code >= 500 or not leads.startswith("/") or leads.startswith("//"):
            broken.append(f"{route.path}: {answer.status_code} {leads}")
        if "{" in route.path and len(value) < 1_000:
            bent = manager.client.request(next(iter(route.methods)), fill(route.path, value))
            if bent.status_code >= 500:
                broken.append(f"{route.path}: {bent.status_code} bent")
    app.state.desk.errands.stop()
    pages = ("/audit", "/inbox", "/mentions", "/promises", "/people", "/templates", "/me")
    # They show what was kept of it.
    broken += [f"{page}: for good" for page in pages if manager.get(page).status_code != 200]

    assert broken == []
