"""What forms and addresses may hold; anything longer or larger is refused before a route runs."""

from typing import Annotated

from fastapi import Form, Path
from pydantic import AfterValidator, Field


def strip_text(text: str) -> str:
    """A typed text as kept: no spaces around it, none of the signs databases refuse."""
    return text.replace("\0", "").replace("\r\n", "\n").strip()


def read_id(text: str) -> int | None:
    """The number of a row as a form gives it; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


Id = Annotated[int, Field(ge=0, lt=2**31)]
RowId = Annotated[Id, Path()]
Word = Annotated[str, Field(max_length=200), AfterValidator(strip_text)]
Text = Annotated[str, Form(max_length=20_000), AfterValidator(strip_text)]
Secret = Annotated[str, Form(max_length=1000)]
