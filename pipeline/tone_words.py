"""Words and patterns a reply should think twice about, in Russian and English."""

import re

# What is said to a friend, and the same said formally.
ADDRESSES = {
    "ru": {
        "ты": "вы",
        "тебя": "вас",
        "тебе": "вам",
        "тобой": "вами",
        "тобою": "вами",
        "твой": "ваш",
        "твоя": "ваша",
        "твое": "ваше",
        "твои": "ваши",
        "твоего": "вашего",
        "твоей": "вашей",
        "твоему": "вашему",
        "твоим": "вашим",
        "твоем": "вашем",
        "твоих": "ваших",
        "твоими": "вашими",
        "твою": "вашу",
    },
    "de": {
        "du": "Sie",
        "dich": "Sie",
        "dir": "Ihnen",
        "dein": "Ihr",
        "deine": "Ihre",
        "deinen": "Ihren",
        "deinem": "Ihrem",
        "deiner": "Ihrer",
        "deines": "Ihres",
    },
    "es": {
        "tú": "usted",
        "ti": "usted",
        "contigo": "con usted",
        "tu": "su",
        "tus": "sus",
        "vosotros": "ustedes",
        "vuestro": "su",
        "vuestra": "su",
    },
    "fr": {
        "tu": "vous",
        "toi": "vous",
        "te": "vous",
        "ton": "votre",
        "ta": "votre",
        "tes": "vos",
    },
}
FORMAL = frozenset(ADDRESSES["ru"].values())

SLANG = {
    "ru": (
        *("окей", "ок", "норм", "чё", "щас", "ваще", "прикольно", "прикол", "круто", "жесть"),
        *("фигня", "косяк", "косячить", "лажа", "юзать", "юзер", "пофиксить", "залить", "капец"),
        *("блин", "спс", "пжл", "пжлст", "плиз", "сорян", "сорри", "лол", "ахах*", "имхо"),
    ),
    "en": (
        *("gonna", "wanna", "gotta", "ain", "dude", "bro", "lol", "lmao", "omg", "wtf", "crap"),
        *("sucks", "thx", "pls", "plz", "ur", "idk", "tbh", "nope", "yep", "oops", "my bad"),
    ),
}

# What to write instead, where one word or phrase stands for another.
INSTEAD = {
    "окей": "хорошо",
    "ок": "хорошо",
    "норм": "хорошо",
    "чё": "что",
    "щас": "сейчас",
    "ваще": "вообще",
    "круто": "отлично",
    "косяк": "ошибка",
    "фигня": "ошибка",
    "юзать": "пользоваться",
    "юзер": "пользователь",
    "пофиксить": "исправить",
    "спс": "спасибо",
    "пжл": "пожалуйста",
    "пжлст": "пожалуйста",
    "плиз": "пожалуйста",
    "сорян": "извините",
    "сорри": "извините",
    "имхо": "по нашему мнению",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "have to",
    "thx": "thank you",
    "pls": "please",
    "plz": "please",
    "ur": "your",
    "nope": "no",
    "yep": "yes",
    "my bad": "our mistake",
    "oops": "we are sorry",
    "вы должны": "пожалуйста",
    "вы обязаны": "пожалуйста",
    "you must": "please",
    "you have to": "please",
    "you should have": "next time, please",
}

NEGATIVE = {
    "ru": (
        *("к сожалению", "увы", "невозможно", "нельзя", "не можем", "не могу", "не сможем"),
        *("не получится", "не предусмотрено", "не предоставляем", "вынуждены отказать"),
        *("это не наша", "не наша вина", "не в нашей компетенции", "вы должны", "вы обязаны"),
        *("вы не правы", "вы сами", "вы ошибаетесь", "ваша вина", "отказано"),
    ),
    "en": (
        *("unfortunately", "impossible", "cannot", "can t", "unable", "not possible"),
        *("not our fault", "your fault", "you must", "you have to", "you should have"),
        *("you are wrong", "as i said", "calm down", "company policy", "no way"),
    ),
}

# Beginnings of words that only look like diminutives.
NOT_DIMINUTIVE = (
    *("очк", "точк", "ручк", "бочк", "дочк", "почк", "мочк", "строчк", "сорочк", "оболочк"),
    *("одиночк", "цепочк", "заточк", "рассрочк", "отсрочк", "просрочк", "проволочк", "удочк"),
    *("печк", "свечк", "аптечк", "осечк", "насечк", "утечк", "девушк", "бабушк", "дедушк"),
    *("подушк", "игрушк", "ловушк", "пушк", "кукушк", "лягушк", "ракушк", "ватрушк", "сушк"),
    *("погремушк", "верхушк", "опушк", "кормушк", "катушк", "заглушк", "избушк", "маленьк"),
    *("хорошеньк", "квартирушк", "ушк", "тушк", "сушк", "мушк", "заочк", "сеточк", "косточк"),
)

_MONTH = (
    "январ|феврал|март|апрел|ма[йяе]|июн|июл|август|сентябр|октябр|ноябр|декабр"
    "|january|february|march|april|may|june|july|august|september|october|november|december"
)
_DATE = rf"\d{{1,2}}(?:\.\d\d\b|\s+(?:{_MONTH})\w*)"
_DAY = (
    "понедельник|вторник|сред[уы]|четверг|пятниц|суббот|воскресень"
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
)
_UNIT = r"(?:минут|час|дн|день|сут|недел|месяц|minute|hour|day|week|month)\w*"
_NUMBER = r"(?:\d{1,3}(?:\s?[-–]\s?\d{1,3})?|дву[хм]|тр[её]х|одного|two|three|a|an|few)"

# A time given in public is a promise.
PROMISES = (
    re.compile(
        rf"\b(?:до|ко?|не позднее|by|before|until)\s+\d{{1,2}}(?:\.\d\d\b|\s+(?:{_MONTH})\w*)", re.I
    ),
    re.compile(rf"\b(?:до|ко?|во?|by|on|before|until)\s+(?:{_DAY})\w*", re.I),
    re.compile(rf"\b(?:через|за|в течение|within|in)\s+(?:{_NUMBER}\s+)?(?:\w+\s+)?{_UNIT}", re.I),
    re.compile(r"\b(?:завтра|послезавтра|сегодня же|tomorrow|tonight)\b", re.I),
    re.compile(r"\b(?:гарантиру\w+|обеща\w+|we (?:guarantee|promise))\b", re.I),
)

# What people write of an order: its number follows the word, and holds a figure.
ORDER = re.compile(
    r"\b(?:заказ\w*|накладн\w*|посылк\w*|order|parcel|tracking|bestellung|pedido|commande)\b"
    r"[\s:,-]{0,3}(?:№|#|n[o°]\.?|номер\w*|number|nr\.?)?[\s:]{0,2}"
    r"((?=[\w-]{0,19}\d)[A-ZА-Я\d][\w-]{3,19})",
    re.IGNORECASE,
)

EMOJI = re.compile(
    "(?:[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55][\ufe0f\u200d]*)+|[:;]-?[()D]"
)

SHOUTING = (
    re.compile(r"[!?]{3,}"),
    re.compile(r"\b[A-ZА-ЯЁ]{4,}\s+[A-ZА-ЯЁ]{3,}\b"),
)
