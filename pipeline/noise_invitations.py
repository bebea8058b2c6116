"""The phrases by which vacancies and giveaways are known; as in pipeline.noise_words."""

from pipeline.noise_words import Hint

_ROLES = (
    "продав|кассир|касир|курьер|кур'єр|водител|воді|повар|официант|бариста|менеджер|администратор"
    "|оператор|грузчик|сборщик|комплектовщик|упаковщик|уборщи|охранник|пекар|кондитер|мастер"
    "|механик|разработчик|программист|python|java|инженер|бухгалтер|специалист|мерчендайзер"
    "|экспедитор|кладовщик|швея|сварщик|электрик|монтажник|врач|медсестр|дизайнер|аналитик"
    "|маркетолог|тестировщик|стажер|сотрудник|персонал|сатушы|жүргізуші|аспаз|оператор|даяшы"
    "|operative|nurse|driver|barista|cashier|associate|developer|engineer|manager|assistant|chef|waiter"
    "|kassierer|verkaufer|fahrer|koch|mitarbeiter|kellner|entwickler|dependient|camarer|cociner"
    "|conductor|repartidor|desarrollador|cajer"
)
_ROLE = Hint("role", 1, (rf"\b(?:{_ROLES})",))
_HIRING = Hint(
    "hiring",
    2,
    (
        r"\b(?:вакансия|вакансии|вакансий|открыт\w* вакансии?|ищем (?:в команду|сотрудник"
        r"|\w+к[ау]\b"
        r"|\w+(?:ера|ора|ста|щика|теля|цев|ов)\b)|приглашаем (?:на работу|в команду|сотрудник)"
        r"|требу(?:е|ю)тся (?!\w*(?:замен|ремонт|возврат|помощ|время|деньг|документ))\w+"
        r"|набираем (?:сотрудник|команду|персонал)|присоединяйся к команде|ждем (?:твое"
        r"|ваше) резюме)",
        r"\b(?:нуж(?:ен|на|ны)|ищ(?:ем|ет|ут)|набор|набираем|берут|на работу|в команду"
        r"|потрібен|потрібна)"
        rf" (?:\w+ )?(?:\w+-)?(?:{_ROLES})",
        r"\bприглашаем на работу\b|\bоткры(?:т|л|ла|ли|ваем) набор\b|\bхоч(?:ешь|ете) работать\b",
        r"\bjob alert\b|\b(?:immediate start|start immediately)\b",
        r"\b(?:вакансія|вакансії|шукаємо (?:в|у) команду|запрошуємо на роботу|потрібн[іа] \w+)",
        r"(?:жұмысқа (?:шақырамыз|қабылдаймыз|керек)|бос жұмыс орны|вакансия ашық|іздейміз)",
        r"\b(?:we(?:'| a)re hiring|is hiring|now hiring|job opening|join our team|vacancy|vacancies"
        r"|apply now|open position|looking to hire)\b",
        rf"\b(?:seeks?|wanted|is looking for|sucht|busca|contrata)\b.{{0,30}}\b(?:{_ROLES})",
        r"\bapply (?:here|online|at)\b|\bsucht verstarkung\b|\bcontrato indefinido\b",
        r"\b(?:wir suchen (?:dich|sie|ab sofort|eine?n?)|stellenangebot|stellenanzeige"
        r"|jetzt bewerben"
        r"|werde teil unseres teams|offene stelle)\b",
        r"\b(?:estamos contratando|buscamos (?:personal|a? ?un)|oferta de (?:trabajo|empleo)"
        r"|vacantes?"
        r"|unete a nuestro equipo|envia tu (?:cv|curriculum))\b",
    ),
)
_DUTIES = Hint(
    "duties",
    1,
    (
        r"\b(?:обязанности|требования|условия)\s?(?:работы)?\s?[:—–-]|\bопыт работы (?:от|не)\b",
        r"\b(?:обов'язки|вимоги|умови)\s?[:—–-]|(?:міндеттері|талаптар)\s?[:—–-]",
        r"\b(?:responsibilities|requirements|qualifications)\s?:|years? of experience",
        r"\b(?:ihre aufgaben|dein profil|ihr profil|anforderungen|requisitos|funciones)\b",
    ),
)
_PAY = Hint(
    "pay",
    1,
    (
        r"\b(?:зарплат[аыу]|з/?п|оклад|заработок|доход|выплаты)\w*\s?[:—–-]?\s?(?:от|до)? ?\d",
        r"\b(?:официальное (?:трудо)?(?:устройство|оформление)|выплаты ежедневно"
        r"|\d+ ?р(?:уб)?/час|оформление по тк|трудоустройство по тк)\b",
        r"\d ?(?:₽|р|руб\w*)?\.? (?:в день|за смену|в смену|смена|на руки)\b|\b\d+ ?т\.? ?р\b",
        r"\b(?:зарплата|зп) від|(?:жалақы|айлық)\w*\s?[:—–-]?\s?\d|офіційне працевлаштування",
        r"\b(?:salary|gehalt|salario|sueldo)\b.{0,20}\d|\bper hour\b|\bcompetitive (?:salary|pay)",
    ),
)
_SHIFTS = Hint(
    "shifts",
    1,
    (
        r"\b(?:график|графік|кесте)\w*( работы| роботи)?\s?[:—–-]?\s?\d ?[/х] ?\d|\b[256]/[12]\b",
        r"\b\d+ час\w* в день\b|\b(?:сменный|гибкий|удобный|свободный) график"
        r"|\b(?:полная|частичная) занятость|\bвахта\b"
        r"|\bудаленка\b|\bграфік вільн|\bбез опыта\b|\bопыт не нужен",
        r"\b(?:full[- ]time|part[- ]time|vollzeit|teilzeit|minijob|jornada completa"
        r"|media jornada)\b",
        r"\b(?:шлите|присылайте|отправляйте|жду) (?:ваше? )?резюме|\bотклик(?:айтесь|нуться)\b",
        r"\bрезюме на \S+@|\b(?:envia|manda) tu cv|\b(?:send|submit) your (?:cv|resume)"
        r"|\bbewerbung(?:en)? an\b|\bпідробіток|\bподработк",
    ),
)
_DRAW = Hint(
    "draw",
    2,
    (
        r"\b(?:розыгрыш\w*|разыгрыва(?:ем|ю|ет)|конкурс!|(?:хотите|хочешь|можно) выиграть"
        r"|конкурс (?:репост|для подписчик)|гив\b|гивэвей"
        r"|гивевей)",
        r"\bвикторина!|\bугада(?:й|йте)\b.{0,60}\bвыигра(?:й|йте)\b"
        r"|\b(?:contest time|photo contest)\b",
        r"\b(?:розіграш\w*|розігруємо|ұтыс ойын\w*|ойнатамыз|ұтып ал)",
        r"\b(?:giveaway|gewinnspiel|verlosen|verlosung|gewinne (?:einen?|mit|jetzt)|sorteo"
        r"|sortea(?:mos)?|sweepstakes?|raffle)\b",
        r"\b(?:we(?:'| a)re giving away|win an? \w+|chance to win)\b",
    ),
)
_JOIN = Hint(
    "join",
    2,
    (
        r"\b(?:подпи(?:шитесь|шись|саться на)|быть подписан\w*|сдела(?:йте|й|ть) репост|репостни)",
        r"\b(?:отметь(?:те)? (?:друга|друзей|двух|трех|\d)|ставь(?:те)? лайк|поставь(?:те)? лайк)",
        r"\b(?:участвуй(?:те)?|условия (?:участия|конкурса|розыгрыша)|для участия"
        r"|чтобы участвовать)",
        r"\bставь(?:те)? (?:плюс|\+)|\bслучайн\w+ подписчик|\bshare (?:a|your) (?:photo|pic)",
        r"\b(?:подписывайтесь|подписывайся|лайк ?\+ ?репост|репост ?\+|лайк и репост"
        r"|жмите .участвовать)",
        r"\b(?:підпишіться|підпишись|зроб(?:іть|и) репост|познач(?:те|ь) друг|умови участі)",
        r"(?:жазыл(?:ыңыз|у керек)|репост жаса|лайк бас|достарыңызды белгіле|қатысу (?:үшін|шарт))",
        r"\b(?:rt (?:&|and|\+) follow|follow (?:us|me|&|and)|retweet (?:&|and|to)|tag (?:a|\d|two"
        r"|three)"
        r" ?friends?|to enter|enter (?:now|to win|here))",
        r"\b(?:folgt uns|folge uns|markier(?:t|e)? (?:eine|\d|zwei)|kommentier(?:t|e)|teilnahme"
        r"bedingungen|zum mitmachen)",
        r"\b(?:liken,? (?:folgen|teilen)|folgen und teilen|sigue la cuenta|menciona a|siguenos"
        r"|sigue(?:n)? nuestra|etiqueta a|comparte (?:esta|la)|participa(?:r)?\b"
        r"|dale like)",
    ),
)
_PRIZE = Hint(
    "prize",
    1,
    (
        r"\b(?:приз(?:ы|ов|а)?|подар(?:ок|ки|им)|победител\w+|итоги|выигра(?:й|йте|ть)|сертификат"
        r"|дарим|раздаю|раздаем)",
        r"\b(?:призи?|переможц\w+|жеңімпаз\w*|сыйлық\w*|сертификат)",
        r"\b(?:prizes?|winners?|wins|gift ?cards?|gewinne[rn]?|gewinnen|preise?|premios?|ganador\w*"
        r"|gana)\b",
    ),
)

VACANCY = (_HIRING, _ROLE, _DUTIES, _PAY, _SHIFTS)
GIVEAWAY = (_DRAW, _JOIN, _PRIZE)
