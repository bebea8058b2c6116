"""Words and patterns a reply should think twice about."""

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
    "uk": {
        "ти": "ви",
        "тебе": "вас",
        "тобі": "вам",
        "тобою": "вами",
        "твій": "ваш",
        "твоя": "ваша",
        "твоє": "ваше",
        "твої": "ваші",
        "твого": "вашого",
        "твоєї": "вашої",
        "твою": "вашу",
        "твоїх": "ваших",
    },
    "kk": {"сен": "сіз", "сені": "сізді", "саған": "сізге", "сенің": "сіздің", "сенен": "сізден"},
    "tr": {
        "sen": "siz",
        "seni": "sizi",
        "sana": "size",
        "senin": "sizin",
        "senden": "sizden",
        "mısın": "mısınız",
        "misin": "misiniz",
        "musun": "musunuz",
        "müsün": "müsünüz",
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
        *("вы не правы", "сами виноват*", "вы ошибаетесь", "ваша вина", "отказано"),
    ),
    "en": (
        *("unfortunately", "impossible", "cannot", "can't", "unable", "not possible"),
        *("not our fault", "your fault", "you must", "you have to", "you should have"),
        *("you are wrong", "as i said", "calm down", "company policy", "no way"),
    ),
    "de": (
        *("leider", "bedauerlicherweise", "unmöglich", "nicht möglich", "können wir nicht"),
        *("wir können nicht", "nicht unsere schuld", "ihre schuld", "sie müssen"),
    ),
    "es": (
        *("lamentablemente", "desgraciadamente", "desafortunadamente", "imposible"),
        *("no podemos", "no es posible", "no es nuestra culpa", "usted debe", "tiene que"),
    ),
    "kk": ("өкінішке орай", "өкінішке қарай", "мүмкін емес", "біздің кінәміз емес"),
    "tr": ("maalesef", "ne yazık ki", "mümkün değil", "imkansız", "bizim hatamız değil"),
    "uk": (
        *("на жаль", "не можемо", "неможливо", "не вдасться", "не передбачено"),
        *("не наша провина", "ви повинні", "ви самі винні", "відмовлено"),
    ),
}

# Where such words are no refusal: "we can't wait", "sorry you were unable to log in".
HARMLESS = {
    "ru": re.compile(
        r"\bтак\b[^.!?\n]{0,40}\bнельзя|\bнельзя\s+(?:так\b|допуска|оставля)"
        r"|\bне\s+мо(?:жем|гу)\s+не\s|\b(?:жаль|извин\w+|прост\w+)[^.!?\n]{0,60}\bневозможно",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:can['’]t|cannot)\s+(?:wait|thank)\b"
        r"|\byou\s+should\s+have\s+(?:received|got|seen|had|an?|the|your)\b"
        r"|\b(?:sorry|understand|apologi[sz]e)\b[^.!?\n]{0,40}?(?:\byou\b|\bit)[^.!?\n]{0,20}?"
        r"\b(?:can['’]t|cannot|unable|impossible)\b",
        re.IGNORECASE,
    ),
}

# Beginnings of words that only look like diminutives.
NOT_DIMINUTIVE = (
    *("очк", "точк", "ручк", "бочк", "дочк", "почк", "мочк", "строчк", "сорочк", "оболочк"),
    *("одиночк", "цепочк", "заточк", "рассрочк", "отсрочк", "просрочк", "проволочк", "удочк"),
    *("печк", "свечк", "аптечк", "осечк", "насечк", "утечк", "девушк", "бабушк", "дедушк"),
    *("подушк", "игрушк", "ловушк", "пушк", "кукушк", "лягушк", "ракушк", "ватрушк", "сушк"),
    *("погремушк", "верхушк", "опушк", "кормушк", "катушк", "заглушк", "избушк", "маленьк"),
    *("карточк", "лампочк", "палочк", "девочк", "булочк", "тапочк", "шапочк", "сумочк", "щеточк"),
    *("кисточк", "кофточк", "полочк", "тарелочк", "примочк", "гречк", "семечк", "овечк", "сердечк"),
    *("чашечк", "засечк", "оконечк", "ступеньк", "огоньк", "колечк", "старушк", "раскладушк"),
    *("просушк", "отдушк", "прослушк", "вертушк", "петрушк", "макушк", "частушк", "галушк"),
    *("хорошеньк", "квартирушк", "ушк", "тушк", "сушк", "мушк", "заочк", "сеточк", "косточк"),
)

# What people write of an order: its number follows the word, and holds a figure.
ORDER = re.compile(
    r"\b(?:заказ\w*|накладн\w*|посылк\w*|order|parcel|tracking|bestellung|pedido|commande)\b"
    r"[\s:,-]{0,3}(?:№|#|n[o°]\.?|номер\w*|number|nr\.?)?[\s:]{0,2}"
    r"((?=[\w-]{0,19}\d)[A-ZА-Я\d][\w-]{3,19})",
    re.IGNORECASE,
)

# Names of services that are written so.
CAPITALS = frozenset({"APPLE", "GOOGLE", "SAMSUNG", "HUAWEI", "VISA", "MASTERCARD", "USB", "NFC"})

EMOJI = re.compile(
    "(?:[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55][\ufe0f\u200d]*)+|[:;]-?[()D]"
)

SHOUTING = (
    re.compile(r"[!?]{3,}"),
    re.compile(r"\b[A-ZА-ЯЁ]{4,}\s+[A-ZА-ЯЁ]{3,}\b"),
)
