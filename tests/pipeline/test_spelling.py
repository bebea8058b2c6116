"""Spelling beside Russian: slips are found, and what is no slip is left in peace."""

import pytest

from pipeline.spelling import find_misspelt
from pipeline.tone import Fault, Tone, check

SLIPS = [
    ("en", "We recieved your mesage. Thier courier is late.", ["received", "message", "Their"]),
    ("en", "Please adress it to us.", ["address"]),  # and not "dress", which is more frequent
    ("de", "Die Liferung ist falch, die Rechnug auch.", ["Lieferung", "falsch", "Rechnung"]),
    ("fr", "Nous somes désolés du rétard de votre comande.", ["sommes", "retard", "commande"]),
    ("it", "Ci dispiacce per il ritrado.", ["dispiace", "ritardo"]),
    ("pt", "Lamentamos o atrazo da sua encomneda.", ["atraso", "encomenda"]),
    ("nl", "Het spijt ons dat uw pakkje te laat is.", ["pakje"]),
]
RIGHT = [
    (
        "en",
        "Dear Olga, our courier couldn't reach you; we've refunded the fee. See a.exmple.",
    ),
    ("en", "Write to @romashka_hlep or helpp@example.org about ordr-5, the chatbot misrouted it."),
    ("en", "We sent Romashkka a parcel."),  # a name by its capital letter
    ("de", "Bitte schreiben Sie uns die Bestellnummer als Direktnachricht, Frau Schmidt."),
    ("fr", "Écrivez-nous en message privé, s'il vous plaît. Merci de nous avoir prévenus."),
    ("it", "Le rimborseremo le spese di spedizione e verificheremo l'ordine con il negozio."),
    ("pt", "Vamos devolver os custos de envio. Por favor, envie-nos uma mensagem privada."),
    ("nl", "Wij vergoeden de verzendkosten en controleren de levering bij de winkel."),
    ("es", "Gracias por avisarnos, lamentamoss la demora."),  # no list that would be good enough
    (None, "recieved"),
]


@pytest.mark.parametrize(("language", "text", "meant"), SLIPS)
def test_slips_are_found_with_what_was_meant(language: str, text: str, meant: list[str]) -> None:
    assert [instead for *_, instead in find_misspelt(text, language, ())] == meant


@pytest.mark.parametrize(("language", "text"), RIGHT)
def test_names_addresses_and_long_words_are_left_in_peace(language: str | None, text: str) -> None:
    assert list(find_misspelt(text, language, ())) == []


def test_words_of_the_post_the_brand_and_the_switch_are_heeded() -> None:
    text = "Your Cafée is at the recption."
    tone = Tone(allowed=("recption",))
    assert [it.text for it in check(text, Tone(), written_in="en")] == ["recption"]
    assert check(text, tone, written_in="en") == []
    assert check(text, Tone(), written_in="en", known={"recption"}) == []
    assert check(text, Tone(spelling=False), written_in="en") == []
    assert check("Ваше писмо", Tone(), written_in="ru", known={"писмо"}) == []
    assert check("Ваше писмо", Tone(), written_in="ru")[0].fault is Fault.SPELLING


def test_a_flood_of_unknown_words_is_not_looked_at_to_its_end() -> None:
    assert len(list(find_misspelt("recieved " * 2_000, "en", ()))) == 50
