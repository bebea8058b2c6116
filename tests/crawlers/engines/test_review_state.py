"""Reviews that stand in a page's script data alone: what sites put there."""

import json

import pytest

from crawlers.decode import open_page
from crawlers.kinds import read_as
from pipeline.post import Channel
from pipeline.watch import Source
from tests.crawlers.engines.script_pages import (
    ANN,
    PAD,
    URL,
    Said,
    flight,
    next_data,
    read,
    script,
    shop_row,
)

GRAPH = {
    "ROOT_QUERY": {
        'hotel({"id":9})': {"__ref": "Hotel:9"},
        'similarHotels({"id":9})': [{"__ref": "Hotel:8"}],
    },
    "Hotel:9": {"id": "9", 'reviews({"first":10})': [{"__ref": "Review:1"}]},
    "Hotel:8": {"id": "8", 'reviews({"first":10})': [{"__ref": "Review:2"}]},
    "Review:1": {
        "__typename": "Review",
        "id": "1",
        "hotel": {"__ref": "Hotel:9"},
        "author": {"__ref": "User:1"},
        "title": {"text": "Noisy"},
        "text": "The lift is loud all night.",
        "reviewScoreWithDescription": {"value": "4/10 Poor"},
        "submissionTime": "2026-03-02",
        "managementResponses": [{"text": "Sorry!", "author": {"name": "Hotel"}, "rating": 5}],
    },
    "Review:2": {
        "__typename": "Review",
        "author": {"__ref": "User:1"},
        "text": "Another hotel's review.",
        "rating": 5,
    },
    "User:1": {"displayName": "Ann"},
    **PAD,
}
YELP = {
    "reviews": {
        "edges": [
            {
                "node": {
                    "encid": "a1",
                    "text": {"full": "Cold soup.", "language": "en"},
                    "rating": 1,
                    "createdAt": {"utcDateTime": "2026-01-05T00:00:00Z"},
                    "author": {"displayName": "Bo B."},
                }
            }
        ]
    }
}
BOOKING = {
    "reviewList": {
        "reviewCard": [
            {
                "guestDetails": {"username": "Iris", "countryCode": "nl"},
                "reviewScore": 5,
                "reviewedDate": 1775001600,
                "textDetails": {
                    "title": "Goed gelegen",
                    "positiveText": "Vlak bij het station.",
                    "negativeText": "Vuile douche.",
                },
                "partnerReply": {"reply": "Dank u!"},
            }
        ]
    }
}
OZON = {
    "reviews": [
        {
            "uuid": "u-1",
            "author": {"firstName": "Олег", "lastName": "К."},
            "content": {
                "comment": "Пришёл битым.",
                "positive": "Цена",
                "negative": "Упаковка",
                "score": 1,
            },
            "createdAt": 1777888800,
            "comments": [{"text": "Сожалеем", "author": {"name": "Продавец"}}],
        }
    ],
    **PAD,
}
BANKI = {
    "responses": {
        "data": [
            {
                "id": 11,
                "title": "Списали дважды",
                "text": "<p>Деньги не вернули.</p>",
                "grade": "1",
                "dateCreate": "2026-02-03 10:00:00",
                "userName": "petr77",
                "agentAnswer": {"text": "Разбираемся", "author": "Банк"},
            },
            {
                "id": 12,
                "title": "Жду ответа",
                "text": "Карту не выдали.",
                "grade": None,
                "dateCreate": "2026-02-04 10:00:00",
                "userName": "olga",
            },
        ]
    },
}
GLASSDOOR = {
    "employerReviews": {
        "reviews": [
            {
                "reviewId": 3,
                "ratingOverall": 3,
                "pros": "Good food",
                "cons": "Long hours",
                "summary": "So so",
                "reviewDateTime": "2026-04-01T09:00:00",
                "jobTitle": {"text": "Clerk"},
            }
        ]
    }
}
SHOPEE = {
    "item": {
        "ratings": [
            {
                "cmtid": 1,
                "itemid": 77,
                "rating_star": 4,
                "comment": "Barang bagus, pengiriman lambat",
                "author_username": "b***a",
                "ctime": 1777888800,
            }
        ]
    }
}
ALLEGRO = {
    "reviewsData": {
        "opinions": [
            {
                "opinion": "Pękł po tygodniu.",
                "rating": {"label": "1,0"},
                "author": {"name": "Ewa"},
                "createdAt": "2026-05-01T08:00:00Z",
            }
        ]
    }
}
MELI = {
    "reviews": [
        {
            "id": 8,
            "rating": 5,
            "comment": {"content": {"text": "Muy buena pava."}, "date": "2026-03-03"},
        }
    ]
}
MARKET = {
    "collections": {
        "review": {
            "501": {
                "id": 501,
                "pro": "Тихий",
                "contra": "Гремит крышка",
                "comment": "Брать можно.",
                "averageGrade": 4,
                "created": 1777888800000,
                "userInfo": {"publicDisplayName": "x", "displayName": "Нина"},
            }
        },
        "product": {"77": {"description": "A kettle", "rating": 4.5, "author": "Acme"}},
    }
}
DOUBAN = {
    "interests": [
        {
            "id": "1",
            "comment": "节奏太慢。",
            "rating": {"value": 2, "max": 5},
            "user": {"name": "小明"},
            "create_time": "2026-01-02 03:04:05",
        }
    ]
}
CAPTERRA = {
    "reviews": [
        {
            "reviewId": "9",
            "title": "Slow",
            "generalComments": "Support never answers.",
            "prosText": "Cheap",
            "consText": "Slow",
            "overallRating": "2.0",
            "writtenOn": "2026-02-02",
            "reviewer": {"fullName": "Dan R.", "role": "Business owner"},
        }
    ]
}
TRIP = {
    "cards": [
        {
            "__typename": "WebPresentation_ReviewCardWeb",
            "bubbleRatingNumber": 3,
            "htmlTitle": {"text": "Meh"},
            "htmlText": {"text": "Small rooms."},
            "publishedDate": "2026-02-02",
            "userProfile": {"displayName": "Li"},
        },
        {"__typename": "WebPresentation_AdCard", "title": "Book now", "rating": 5, "text": "Ad"},
    ]
}


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (next_data({"product": {"reviews": [shop_row()]}}), [ANN]),
        (flight({"reviews": [shop_row()], **PAD}), [ANN]),
        (script({"q": {"reviews": [shop_row()]}, **PAD}, "var a = 1; window.__STATE__"), [ANN]),
        (script({"a": {"reviews": [shop_row(rating="2,0 из 5")]}, **PAD}), [ANN]),
        (script({"reviews": [shop_row(rating=20, maxRating=50)], **PAD}),
         [(*ANN[:2], 2.55, ANN[3])]),
        (script({"reviews": [shop_row(rating={"value": 1, "max": 10})], **PAD}),
         [(*ANN[:2], 1.0, ANN[3])]),
        (
            script([{"data": 1}, {"reviews": 2}, [3], {"author": 4, "text": 5, "rating": 6},
                    {"name": 7}, "It leaks " * 90, 2, "Ann"], "const nuxt"),
            [("Ann", ("It leaks " * 90).strip(), 2.0, None)],
        ),
        (script(GRAPH, "window.__APOLLO_STATE__"),
         [("Ann", "The lift is loud all night.", pytest.approx(7 / 3, 0.01), "2026-03-02")]),
        (next_data({"biz": YELP}), [("Bo B.", "Cold soup.", 1.0, "2026-01-05")]),
        (next_data(BOOKING),
         [("Iris", "Vlak bij het station.\nVuile douche.", pytest.approx(2.78, 0.01),
           "2026-04-01")]),
        (f"<div data-state='{json.dumps(OZON)}'></div>",
         [("Олег", "Пришёл битым.\nЦена\nУпаковка", 1.0, "2026-05-04")]),
        (next_data(BANKI),
         [("petr77", "Деньги не вернули.", 1.0, "2026-02-03"),
          ("olga", "Карту не выдали.", None, "2026-02-04")]),
        (next_data(GLASSDOOR), [(None, "Good food\nLong hours", 3.0, "2026-04-01")]),
        (next_data(SHOPEE),
         [("b***a", "Barang bagus, pengiriman lambat", 4.0, "2026-05-04")]),
        (next_data(ALLEGRO), [("Ewa", "Pękł po tygodniu.", 1.0, "2026-05-01")]),
        (next_data(MELI), [(None, "Muy buena pava.", 5.0, "2026-03-03")]),
        (next_data(MARKET),
         [("Нина", "Брать можно.\nТихий\nГремит крышка", 4.0, "2026-05-04")]),
        (next_data(DOUBAN), [("小明", "节奏太慢。", 2.0, "2026-01-02")]),
        (next_data(CAPTERRA),
         [("Dan R.", "Support never answers.\nCheap\nSlow", 2.0, "2026-02-02")]),
        (next_data(TRIP), [("Li", "Small rooms.", 3.0, "2026-02-02")]),
        (next_data({"cache": json.dumps({"reviews": [shop_row()]})}), [ANN]),
    ],
)  # fmt: skip
def test_reviews_are_read_from_data_of_scripts(part: str, said: list[Said]) -> None:
    assert read(part) == said


def test_a_review_has_an_address_of_its_own() -> None:
    source = Source(name="s", kind="review", channel=Channel.REVIEW, url=URL)
    page = open_page(next_data({"reviews": [shop_row()]}).encode(), URL, "text/html", source)

    assert [post.url for post in read_as("review", page)] == [f"{URL}#review-5"]
