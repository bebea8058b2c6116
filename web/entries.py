"""What a form says of a brand, a source or a rule, checked by the reader of watch files."""

import tomllib

from pipeline.errors import OtklikError, Said
from pipeline.toml_text import write_table
from pipeline.watch import Options, Watch
from pipeline.watchfile import read_text, write_text


def checked(watch: Watch) -> Watch:
    """The same watch, held to a watch file's rules; raises OtklikError that names the field."""
    return read_text(write_text(watch), Said("form"))


def read_options(text: str) -> Options:
    """Lines of `name = value` as options; raises OtklikError for what is not TOML."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise OtklikError(
            'options: write lines like limit = 5 or to = "text" (%(error)s)', error=error
        ) from error


def write_options(options: Options) -> str:
    """Options as lines of `name = value`."""
    return write_table("options", options).partition("\n")[2]
