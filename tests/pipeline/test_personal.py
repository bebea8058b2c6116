import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.personal import find_personal


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "2200-0000-0000-0004",
        "5555555555554444",
        "112-233-445 95",
        "500100732259",
        "DE89 3704 0044 0532 0130 00",
        "GB82WEST12345698765432",
        "+7 (912) 345-67-89",
        "olga@mail.example",
        "паспорт 4510 123456",
    ],
)
def test_personal_data_is_found(text: str) -> None:
    draft = f"Ваши данные: {text}, верно?"
    assert text in {draft[start:end] for start, end in find_personal(draft)}


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",  # no card: its last figure is wrong
        "0000 0000 0000 0000",
        "112-233-445 96",
        "500100732258",
        "7707083893",  # a company's tax number is public
        "DE89 3704 0044 0532 0130 02",
        "с 10.00 до 20.00, 15 000 рублей",
        "2026-11-22 15:30",
    ],
)
def test_other_numbers_are_left_in_peace(text: str) -> None:
    assert list(find_personal(f"Вот: {text}.")) == []


@given(st.text(max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    assert all(0 <= start < end <= len(text) for start, end in find_personal(text))
