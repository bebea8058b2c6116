"""The phrases by which ads are known, and those that speak against any noise.

Patterns are tried on folded text: lower case, ё as е, Latin letters without accents. Languages:
Russian, Ukrainian, Kazakh, English, German, Spanish.
"""

import re
from dataclasses import dataclass
from functools import cached_property

_EMOJI = "🔥✅👉💥🎁⚡📲📞☎💰💸🎉🚀❗‼⬇👇🛍🏷💯⭐🌟✨"


@dataclass(frozen=True)
class Hint:
    """Something texts of a sort say: its kind (each counts once), its points, how it is said."""

    kind: str
    points: int
    phrases: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(self.phrases))


# Calls people give only to strangers they want something of; "не звоните" is none.
_CALLS = Hint(
    "call",
    2,
    (
        r"(?<!не )\b(?:заказыва[йи]те|закажите|звоните|обращайтесь|записывайтесь|запишитесь)\b",
        r"(?<!не )\b(?:успе[йв]те?|спешите|поспешите|торопитесь|бронируйте|забронируйте)\b",
        r"(?<!не )\b(?:оформ(?:ите|ляйте)|скача[йи]те|скачивайте|регистрируйтесь)\b",
        r"(?<!не )\b(?:зарегистрируйтесь|приходите|приезжайте|подключайте(?:сь)?|покупайте)\b",
        r"(?<!не )\b(?:переходи(?:те)? по|жми(?:те)? на|воспользуйтесь|пишите (?:в|нам|мне))\b",
        r"\bпиши(?:те)? в (?:лс|личку|директ|личные|сообщения|whats?app|ватсап|телеграм)",
        r"(?<!не )\b(?:закажи|скачивай|заходи(?:те)?|забирай(?:те)?|выбирай(?:те)?"
        r"|подключи(?:те)?)\b",
        r"(?<!не )\b(?:подписывай(?:тесь|ся)|приглашаем|жми(?:те)?|попробуйте|оцените|откройте)\b",
        r"\b(?:получи(?:те)? (?:скидк|бонус|подар|карт|до |\d)|остав(?:ьте|ляйте) (?:заявк|номер"
        r"|контакт))",
        r"\b(?:по моей (?:реф\w* )?ссылке|заказ(?:ы)? (?:по тел|в директ|онлайн)|запись (?:в|по"
        r"|на|онлайн))",
        r"\b(?:принимаем заказы|заказы принимаем|прием заказов|пишите @\w)",
        r"\b(?:подать заявку|под(?:ай|айте) заявку|узнай(?:те)? (?:больше|подробн|как)"
        r"|купи(?:те)? (?:сейчас|у))",
        r"\b(?:не упустите|ждем вас|ждем именно вас|ссылка в (?:профиле|описании"
        r"|шапке|био)|подробности по (?:ссылке|телефону)|узнать подробн)",
        r"\b(?:замовляйте|замовте|телефонуйте|дзвоніть|поспішайте|встигніть|пишіть (?:в|нам|у)"
        r"|переходьте за|реєструйтеся|завітайте|чекаємо (?:на )?вас|не пропустіть|купуйте)\b",
        r"(?:тапсырыс бер(?:іңіз|ініз)|қоңырау шалыңыз|конырау шалыныз|асығыңыз|үлгеріңіз"
        r"|сатып алыңыз)",
        r"(?:хабарласыңыз|сілтеме бойынша|тіркеліңіз|жүктеп алыңыз|жазыңыз(?:дар)?"
        r"|келіңіз(?:дер)?)",
        r"\b(?:order now|shop now|buy now|call (?:us )?(?:now|today)|book now|sign up (?:now|today)"
        r"|click (?:the link|here)|link in bio|dm (?:me|us)\b|visit our|don't miss|hurry"
        r"|limited time|use (?:my )?code|download (?:now|our app)|check out our|get yours)",
        r"\b(?:call 1?-?8\d\d|visit (?:us|our|\w+\.\w)|my referral|open an account|get (?:it"
        r"|yours) (?:now|today))",
        r"\b(?:learn more at|shop (?:the|our)|try it (?:free|today)|claim your|grab yours"
        r"|stop by)\b",
        r"\b(?:jetzt (?:bestellen|kaufen|sichern|buchen|anrufen|shoppen)|hier klicken"
        r"|link in der bio"
        r"|jetzt (?:vergleichen|testen|entdecken|mitmachen|anmelden)|mein(?:em)? empfehlungslink"
        r"|rufen sie (?:uns )?(?:jetzt )?an|besuchen sie uns|nur (?:heute|solange der vorrat))",
        r"\b(?:compra(?:lo)? (?:ya|ahora)|pide (?:ya|ahora)|llama(?:nos)? (?:ya|ahora|al)|no te lo"
        r" pierdas|haz clic|visita nuestr[ao]|reserva (?:ya|ahora)|aprovecha|link en (?:la )?bio"
        r"|ven y (?:llevate|disfruta|prueba)|pide tu|descarga (?:la|nuestra)|registrate|visitanos"
        r"|escribenos|contactanos|solo por hoy)\b",
    ),
)
_PRICE = Hint(
    "discount",
    1,
    (
        r"\bскидк\w+\D{0,20}\d{1,2} ?%|\d{1,2} ?%\s?(?:скидк|знижк|off\b|rabatt|de descuento)",
        r"(?:^|\s)[-–−]\s?\d{2} ?%",
        r"\bзнижк\w+\D{0,20}\d{1,2} ?%|\d{1,2} ?% (?:жеңілдік|женілдік)|жеңілдік\w* \d{1,2} ?%",
        r"\b(?:save|up to) \d{1,2} ?%|\b\d{1,2} ?% (?:auf|descuento)"
        r"|\bdescuentos?\D{0,20}\d{1,2} ?%",
        r"\b(?:распродаж|розпродаж|sale\b|ausverkauf|rebajas|1\+1=3|черн\w+ пятниц|black friday)",
    ),
)
_CODE = Hint(
    "code",
    1,
    (
        r"\bпромокод\w*\W{1,4}[a-z0-9]{4,}|\bпо промокоду\b|\bпромокод\w* на (?:скидк|перв)",
        r"\b(?:промокод|промо-код)\w*\W{1,4}[a-z0-9]{4,}",
        r"\b(?:use )?(?:promo |discount |coupon )?code:? [a-z]+\d+\b",
        r"\b(?:gutscheincode|rabattcode|codigo(?: de descuento)?)\W{1,4}[a-z0-9]{4,}",
    ),
)
_OFFER = Hint(
    "offer",
    1,
    (
        r"\b(?:прода[мю]|продается|продаются|сдам|сдается|в наличии|под заказ|оптом"
        r"|от производителя)",
        r"\b(?:бесплатн\w+ (?:доставк|консультац|замер|выезд|пробн)|лучш\w+ цен|низк\w+ цен)",
        r"\b(?:выгодн\w+ (?:цен|услови|предложени)|кешбек до|кэшбэк до|подарок (?:при|к|за) )",
        r"\b(?:акция[!:]|по акции|новинк[аи]|гарантия качества|работаем (?:без|ежедневно|с \d))",
        r"\b(?:предлагаем|предоставляем|оказываем услуги|широкий ассортимент|большой выбор)\b",
        r"(?:от|всего за|за) \d[\d ]{1,9}(?:₽|р\b|руб|тг|₸|тенге|грн|₴|\$|€)",
        r"\b(?:скидк\w+|бонус\w*|рассрочк\w+|новое поступлени\w+|(?:мы )?открыли(?:сь)?"
        r"|круглосуточно)\b",
        r"\b(?:кредит наличными|вклад до|ставка от|обмен валют|куплю|сниму|франшиз\w+"
        r"|собственник)\b",
        r"\b(?:перв(?:ый|ым|ом|ому) (?:заказ|клиент|покупк)\w*|дарим|в подарок|у подарунок"
        r"|под ключ)\b",
        r"\bвыкуп товар|\bотзывы за деньги\b|\bselling (?:an? |my )?(?:unused|brand new)\b",
        r"\b(?:до конца (?:недели|месяца)|количество ограничено|\d по цене \d|цены от|гарантия \d)",
        r"\b(?:замер|выезд|доставка|консультация|установка) бесплатн",
        r"\b(?:продам|продаємо|безкоштовн\w+ доставк|найкращ\w+ цін|вигідн\w+ (?:цін|умов)"
        r"|пропонуємо|у наявності)",
        r"(?:сатамын|сатылады|тегін жеткізу|қолжетімді баға|арзан баға|ұсынамыз)",
        r"\b(?:summer|winter|spring|holiday) sale|\bfor just [$€£]|\bearn [$€£]?\d"
        r"|\b[$€£]\d+ bonus\b",
        r"\b(?:free (?:shipping|delivery|trial|quote)|for sale|best prices?|special offer"
        r"|starting (?:at|from) (?:just )?[$€£]|we offer|now available|new collection"
        r"|in stock now)",
        r"\b(?:bis zu \d+ ?% sparen|sonderaktion|neueroffnung|primera compra|nueva tienda"
        r"|promocion)\b",
        r"\b(?:kostenlose[rn]? versand|gratis versand|sonderangebot|bestpreis|zu verkaufen"
        r"|wir bieten|neue kollektion|ab \d+ ?(?:€|euro))",
        r"\b(?:envio gratis|oferta especial|mejor precio|se vende|ofrecemos|nueva coleccion"
        r"|desde (?:solo )?\d+ ?(?:€|euros|\$))",
    ),
)
_CONTACT = Hint(
    "contact",
    1,
    (
        r"(?<!\d)(?:\+?7|8|\+?380|\+?49|\+?34"
        r"|\+?1)[ (-]{0,3}\d{3}[ )-]{0,3}\d{2,3}[ -]?\d{2}[ -]?\d{2}",
        r"\b(?:t\.me|wa\.me|vk\.cc|bit\.ly|clck\.ru|taplink|instagram\.com)/",
        r"\b(?:тел|tel|whats?app|ватсап|вайбер|viber)\s?[.:]?\s?\+?\d",
        r"https?://\S+[?&](?:utm_|ref=|aff|partner|clickid)",
    ),
)
_LINK = Hint("link", 1, (r"https?://|\bwww\.\w",))
_HYPE = Hint("hype", 1, (rf"(?:[{_EMOJI}][^{_EMOJI}]{{0,80}}){{3}}", r"(?:#\w{2,}\s*){4}"))
_MARK = Hint(
    "mark",
    9,
    (
        r"\berid\s?[:=]?\s?[a-z0-9]{8,}",
        r"(?:^|[\s.])(?:реклама|реклама рекламодатель)[.:]? (?:ооо|ип|ао|пао|зао)\b",
        r"\bна правах рекламы\b|#реклама\b|\bинн \d{10,12}\b.{0,40}\berid|\bна правах реклами\b",
        r"(?:^|\s)#(?:ad|sponsored|advertisement|werbung|publicidad|жарнама)\b",
        r"\b(?:paid partnership|bezahlte partnerschaft|colaboracion pagada)\b",
    ),
)
# What people say who were treated badly: it takes more points than an ad can well have.
AGAINST = (
    Hint(
        "complaint",
        -4,
        (
            r"\bне (?:работ|прих|приш|приех|отвеч|помог|могу|могли|дозвон|вернул|возвращ|выдал"
            r"|дали)",
            r"\bне (?:дают|отда|привез|достав|сработ|начисл|засчит|верьте|ведитесь|покупай"
            r"|заказыв)",
            r"\bне (?:связыв|советую|рекоменд|заплат|плат[яи]т|получил|пускают|соответств|понрав)",
            r"\b(?:никто|никакой|никаких|невозможно|нельзя было|так и не|до сих пор|полгода)\b",
            r"\b(?:верните|вернуть деньги|обман\w*|мошен\w*|развод\w*|кидал\w*|лохотрон\w*"
            r"|накрутк\w*)",
            r"\b(?:ужас\w*|отврат\w*|кошмар\w*|позор\w*|хам\w{2,}|разочаров\w*|бесит|задолбал\w*)",
            r"\b(?:нахам\w*|нагруб\w*|игнор\w*|не (?:перезвон|прислал)\w*)",
            r"\b(?:never (?:got|received|came|arrived|paid|showed)|rejected|ignored|was a joke)\b",
            r"\b(?:жалоб\w*|жалуюсь|претензи\w*|украл\w*|списал\w*|сломал\w*|сломан\w*|брак\b"
            r"|брака\b)",
            r"\b(?:плохо\w*|хуже|худш\w*|никогда больше|больше не|просроч\w*|опозда\w*|хватит"
            r"|достал[аи])",
            r"\b(?:зачем|почему|какого|доколе|сколько можно|спам\w*|навяз\w*|испорт\w*"
            r"|не то[,.! ])",
            r"\b(?:не працю|не прийш|не відпов|не радж|шахра\w*|обдур\w*|жах\w*|погано|гірш"
            r"|чому\b)",
            r"(?:жаман|нашар|алдап|алда[дй]|істемей|жұмыс істемей|бермей|келмеді|өкініш|ұят|неге"
            r"|алаяқ)",
            r"\b(?:worst|terribl\w*|horribl\w*|awful|scam\w*|refund\w*|never again|disappoint\w*"
            r"|rip ?off)",
            r"\b(?:doesn'?t work|didn'?t|don'?t (?:buy|waste|trust|order)|won'?t|broken|useless"
            r"|rude)",
            r"\b(?:waste of|avoid|complain\w*|unacceptable|sucks?|stop (?:sending|spamming)"
            r"|not worth)",
            r"\b(?:schlecht\w*|enttausch\w*|nie wieder|betrug\w*|abzocke|funktioniert nicht"
            r"|leider|frech)",
            r"\b(?:katastroph\w*|unverschamt\w*|warum|nicht zu empfehlen|kaputt|verspat\w*"
            r"|ausfall\w*)",
            r"\b(?:estafa\w*|pesim\w*|nunca mas|no funciona\w*|mal[oa]s?|horrible|decepci\w*"
            r"|reclam\w*)",
            r"\b(?:no (?:lo )?recomiendo|enganan?|robo|peor\w*|lament\w*|queja\w*|por que)\b",
        ),
    ),
    Hint(
        "experience",
        -1,
        (
            r"\b(?:заказал[аи]?|купил[аи]?|оплатил[аи]?|мне|мой|моя|моей(?! (?:реф\w* )?ссылк)"
            r"|нам не|взял[аи]?"
            r"|я \w+л[аи]?)\b",
            r"\b(?:замовил[аи]?|купив|мені|маған|менің|сатып алдым|тапсырыс бердім)\b",
            r"\b(?:i (?:bought|ordered|paid|was|had|have|got|won|work(?:ed)?|applied)"
            r"|my (?:order|account|phone|bill))\b",
            r"\b(?:ich (?:habe|hatte|war)|meine?[rmn]?|he (?:comprado|pedido)|mi pedido|compre"
            r"|(?<!dm )me)\b",
        ),
    ),
)

AD = (_MARK, _CALLS, _PRICE, _CODE, _OFFER, _CONTACT, _LINK, _HYPE)
