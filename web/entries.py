"""What a form says of a brand, a source or a rule, checked by the reader of watch files."""

import re
import tomllib
from collections.abc import Iterable

from pipeline.errors import OtklikError, Said
from pipeline.toml_text import write_table
from pipeline.watch import Options, Watch
from pipeline.watchfile import read_text, write_text


def checked(watch: Watch) -> Watch:
    """The same watch, held to a watch file's rules; raises OtklikError that names the field."""
    return read_text(write_text(watch), Said("form"))


def must_be_free(thing: str, name: str, taken: Iterable[str], kept: str) -> None:
    """Raise OtklikError for a new thing with the name of another: that one would be changed."""
    if not kept and name in taken:
        raise OtklikError(
            '%(thing)s "%(name)s": this name is taken; choose another', thing=Said(thing), name=name
        ).at("name")


def read_options(text: str) -> Options:
    """Lines of `name = value` as options; raises OtklikError for what is not TOML."""
    try:
        options = tomllib.loads(text)
        write_options(options)
    except (ValueError, RecursionError) as error:  # not TOML, or a number of thousands of digits
        found = re.search(r"line (\d+)", str(error))
        raise OtklikError(
            'options: line %(line)s cannot be read; write lines like limit = 5 or to = "text"',
            line=found[1] if found else max(len(text.splitlines()), 1),
        ).at("options") from error
    except TypeError as error:  # TOML has them, and no option is one
        raise OtklikError("options: a date or a time is no value; write texts in quotes").at(
            "options"
        ) from error
    return options


def write_options(options: Options) -> str:
    """Options as lines of `name = value`."""
    return write_table("options", options).partition("\n")[2]
