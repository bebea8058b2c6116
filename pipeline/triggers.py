"""The words that make a mention urgent, by trigger and grade, in the query language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trigger:
    """A named sign: how grave it is (1 to 3, 0: off) and the terms of a text that show it."""

    name: str
    grade: int
    terms: tuple[str, ...]


# Signs around a text, with their grades; they have no terms.
AROUND = {
    "low stars": 2,
    "repeat author": 2,
    "spreading": 3,
    "followers": 2,
    "many listen": 2,
    "long thread": 1,
    "found late": 1,
}
TRIGGERS = (
    Trigger(
        "health",
        3,
        (
            *("отравиться", "отравление", "больница", "госпитализ*", "аллергия", "ожог", "травма"),
            *("плесень", "таракан", "тошнит", "рвота", "умер", "умерла", "загорелся", "взорвался"),
            *('"скорая"', '"скорую"', "poisoned", '"food poisoning"', "hospital", "ambulance"),
            *("allergic", "injur*", "mold", "mould", "vomit*", '"caught fire"', "exploded"),
        ),
    ),
    Trigger(
        "children",
        3,
        (
            *("ребенок", "дети", "младенец", "малыш", "детский", "беременн*"),
            *("child", "children", "toddler", "pregnant"),
            *('"my baby"', '"my kid"', '"my son"', '"my daughter"'),
        ),
    ),
    Trigger(
        "fraud",
        3,
        (
            *("мошенник", "мошенничество", "мошенническ*", "аферист", "кидалово", "взломали"),
            *('"украли деньги"', '"списали деньги без"', '"утечка данных"', "fraud", "scam*"),
            *("stolen", "hacked", '"data leak"', '"data breach"', '"without my consent"'),
        ),
    ),
    Trigger(
        "law",
        3,
        (
            *("суд", "иск", "адвокат", "юрист", "прокуратура", "роспотребнадзор", "полиция"),
            *("досудебн*", "финомбудсмен", '"претензию"', '"в цб"', '"в фас"', "lawyer", "lawsuit"),
            *("attorney", "regulator", '"take you to court"', '"consumer protection"'),
        ),
    ),
    Trigger(
        "press",
        2,
        (
            *("журналист", "репортаж", "телевидение", "телеканал", "блогер"),
            *("journalist", "reporter", "newsroom", "blogger"),
        ),
    ),
    Trigger(
        "outage",
        2,
        (
            *('"не работает у всех"', '"у всех не работает"', '"массовый сбой"', '"все упало"'),
            *('"сервис лежит"', '"сайт лежит"', '"приложение лежит"', '"сервис упал"'),
            *("outage", '"is down"', '"down for everyone"'),
        ),
    ),
    Trigger(
        "money",
        2,
        (
            *('"верните деньги"', '"вернуть деньги"', '"возврат денег"', '"двойное списание"'),
            *('"деньги не вернули"', '"не вернули деньги"', '"не возвращают деньги"', "списали"),
            *("переплат*", "refund", '"money back"', "overcharged", '"charged twice"'),
            "chargeback",
        ),
    ),
    Trigger(
        "leaving",
        2,
        (
            *('"больше никогда"', '"ухожу от вас"', '"удаляю приложение"', '"ноги моей"'),
            *('"закрываю счет"', '"расторгаю договор"', '"never again"', '"cancel my"'),
            *('"switching to"', "cancelling"),
        ),
    ),
    Trigger(
        "ignored",
        2,
        (
            *('"никто не отвечает"', '"не отвечают"', '"не дозвониться"', '"нет ответа"'),
            *("игнорир*", "отписка", '"no response"', '"no reply"', '"nobody answers"', "ignored"),
        ),
    ),
    Trigger(
        "access",
        2,
        (
            *("инвалид", "инвалидность", "незряч*", "слабовидящ*", "пенсионер", "disabled"),
            *("wheelchair", '"screen reader"'),
        ),
    ),
)
