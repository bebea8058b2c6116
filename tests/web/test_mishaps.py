"""Errors of visits in Russian: those that the crawlers really make."""

from datetime import UTC, datetime

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
)

from crawlers.interface import not_understood
from crawlers.read import PageChanged
from crawlers.trouble import AskedToWait, RobotsRefused, of_exception, of_status
from pipeline.post import Channel
from pipeline.watch import Source
from web.languages import translations
from web.mishaps import say_mishap

URL = "http://a.example:8080/%D0%B2%D0%B8%D1%85%D1%80%D1%8C?x=1"
SHOWN = "http://a.example:8080/вихрь?x=1"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ERRORS = [
    (of_status(404, URL).words, f"{SHOWN}: ответ 404 (нет такой страницы)"),
    (of_status(418, URL).words, f"{SHOWN}: ответ 418 I'm a Teapot"),
    *(
        (of_exception(error, URL).words, said)
        for error, said in (
            (DownloadTimeoutError(), f"{SHOWN}: полного ответа не дождались"),
            (DownloadConnectionRefusedError(), f"{SHOWN}: в соединении отказано"),
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
    ("something new: 5%", "something new: 5%"),
]


@pytest.mark.parametrize(("error", "said"), ERRORS)
def test_errors_of_visits_in_russian(error: str, said: str) -> None:
    assert said in say_mishap(error, translations("ru").gettext)
