"""What a customer reads who is asked afterwards, in the languages we word it in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SurveyWords:
    """Everything the public pages say in one language."""

    invitation: str  # what stands before the link in the message to the customer
    title: str
    about: str
    ended: str
    optional: str
    satisfaction: str
    satisfaction_ends: tuple[str, str]
    effort: str
    effort_ends: tuple[str, str]
    recommend: str
    recommend_ends: tuple[str, str]
    said: str
    send: str
    nothing: str
    thanks: str
    thanks_why: str
    expired: str
    expired_why: str
    unknown: str
    unknown_why: str
    busy: str
    outcomes: dict[str, str]


RUSSIAN = SurveyWords(
    invitation="Как мы справились? Ответьте, пожалуйста, на три вопроса:",
    title="Как мы справились?",
    about="Вы писали о компании «{brand}». Три вопроса — и мы станем лучше.",
    ended="Чем закончилось",
    optional="Можно ответить не на всё. Имя и адрес мы не спрашиваем.",
    satisfaction="Насколько вы довольны тем, как решили ваш вопрос?",
    satisfaction_ends=("совсем не довольны", "полностью довольны"),
    effort="Решить вопрос было легко. Согласны?",
    effort_ends=("совсем не согласны", "полностью согласны"),
    recommend="Посоветуете ли вы «{brand}» друзьям?",
    recommend_ends=("ни за что", "обязательно"),
    said="Что ещё хотите сказать?",
    send="Отправить",
    nothing="Выберите хотя бы одну оценку или напишите пару слов.",
    thanks="Спасибо!",
    thanks_why="Ваш ответ получен. Ответить по этой ссылке можно один раз.",
    expired="Срок ссылки истёк",
    expired_why="Ответить уже нельзя. Хотите что-то сказать — напишите там, где мы общались.",
    unknown="Такой ссылки нет",
    unknown_why="Проверьте, целиком ли она скопирована.",
    busy="Слишком много запросов. Подождите минуту и обновите страницу.",
    outcomes={
        "refunded": "деньги возвращены",
        "replaced": "товар заменён",
        "fixed": "исправлено",
        "compensated": "выплачена компенсация",
        "explained": "дано объяснение",
        "passed on": "передано тем, кто это изменит",
        "not proven": "не подтвердилось",
    },
)

ENGLISH = SurveyWords(
    invitation="How did we do? Please answer three questions:",
    title="How did we do?",
    about="You wrote about {brand}. Three questions help us do better.",
    ended="How it ended",
    optional="You may leave questions out. We do not ask for your name or address.",
    satisfaction="How satisfied are you with how your matter was handled?",
    satisfaction_ends=("not at all", "completely"),
    effort="It was easy to get my matter settled.",
    effort_ends=("strongly disagree", "strongly agree"),
    recommend="How likely are you to recommend {brand} to a friend?",
    recommend_ends=("not at all likely", "extremely likely"),
    said="Anything else you would like to say?",
    send="Send",
    nothing="Choose at least one number or write a few words.",
    thanks="Thank you!",
    thanks_why="Your answer was received. This link can be answered once.",
    expired="This link has expired",
    expired_why="It can no longer be answered. To say something, please write where we talked.",
    unknown="There is no such link",
    unknown_why="Check that it was copied completely.",
    busy="Too many requests. Wait a minute and reload the page.",
    outcomes={
        "refunded": "the money was returned",
        "replaced": "the product was replaced",
        "fixed": "put right",
        "compensated": "compensated",
        "explained": "explained",
        "passed on": "passed on to those who can change it",
        "not proven": "could not be confirmed",
    },
)

UKRAINIAN = SurveyWords(
    invitation="Як ми впоралися? Дайте, будь ласка, відповідь на три запитання:",
    title="Як ми впоралися?",
    about="Ви писали про компанію «{brand}». Три запитання — і ми станемо кращими.",
    ended="Чим закінчилося",
    optional="Можна відповісти не на все. Імені й адреси ми не питаємо.",
    satisfaction="Наскільки ви задоволені тим, як вирішили ваше питання?",
    satisfaction_ends=("зовсім не задоволені", "цілком задоволені"),
    effort="Вирішити питання було легко. Ви згодні?",
    effort_ends=("зовсім не згодні", "цілком згодні"),
    recommend="Чи порадите ви «{brand}» друзям?",
    recommend_ends=("нізащо", "обов’язково"),
    said="Що ще хочете сказати?",
    send="Надіслати",
    nothing="Виберіть хоча б одну оцінку або напишіть кілька слів.",
    thanks="Дякуємо!",
    thanks_why="Вашу відповідь отримано. За цим посиланням можна відповісти один раз.",
    expired="Термін дії посилання минув",
    expired_why="Відповісти вже не можна. Хочете щось сказати — напишіть там, де ми спілкувалися.",
    unknown="Такого посилання немає",
    unknown_why="Перевірте, чи його скопійовано повністю.",
    busy="Забагато запитів. Зачекайте хвилину й оновіть сторінку.",
    outcomes={
        "refunded": "гроші повернено",
        "replaced": "товар замінено",
        "fixed": "виправлено",
        "compensated": "виплачено компенсацію",
        "explained": "надано пояснення",
        "passed on": "передано тим, хто це змінить",
        "not proven": "не підтвердилося",
    },
)

KAZAKH = SurveyWords(
    invitation="Қалай көмектестік? Үш сұраққа жауап беріңізші:",
    title="Қалай көмектестік?",
    about="Сіз «{brand}» компаниясы туралы жаздыңыз. Үш сұрақ бізге жақсаруға көмектеседі.",
    ended="Немен аяқталды",
    optional="Барлығына жауап беру міндетті емес. Атыңыз бен мекенжайыңызды сұрамаймыз.",
    satisfaction="Мәселеңіздің қалай шешілгеніне қаншалықты ризасыз?",
    satisfaction_ends=("мүлде риза емеспін", "толық ризамын"),
    effort="Мәселені шешу оңай болды. Келісесіз бе?",
    effort_ends=("мүлде келіспеймін", "толық келісемін"),
    recommend="«{brand}» компаниясын достарыңызға ұсынасыз ба?",
    recommend_ends=("ешқашан", "міндетті түрде"),
    said="Тағы не айтқыңыз келеді?",
    send="Жіберу",
    nothing="Кемінде бір баға таңдаңыз немесе бірер сөз жазыңыз.",
    thanks="Рақмет!",
    thanks_why="Жауабыңыз қабылданды. Бұл сілтеме бойынша бір рет қана жауап беруге болады.",
    expired="Сілтеменің мерзімі өтті",
    expired_why="Енді жауап беруге болмайды. Айтарыңыз болса, бізбен сөйлескен жерде жазыңыз.",
    unknown="Мұндай сілтеме жоқ",
    unknown_why="Толық көшірілгенін тексеріңіз.",
    busy="Сұраныс тым көп. Бір минут күтіп, бетті жаңартыңыз.",
    outcomes={
        "refunded": "ақша қайтарылды",
        "replaced": "тауар ауыстырылды",
        "fixed": "түзетілді",
        "compensated": "өтемақы төленді",
        "explained": "түсіндірілді",
        "passed on": "мұны өзгерте алатындарға берілді",
        "not proven": "расталмады",
    },
)

GERMAN = SurveyWords(
    invitation="Wie haben wir das gemacht? Bitte beantworten Sie drei Fragen:",
    title="Wie haben wir das gemacht?",
    about="Sie haben über {brand} geschrieben. Drei Fragen helfen uns, besser zu werden.",
    ended="So ging es aus",
    optional="Sie dürfen Fragen auslassen. Nach Name und Adresse fragen wir nicht.",
    satisfaction="Wie zufrieden sind Sie damit, wie Ihr Anliegen bearbeitet wurde?",
    satisfaction_ends=("gar nicht zufrieden", "sehr zufrieden"),
    effort="Es war einfach, mein Anliegen zu klären.",
    effort_ends=("stimme gar nicht zu", "stimme voll zu"),
    recommend="Wie wahrscheinlich empfehlen Sie {brand} weiter?",
    recommend_ends=("auf keinen Fall", "ganz sicher"),
    said="Möchten Sie uns noch etwas sagen?",
    send="Senden",
    nothing="Wählen Sie mindestens eine Zahl oder schreiben Sie ein paar Worte.",
    thanks="Vielen Dank!",
    thanks_why="Ihre Antwort ist angekommen. Über diesen Link kann man einmal antworten.",
    expired="Dieser Link ist abgelaufen",
    expired_why="Antworten geht nicht mehr. Schreiben Sie uns gern dort, wo wir gesprochen haben.",
    unknown="Diesen Link gibt es nicht",
    unknown_why="Prüfen Sie, ob er vollständig kopiert wurde.",
    busy="Zu viele Anfragen. Warten Sie eine Minute und laden Sie die Seite neu.",
    outcomes={
        "refunded": "das Geld wurde erstattet",
        "replaced": "das Produkt wurde ersetzt",
        "fixed": "behoben",
        "compensated": "entschädigt",
        "explained": "erklärt",
        "passed on": "weitergegeben an die, die es ändern können",
        "not proven": "ließ sich nicht bestätigen",
    },
)

SPANISH = SurveyWords(
    invitation="¿Qué tal lo hicimos? Responda, por favor, a tres preguntas:",
    title="¿Qué tal lo hicimos?",
    about="Usted escribió sobre {brand}. Tres preguntas nos ayudan a mejorar.",
    ended="Cómo terminó",
    optional="Puede dejar preguntas sin responder. No le pedimos su nombre ni su dirección.",
    satisfaction="¿Está satisfecho con la forma en que se atendió su caso?",
    satisfaction_ends=("nada satisfecho", "muy satisfecho"),
    effort="Fue fácil resolver mi caso.",
    effort_ends=("totalmente en desacuerdo", "totalmente de acuerdo"),
    recommend="¿Recomendaría {brand} a un amigo?",
    recommend_ends=("de ninguna manera", "con toda seguridad"),
    said="¿Quiere decirnos algo más?",
    send="Enviar",
    nothing="Elija al menos un número o escriba unas palabras.",
    thanks="¡Gracias!",
    thanks_why="Hemos recibido su respuesta. Con este enlace se puede responder una sola vez.",
    expired="Este enlace ha caducado",
    expired_why="Ya no se puede responder. Si quiere decirnos algo, escriba donde hablamos.",
    unknown="Este enlace no existe",
    unknown_why="Compruebe que lo ha copiado completo.",
    busy="Demasiadas peticiones. Espere un minuto y vuelva a cargar la página.",
    outcomes={
        "refunded": "se devolvió el dinero",
        "replaced": "se cambió el producto",
        "fixed": "se corrigió",
        "compensated": "se pagó una compensación",
        "explained": "se explicó",
        "passed on": "se trasladó a quienes pueden cambiarlo",
        "not proven": "no se pudo confirmar",
    },
)

FRENCH = SurveyWords(
    invitation="Comment avons-nous fait ? Merci de répondre à trois questions :",
    title="Comment avons-nous fait ?",
    about="Vous avez écrit au sujet de {brand}. Trois questions nous aident à progresser.",
    ended="Comment cela s’est terminé",
    optional="Vous pouvez passer des questions. Nous ne demandons ni votre nom ni votre adresse.",
    satisfaction="Êtes-vous satisfait de la façon dont votre demande a été traitée ?",
    satisfaction_ends=("pas du tout", "tout à fait"),
    effort="Il a été facile de régler ma demande.",
    effort_ends=("pas du tout d’accord", "tout à fait d’accord"),
    recommend="Recommanderiez-vous {brand} à un ami ?",
    recommend_ends=("certainement pas", "certainement"),
    said="Souhaitez-vous ajouter quelque chose ?",
    send="Envoyer",
    nothing="Choisissez au moins un chiffre ou écrivez quelques mots.",
    thanks="Merci !",
    thanks_why="Votre réponse a bien été reçue. Ce lien ne sert qu’une fois.",
    expired="Ce lien a expiré",
    expired_why="On ne peut plus y répondre. Écrivez-nous là où nous avons échangé.",
    unknown="Ce lien n’existe pas",
    unknown_why="Vérifiez qu’il a été copié en entier.",
    busy="Trop de demandes. Attendez une minute et rechargez la page.",
    outcomes={
        "refunded": "vous avez été remboursé",
        "replaced": "le produit a été remplacé",
        "fixed": "c’est corrigé",
        "compensated": "un dédommagement a été versé",
        "explained": "une explication a été donnée",
        "passed on": "transmis à ceux qui peuvent le changer",
        "not proven": "cela n’a pas pu être confirmé",
    },
)

PORTUGUESE = SurveyWords(
    invitation="Como nos saímos? Responda, por favor, a três perguntas:",
    title="Como nos saímos?",
    about="Você escreveu sobre {brand}. Três perguntas nos ajudam a melhorar.",
    ended="Como terminou",
    optional="Pode deixar perguntas sem resposta. Não pedimos nome nem endereço.",
    satisfaction="Qual é a sua satisfação com a forma como o seu caso foi tratado?",
    satisfaction_ends=("nada satisfeito", "muito satisfeito"),
    effort="Foi fácil resolver o meu caso.",
    effort_ends=("discordo totalmente", "concordo totalmente"),
    recommend="Você recomendaria {brand} a um amigo?",
    recommend_ends=("de jeito nenhum", "com certeza"),
    said="Quer dizer mais alguma coisa?",
    send="Enviar",
    nothing="Escolha pelo menos um número ou escreva algumas palavras.",
    thanks="Obrigado!",
    thanks_why="A sua resposta foi recebida. Com este link só se responde uma vez.",
    expired="Este link expirou",
    expired_why="Já não é possível responder. Se quiser dizer algo, escreva onde conversamos.",
    unknown="Este link não existe",
    unknown_why="Verifique se foi copiado por inteiro.",
    busy="Pedidos demais. Espere um minuto e recarregue a página.",
    outcomes={
        "refunded": "o dinheiro foi devolvido",
        "replaced": "o produto foi trocado",
        "fixed": "foi corrigido",
        "compensated": "foi paga uma compensação",
        "explained": "foi explicado",
        "passed on": "foi encaminhado a quem pode mudar isso",
        "not proven": "não foi possível confirmar",
    },
)

TURKISH = SurveyWords(
    invitation="Nasıl yardımcı olduk? Lütfen üç soruyu yanıtlayın:",
    title="Nasıl yardımcı olduk?",
    about="{brand} hakkında yazdınız. Üç soru daha iyi olmamıza yardımcı olur.",
    ended="Nasıl sonuçlandı",
    optional="Soruları boş bırakabilirsiniz. Adınızı ve adresinizi sormuyoruz.",
    satisfaction="Sorununuzun ele alınış biçiminden ne kadar memnunsunuz?",
    satisfaction_ends=("hiç memnun değilim", "çok memnunum"),
    effort="Sorunumu çözmek kolaydı.",
    effort_ends=("hiç katılmıyorum", "tamamen katılıyorum"),
    recommend="{brand} firmasını bir arkadaşınıza önerir misiniz?",
    recommend_ends=("asla", "kesinlikle"),
    said="Eklemek istediğiniz bir şey var mı?",
    send="Gönder",
    nothing="En az bir sayı seçin veya birkaç söz yazın.",
    thanks="Teşekkürler!",
    thanks_why="Yanıtınız alındı. Bu bağlantı bir kez yanıtlanabilir.",
    expired="Bu bağlantının süresi doldu",
    expired_why="Artık yanıtlanamaz. Bir şey söylemek isterseniz görüştüğümüz yere yazın.",
    unknown="Böyle bir bağlantı yok",
    unknown_why="Tamamının kopyalandığından emin olun.",
    busy="Çok fazla istek. Bir dakika bekleyip sayfayı yenileyin.",
    outcomes={
        "refunded": "para iade edildi",
        "replaced": "ürün değiştirildi",
        "fixed": "düzeltildi",
        "compensated": "tazmin edildi",
        "explained": "açıklandı",
        "passed on": "bunu değiştirebileceklere iletildi",
        "not proven": "doğrulanamadı",
    },
)

WORDS = {
    "ru": RUSSIAN,
    "en": ENGLISH,
    "uk": UKRAINIAN,
    "kk": KAZAKH,
    "de": GERMAN,
    "es": SPANISH,
    "fr": FRENCH,
    "pt": PORTUGUESE,
    "tr": TURKISH,
}
# Whose readers mostly read this one as well; everybody else gets English.
NEAR = {"be": "ru", "ba": "ru", "tt": "ru", "ky": "ru", "tg": "ru", "uz": "ru", "ca": "es"}


def nearest(language: str) -> str:
    """The language in which a customer who writes in this one is asked."""
    code = language.partition("-")[0].lower()
    return code if code in WORDS else NEAR.get(code, "en")
