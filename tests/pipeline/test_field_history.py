"""Which sources are looked at more closely, because a field of theirs is not what it was."""

import pytest

from pipeline.field_history import wanting
from pipeline.filled import Filled


@pytest.mark.parametrize(
    ("last", "ever", "fields"),
    [
        (Filled(20, authors=20), Filled(20, authors=20), []),
        (Filled(20, authors=19), Filled(20, authors=20), []),
        (Filled(20, authors=16), Filled(20, authors=20), ["author"]),
        (Filled(20, authors=1), Filled(20, authors=3), []),
        (Filled(20), Filled(40, authors=20), ["author"]),
        (Filled(20), Filled(40), []),
        (Filled(2), Filled(20, authors=9, stars=1), ["author", "stars"]),
        (Filled(), Filled(20, authors=20), []),
        (Filled(20), Filled(), []),
    ],
)
def test_what_the_last_visit_lacks(last: Filled, ever: Filled, fields: list[str]) -> None:
    assert wanting(last, ever) == fields
