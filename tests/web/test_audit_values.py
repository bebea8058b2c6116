"""What the audit log calls values: words of lists are translated, what people wrote is not."""

import pytest

from web.audit_values import say_name, say_value, say_verdict
from web.languages import translations

SAYS = translations("ru").gettext


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("channel", "forum", "Форум"),
        ("name", "channel", "channel"),
        ("name", "forum", "forum"),
        ("query", "blog", "blog"),
        ("enabled", "true", "да"),
        ("notify", '["assignee", "news"]', "исполнителю, news"),
    ],
)
def test_a_value_is_translated_where_it_is_a_word_of_a_list(
    column: str, text: str, said: str
) -> None:
    assert say_value(column, text, SAYS, "ru") == said


def test_brands_keep_their_names_among_translated_words() -> None:
    assert say_name("promise", "Name, any channel", SAYS) == "Name, любой канал"
    assert say_verdict("negative, complaint, Name", SAYS) == "Негатив, жалоба, Name"


@pytest.mark.parametrize("depth", [400, 900, 3_000])
def test_a_text_of_brackets_breaks_no_page(depth: int) -> None:
    text = "[" * depth + "1" + "]" * depth
    assert say_value("text", text, SAYS, "ru") == text
