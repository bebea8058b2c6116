"""The likeliest encoding of bytes that declare none."""

from charset_normalizer import from_bytes

_SAMPLE = 50_000


def guess_charset(body: bytes) -> str:
    """A codec name; UTF-8 where it fits, else what the statistics say, else windows-1252."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(body[:_SAMPLE]).best()
        return best.encoding if best else "cp1252"
    return "utf-8"
