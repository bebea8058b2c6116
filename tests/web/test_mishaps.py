"""Errors of visits in Russian: those that the crawlers really make."""

from datetime import UTC, datetime

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawlers import stand_in
from crawlers.advice import advise
from crawlers.away import NO_NAME
from crawlers.decode import Refused
from crawlers.interface import not_understood
from crawlers.probe import Probe, Verdict
from crawlers.raw import RawPage
from crawlers.read import PageChanged
from crawlers.reading import trouble_of
from crawlers.trouble import AskedToWait, RobotsRefused, of_exception, of_status
from pipeline.new_address import tell_move
from pipeline.post import Channel
from pipeline.watch import Source
from web.languages import translations
from web.mishaps import say_mishap

URL = "http://a.example:8080/%D0%B2%D0%B8%D1%85%D1%80%D1%8C?x=1"
SHOWN = "http://a.example:8080/вихрь?x=1"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEPT = RawPage("a", URL, "text/html", NOW, b"", kind="forum", gave=3)
INSTEAD = {
    stand_in.CAPTCHA: f"{SHOWN}: требует подтвердить, что заходит человек",
    stand_in.FOR_SALE: f"{SHOWN}: домен продаётся",
    stand_in.NOT_THERE: f"{SHOWN}: на странице сказано, что её нет",
    stand_in.LOGIN: f"{SHOWN}: нужно войти",
    stand_in.CLOSED: f"{SHOWN}: закрыт на технические работы",
    stand_in.CONSENT: f"{SHOWN}: просит согласиться на cookie",
    stand_in.PAYWALL: f"{SHOWN}: только для подписчиков",
    stand_in.NOTHING: f"{SHOWN}: в ответ приходит пустая страница",
    stand_in.SHELL: f"{SHOWN}: без скриптов страница пуста",
}
PROBED = {
    Verdict.READER: "сломался разбор или настройки источника, а не сайт",
    Verdict.EMPTY: f"{SHOWN}: пусто; страница, сохранённая 2026-11-22 12:00, по-прежнему",
    Verdict.CHANGED: "по-прежнему разбирается: сайт теперь выглядит иначе",
    Verdict.KIND: "когда источник читали как вид «forum»",
}
CERTIFICATES = {
    NO_NAME: "ни один сервер имён не отвечает",
    "its certificate is not valid yet": "сертификат ещё не действует",
    "its certificate has expired": "срок сертификата истёк",
    "its certificate is signed by itself alone": "сертификат подписан только самим собой",
    "its certificate is signed by nobody who is trusted here": "сертификат подписал тот, кому",
    "its certificate is for another host": "сертификат выдан другому узлу",
}
ERRORS = [
    (of_status(404, URL).words, f"{SHOWN}: ответ 404 (нет такой страницы)"),
    (of_status(418, URL).words, f"{SHOWN}: ответ 418 I'm a Teapot"),
    *(
        (of_exception(error, URL).words, said)
        for error, said in (
            (DownloadTimeoutError(), f"{SHOWN}: полного ответа не дождались"),
            (DownloadConnectionRefusedError(), f"{SHOWN}: в соединении отказано"),
            (IgnoreRequest("max redirections reached"), "перенаправления идут по кругу"),
            (DownloadFailedError("certificate verify failed"), "сертификат не подходит"),
            (DownloadFailedError("SSL"), "защищённое соединение (TLS)"),
            (DownloadFailedError("ParseError"), f"{SHOWN}: отвечает не веб-сервер"),
            (DownloadFailedError("ResponseNeverReceived"), "соединение закрыто без ответа"),
            (DownloadFailedError("ConnectionLost"), f"{SHOWN}: соединение оборвалось"),
            (ResponseDataLossError(), f"{SHOWN}: ответ оборвался"),
            (Refused(f"{URL}: larger than 12 MB"), f"{SHOWN}: больше 12 МБ"),
            (CannotResolveHostError(), f"{SHOWN}: такого узла нет"),
            (DownloadCancelledError(), f"{SHOWN}: ответ слишком велик"),
            (AskedToWait("a.example", NOW), "a.example просит подождать до 2026-11-22 12:00 UTC"),
            (RobotsRefused(f"{URL}: robots.txt says no", for_now=False), "robots.txt запрещает"),
            (PageChanged("feed", URL), "нет того, что ожидалось (лента)"),
            (
                not_understood(Source("x", "vk", Channel.SOCIAL, URL), "https://vk.com/NAME"),
                "вид «vk» не знает адреса",
            ),
        )
    ),
    (
        f"{URL}: passed over 2 of 11 posts, the first of them number 3: no text",
        f"{SHOWN}: пропущено постов: 2 из 11; первый из них — № 3: нет текста",
    ),
    *((trouble_of(each, URL).words, said) for each, said in INSTEAD.items()),
    *((Probe(each, KEPT).tell(URL), said) for each, said in PROBED.items()),
    *(
        (of_exception(DownloadFailedError(words), URL).words, f"{SHOWN}: {said}")
        for words, said in CERTIFICATES.items()
    ),
    (tell_move(URL, "http://b.example/x") or "", "переехала насовсем на http://b.example/x"),
    (tell_move(URL, "http://b.example/") or "", "самой страницы, скорее всего, больше нет"),
    ("something new: 5%", "something new: 5%"),
]


@pytest.mark.parametrize(("error", "said"), ERRORS)
def test_errors_of_visits_in_russian(error: str, said: str) -> None:
    assert said in say_mishap(error, translations("ru").gettext)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (of_status(410, URL).words, "Владелец сообщает, что страницы больше нет"),
        (of_status(404, URL).words, "этой страницы нет"),
        (of_status(401, URL).words, "Это видят только вошедшие"),
        (f"{of_status(403, URL).words} (message: no, thanks)", "Сайт нас не пускает"),
        (of_status(451, URL).words, "Закон запрещает"),
        (of_status(521, URL).words, "Неполадки у самого сайта"),
        (of_status(418, URL).words, None),
        (trouble_of(stand_in.LOGIN, URL).words, "Это видят только вошедшие"),
        (trouble_of(stand_in.NOT_THERE, URL).words, "этой страницы нет"),
        (trouble_of(stand_in.NOTHING, URL).words, "сломан сайт"),
        (of_exception(CannotResolveHostError(), URL).words, "Сайта с таким именем нет"),
        (str(PageChanged("link to a feed", URL)), "веб-страница, а не лента"),
        (f"{URL}: application/pdf is no page to read", "файл другого рода"),
        *(
            (of_exception(DownloadFailedError(words), URL).words, said)
            for words, said in (
                (NO_NAME, "Серверы имён не отвечают"),
                ("its certificate has expired", "продлить сертификат"),
                ("its certificate is for another host", "какое у сайта имя"),
                ("its certificate is signed by itself alone", "SSL_CERT_FILE"),
                ("SSL", "только по http://"),
            )
        ),
        ("vk: needs a valid OTKLIK_VK_TOKEN (answered 401)", None),
    ],
)
def test_what_to_do_in_russian(error: str, said: str | None) -> None:
    advice = advise(error)

    assert advice is None if said is None else said in translations("ru").gettext(advice or "")
