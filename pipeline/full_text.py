"""Asking the full-text indexes: which posts, and which tasks' posts, hold the words of a question.

pipeline.word_index makes the indexes and keeps them; pipeline.search_words says what is a word.
"""

from sqlalchemy import (
    ColumnElement,
    String,
    TableClause,
    bindparam,
    column,
    literal_column,
    table,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType

from pipeline.search_words import ask

INDEX = "said_words"  # migrations leave whatever begins so alone: it can always be made anew
TASK_INDEX = f"{INDEX}_in_tasks"
WORDS = table(INDEX, column("rowid"))  # of every post, by its number
# Of the posts that tasks answer, by the task's number: far fewer than posts that hold the word.
TASK_WORDS = table(TASK_INDEX, column("rowid"))


class Named(FunctionElement[bool]):
    """True for rows of an index that hold all words of a question."""

    name = "named"
    # SQLite would be asked whether a Boolean equals 1.
    type = NullType()  # type: ignore[assignment]
    inherit_cache = True


def says(question: str, index: TableClause = WORDS) -> ColumnElement[bool] | None:
    """The condition that a row of an index holds all words of a question; None for no words.

    Words are found in all their forms ("доставка" finds "доставку"), "дост*" by their beginning,
    and in scripts without spaces wherever they stand.
    """
    asked = ask(question)
    if not asked:
        return None
    return Named(literal_column(index.name), bindparam("asked", asked, String, unique=True))


@compiles(Named, "sqlite")
def _named_on_sqlite(element: Named, compiler: SQLCompiler, **how: object) -> str:
    index, asked = (compiler.process(part, **how) for part in element.clauses)
    return f"{index} MATCH {asked}"


@compiles(Named, "postgresql")
def _named_on_postgresql(element: Named, compiler: SQLCompiler, **how: object) -> str:
    index, asked = (compiler.process(part, **how) for part in element.clauses)
    for ours, theirs in (('"*', "'':*"), ('"', "''"), (" AND ", " & ")):
        asked = f"replace({asked}, '{ours}', '{theirs}')"
    return f"{index}.words @@ CAST({asked} AS tsquery)"
