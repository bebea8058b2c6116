"""Asking a platform's interface: addresses, and the tokens an installation must have for it."""

from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

from pydantic import SecretStr

from pipeline.errors import OtklikError
from pipeline.settings import PREFIX
from pipeline.watch import Source


def address(base: str, **asked: str | int | None) -> str:
    """An address with a query; what is None is not asked for."""
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    return f"{base}?{query}" if query else base


def changed(url: str, **asked: str) -> str:
    """The same address with some values of its query changed."""
    base, _, query = url.partition("?")
    return address(base, **(dict(parse_qsl(query)) | asked))


def steps(url: str) -> list[str]:
    """The parts of an address's path."""
    return [unquote(step) for step in urlsplit(url).path.split("/") if step]


def asked(url: str, name: str) -> str | None:
    """A value in an address's query."""
    return parse_qs(urlsplit(url).query).get(name, [None])[0]


def need(secret: SecretStr | None, setting: str, source: Source, how: str) -> str:
    """A token's text; without the token, what the source needs and where to get it."""
    if secret is None or not secret.get_secret_value():
        raise OtklikError(
            f'source "{source.name}": kind "{source.kind}" needs {PREFIX}{setting} ({how})'
        )
    return secret.get_secret_value()


def not_understood(source: Source, *examples: str) -> OtklikError:
    """An address that this kind does not know how to walk."""
    known = ", ".join(examples)
    return OtklikError(
        f'source "{source.name}": kind "{source.kind}" does not know {source.url} '
        f"(it knows {known})"
    )
