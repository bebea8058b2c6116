"""Folding: a short cut past most texts changes none of them."""

from pipeline.folding import fold


def test_a_text_of_usual_signs_is_folded_like_any_other() -> None:
    usual = [chr(code) for code in range(0x2100)]

    assert [fold(sign + "ł") for sign in usual] == [fold(sign) + "l" for sign in usual]
    assert fold("Ещё «Ёлка» — 5`") == "еще «елка» — 5'"
