"""Personal data in a text, told by its format and, where there is one, by its checksum.  (pure)"""

import re
from collections.abc import Iterator

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\d.,])(?:\+\d{1,3}|8)[\s(.-]{0,2}\d{3}[\s).-]{0,2}\d{3}[\s.-]?\d\d[\s.-]?\d\d(?!\d)"
)
_ABROAD = re.compile(r"(?<![\w.,+])\+(?!7)[1-9](?:[ ().-]{0,2}\d){8,13}(?!\d)")
# What brands publish themselves: lines that cost the caller nothing, and letter boxes of a team.
_FREE_LINE = re.compile(r"(?:\+7|8|\+?1)[\s(.-]{0,2}800")
_TEAM_BOX = re.compile(
    r"(?:support|help|info|care|service|hello|feedback|contact|clients?|claims?|sales|office|press"
    r"|privacy|shop|orders?|zabota|pomosch?|otzyv|kundenservice|soporte|destek|pidtrymka)"
    r"(?:[._-]\w+)?@",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.,-])\d(?:[ -]?\d){9,18}(?![\w-])")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d\d(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,4})?(?!\w)")
_PASSPORT = re.compile(
    r"\b(?:паспорт\w*|passport|reisepass|pasaporte|passeport)\b[^\n\d]{0,20}\d(?:[ -]?\d){5,10}",
    re.IGNORECASE,
)
_CARD_LENGTHS = range(13, 20)


def find_personal(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses, telephones, cards, accounts and numbers of papers stand."""
    for pattern in (_EMAIL, _PHONE, _ABROAD, _PASSPORT):
        for match in pattern.finditer(text):
            if not (_FREE_LINE.match(match[0]) or _TEAM_BOX.match(match[0])):
                yield match.span()
    yield from (match.span() for match in _IBAN.finditer(text) if is_iban(match[0]))
    for match in _NUMBER.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if is_card(digits) or is_snils(match[0]) or is_inn(digits):
            yield match.span()


def is_card(digits: str) -> bool:
    """Luhn's check, by which a mistyped card is told from a card."""
    if len(digits) not in _CARD_LENGTHS or len(set(digits)) == 1:
        return False
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    plain = [int(digit) for digit in digits[-1::-2]]
    return (sum(plain) + sum(number // 10 + number % 10 for number in doubled)) % 10 == 0


def is_snils(written: str) -> bool:
    """The number of Russia's pension insurance: 123-456-789 01, or eleven figures that check."""
    digits = re.sub(r"\D", "", written)
    if len(digits) != 11:
        return False
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits[:9]))
    return total % 101 % 100 == int(digits[9:]) and int(digits) > 1001998


_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, *_INN_10)
_INN_12 = (3, *_INN_11)


def is_inn(digits: str) -> bool:
    """A person's tax number in Russia; a company's, of ten figures, is public."""
    if len(digits) != 12 or len(set(digits)) == 1:
        return False
    return _check(digits[:10], _INN_11) == digits[10] and _check(digits[:11], _INN_12) == digits[11]


def _check(digits: str, weights: tuple[int, ...]) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return str(total % 11 % 10)


def is_iban(written: str) -> bool:
    """A bank account whose check figures are right."""
    plain = written.replace(" ", "")
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1
