"""How Scrapy behaves here: manners, limits, and what of it is switched off."""

from importlib.metadata import version
from typing import Any

from scrapy.settings.default_settings import SPIDER_MIDDLEWARES_BASE

from pipeline.settings import Settings

AGENT = "Otklik"
REFERER = "scrapy.spidermiddlewares.referer.RefererMiddleware"
AT_ONCE = 64  # transfers, and connections kept open
LARGEST_PAGE = 10 * 1024 * 1024  # bytes, before and after decompression
ACCEPT = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,application/rss+xml,"
    "application/atom+xml,application/feed+json,application/json;q=0.9,*/*;q=0.5"
)


def scrapy_settings(settings: Settings) -> dict[str, Any]:
    """Scrapy's own settings for an installation."""
    return _manners(settings) | _limits() | _safety(settings) | _machinery()


def user_agent(contact: str) -> str:
    """Who we say we are, and where to reach us."""
    return f"{AGENT}/{version('otklik')} (+{contact})"


def _manners(settings: Settings) -> dict[str, Any]:
    return {
        "USER_AGENT": user_agent(settings.contact),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": AGENT,
        "ROBOTSTXT_PARSER": "crawlers.politeness.RobotsParser",
        "DOWNLOAD_DELAY": settings.crawl_delay,
        "CONCURRENT_REQUESTS": AT_ONCE,
        # A second connection to one host helps only where no pause is kept anyway.
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1 if settings.crawl_delay else AT_ONCE,
        "AUTOTHROTTLE_ENABLED": settings.crawl_delay > 0,  # a delay of 0 asks for no manners
        "AUTOTHROTTLE_START_DELAY": settings.crawl_delay,
        "AUTOTHROTTLE_MAX_DELAY": 60.0,
        "DEFAULT_REQUEST_HEADERS": {"Accept": ACCEPT, "Accept-Language": "ru,en;q=0.8,*;q=0.5"},
        "RETRY_TIMES": 2,
        # 429 and 503 with Retry-After are not tried again in the same visit: see patience.
        "RETRY_HTTP_CODES": [500, 502, 503, 504, 522, 524, 408],
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
    }


def _limits() -> dict[str, Any]:
    return {
        "DOWNLOAD_TIMEOUT": 60,  # for the whole answer, so that a trickle ends too
        "DOWNLOAD_MAXSIZE": LARGEST_PAGE,
        "DOWNLOAD_WARNSIZE": 0,
        "REDIRECT_MAX_TIMES": 5,
        "METAREFRESH_MAXDELAY": 5,
        "DNS_TIMEOUT": 20,
    }


def _safety(settings: Settings) -> dict[str, Any]:
    return {
        "GUARD_ALLOW": list(settings.allow),
        "TWISTED_DNS_RESOLVER": "crawlers.gate.GuardedResolver",
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_HANDLERS": {
            **dict.fromkeys(("http", "https"), "crawlers.patience.PatientHandler"),
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        "HTTPPROXY_ENABLED": False,  # behind a proxy the guard would only see the proxy
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "REFERRER_POLICY": "same-origin",
    }


def _machinery() -> dict[str, Any]:
    return {
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "crawlers.politeness.RobotsMiddleware": 100,
            # Before the retries as a request goes out, behind them as an answer comes in, and
            # behind what decompresses it.
            "crawlers.patience.PatienceMiddleware": 585,
            "crawlers.guard.GuardMiddleware": 610,
        },
        # crawlers.walk hands requests to the downloader itself and reads the answers itself; the
        # one that stays is asked about redirects.
        "SPIDER_MIDDLEWARES": {name: None for name in SPIDER_MIDDLEWARES_BASE if name != REFERER},
        "EXTENSIONS_BASE": {},  # one that is only switched off is loaded all the same
        "EXTENSIONS": {"crawlers.politeness.Throttle": 0},
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "DOWNLOADER_STATS": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "STATS_DUMP": False,
    }
