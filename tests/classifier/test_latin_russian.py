"""Russian in Latin letters: told, written back, judged as what it says."""

import pytest

from classifier.language import detect
from classifier.latin_russian import is_russian, write_cyrillic
from classifier.places import place_words
from classifier.prepare import MARK, prepare

COMPLAINT = "Kupil 4ajnik, 4erez nedelyu slomalsya! Den'gi ne vernuli, podderzhka molchit."


@pytest.mark.parametrize(
    "text",
    [
        COMPLAINT,
        "Zakazala chainik, privezli drugoy, teper nikto ne otvechaet uzhe vtoruyu nedelju",
        "vsyo ochen ponravilos, spasibo",
        "Vs'o o4en' ponravilos', spasibo",
        "eto uzhasno, ya ne ponimayu, pochemu tak dolgo",
    ],
)
def test_russian_is_told_however_it_is_spelt(text: str) -> None:
    assert is_russian(text)
    assert detect(text) == "ru"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "spasibo",  # one word is quoted in any language
        "Купил чайник, esche ne vernuli dengi segodnya",  # both, and readable as it is
        "My kettle broke after a week, and nobody answers.",
        "Kupio sam čajnik, pokvario se posle nedelju dana, nisu vratili novac",
        "Kupil sem grelnik, po enem tednu se je pokvaril, denarja niso vrnili",
        "Kupiłem czajnik, po tygodniu się zepsuł, nikt nie odpowiada",
        "Koupil jsem konvici, po týdnu se rozbila a peníze nevrátili",
        "Det tager en uge og to dage, men kedlen er huge",
        "Kupih si chainik i sled sedmitsa se razvali, nikoi ne otgovarya",  # Bulgarian
        "Kupyv chainyk, cherez tyzhden zlamavsia, hroshi ne povernuly",  # Ukrainian
        "Eta eroso eta garbia",
        "see https://example.ru/segodnya/pochemu and @spasibo and #segodnya",
    ],
)
def test_nothing_else_is_taken_for_it(text: str) -> None:
    assert not is_russian(text)
    assert detect(text) != "ru" or not text.isascii()


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Schuka uzhe techyot", "Щука уже течёт"),
        ("eto vs'o", "это всьо"),
        ("xorosho, horosho, khorosho", "хорошо, хорошо, хорошо"),
        ("moj, moy; yug, jug", "мой, мой; юг, юг"),
        ("4to 4G", "что 4G"),
        ("@spasibo #segodnya http pochta a.b@mail.ru", "@spasibo #segodnya http почта a.b@mail.ru"),
    ],
)
def test_words_are_written_back(latin: str, cyrillic: str) -> None:
    assert write_cyrillic(latin) == cyrillic


def test_the_transformer_reads_cyrillic_and_the_brand_as_it_is_named() -> None:
    read, brand = prepare("Zefir Home slomalsya cherez nedelyu, uzhasno", "Zefir Home")

    assert read == f"{MARK}Zefir Home{MARK} сломался через неделю, ужасно"
    assert brand == "Zefir Home"
    assert prepare("Zefir slomalsya cherez nedelyu", "Зефир")[0].startswith(f"{MARK}Зефир{MARK}")


def test_words_behind_a_verdict_are_told_in_the_letters_of_the_text() -> None:
    words = {word.text for word in place_words(COMPLAINT, None).words}

    assert {"slomalsya", "vernuli", "molchit"} <= words


def test_a_word_without_end_is_read_in_one_pass() -> None:
    assert not is_russian("a" * 19_000 + "/")
    assert write_cyrillic("y" * 19_000 + "/") == "y" * 19_000 + "/"
