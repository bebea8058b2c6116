"""Reviews that stand in a page's script data alone: what sites put there, and what is none."""

import json
from typing import Any

import pytest

from crawlers.decode import open_page
from crawlers.kinds import read_as
from pipeline.post import Channel
from pipeline.watch import Source

URL = "https://shop.example/p/kettle-77/reviews"
Said = tuple[str | None, str, float | None, str | None]
PAD = {"pad": "x" * 600}  # pages of a few words keep no data


def script(data: Any, name: str = "window.__INITIAL_STATE__") -> str:
    return f"<script>{name} = {json.dumps([data, PAD] if name == '' else data)};</script>"


def next_data(props: Any) -> str:
    data = {"props": {"pageProps": props}, **PAD}
    return f"<script id='__NEXT_DATA__' type='application/json'>{json.dumps(data)}</script>"


def read(part: str, url: str = URL, kind: str = "review") -> list[Said]:
    body = f"<html><body><h1>Kettle, reviews</h1><div id='app'></div>{part}</body></html>"
    source = Source(name="s", kind=kind, channel=Channel.REVIEW, url=url)
    page = open_page(body.encode(), url, "text/html; charset=utf-8", source)
    return [
        (
            post.author,
            post.text,
            post.stars,
            post.published.date().isoformat() if post.published else None,
        )
        for post in read_as(kind, page)
    ]


def flight(data: Any) -> str:
    row = "0:" + json.dumps(["$", "$L1", None, {"children": ["$", "$L2", None, data]}]) + "\n"
    return "".join(
        f"<script>self.__next_f.push([1,{json.dumps(part)}])</script>"
        for part in (row[:70], row[70:])
    )


def shop_row(**more: Any) -> dict[str, Any]:
    return {
        "id": 5,
        "rating": 2,
        "text": "It leaks since May.",
        "author": {"name": "Ann"},
        "createdAt": "2026-05-04T10:00:00Z",
        **more,
    }


ANN: Said = ("Ann", "It leaks since May.", 2.0, "2026-05-04")
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


@pytest.mark.parametrize(
    "props",
    [
        {"product": {"rating": 4.5, "author": "Acme", "description": "A kettle", "price": 9}},
        {"reviews": {"rating": 4.5, "reviewCount": 7, "author": "All", "text": "Very good"}},
        {"reviews": [shop_row(hidden=True), shop_row(isPublished=False)]},
        {"reviews": [shop_row(status="PENDING"), shop_row(moderationStatus="rejected")]},
        {"reviews": [shop_row(__typename="ExpertReview"), shop_row(authorType="staff")]},
        {"reviews": [shop_row(user={"role": "editor"})]},
        {"editorReviews": [shop_row()], "expertReviews": {"items": [shop_row()]}},
        {"relatedProducts": [{"reviews": [shop_row()]}]},
        {"youMayAlsoLike": {"items": [{"reviews": [shop_row()]}]}},
        {"list": [{"reviews": [shop_row()]}, {"reviews": [shop_row(text="Another")]}]},
        {"questions": [shop_row()], "reviews": {"questionsAndAnswers": [shop_row()]}},
        {"merchantReplies": [shop_row()], "hiddenReviews": [shop_row()]},
        {"reviews": [{"question": "Is it loud?", **shop_row()}]},
        {"posts": [shop_row()], "books": [shop_row(description="Novel")]},
        {"comments": [{"text": "First!", "author": "Bo", "date": "2026-01-01"}]},
        {"reviews": [shop_row(text="", title="")]},
        {"reviews": {"aggregate": shop_row(), "summary": shop_row(text="Buyers like it")}},
        {"reviewSummary": shop_row(), "reviewTopics": [shop_row(text="Battery")]},
        {"reviews": {"reviewer": shop_row(text="I am Ann")}},
        {"carousel": [{"product": {"reviews": [shop_row()]}}]},
        {"comments": [shop_row(rating=15, score=15)]},
        {"opinions": [{"title": "Tax", "text": "Lower", "author": "Bo", "date": "2026-01-01"}]},
        {"reviews": [shop_row(section="Tech", excerpt="We tried it")]},
        {"reviews": [{"text": "{{ text }}", "author": "{{ name }}", "rating": 5}]},
        {"a": {"b": {"c": {}}}, "reviewForm": {"rating": 5, "text": "Your review", "name": ""}},
    ],
)
def test_what_only_looks_like_a_review_is_none(props: dict[str, Any]) -> None:
    assert read(next_data(props)) == []


def test_reviews_of_another_thing_than_the_address_names_are_left_out() -> None:
    box = {"reviews": [shop_row(productId=12, text="The toaster burns.")]}
    own = {"reviews": [shop_row(productId=77)]}

    assert read(next_data({"box": box, "own": own})) == [ANN]


def test_replies_within_a_review_are_none() -> None:
    reply = {"text": "We are sorry.", "author": {"name": "Shop"}, "rating": 5}
    row = shop_row(replies=[reply], reviews=[reply], response=reply)

    assert read(next_data({"reviews": [row]})) == [ANN]


def test_a_review_has_an_address_of_its_own() -> None:
    source = Source(name="s", kind="review", channel=Channel.REVIEW, url=URL)
    page = open_page(next_data({"reviews": [shop_row()]}).encode(), URL, "text/html", source)

    assert [post.url for post in read_as("review", page)] == [f"{URL}#review-5"]


@pytest.mark.parametrize(
    "data",
    [
        {"reviews": [[[[]]]] * 30_000},
        json.loads('{"reviews":' * 300 + "1" + "}" * 300),
        {
            "reviews": {
                "ROOT_QUERY": {"__ref": "a"},
                "a": {"b": {"__ref": "a"}, "c": {"__ref": "a"}},
            }
        },
        {"reviews": [{"text": {"text": {}}, "rating": [[]], "author": 5, "date": True}] * 500},
    ],
)
def test_data_made_to_exhaust_its_reader_holds_no_reviews(data: Any) -> None:
    assert read(next_data(data)) == []


def test_an_article_that_nobody_called_reviews_has_none_in_its_data() -> None:
    part = "<meta property='og:type' content='article'>" + next_data({"reviews": [shop_row()]})

    assert read(part, kind="review") == [ANN]
    assert ANN not in read(part, kind="auto")
