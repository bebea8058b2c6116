"""Names that pages show beside the headline, in the words of many languages."""

import pytest

from crawlers.engines.byline import find_byline
from crawlers.engines.markup import parse_html

BODY = "<p>" + "The kettle boils, whistles and drips a little at the handle. " * 4 + "</p>"
HEADS = {
    "Jana Müller": "<h1>Kessel</h1><p>Von <a href='/autor/jana'>Jana Müller</a></p>",
    "Claire Dubois": "<h1>Bouilloire</h1><div>Par <i>Claire Dubois</i> - Publié hier</div>",
    "Lucía Fernández": "<h1>Tetera</h1><div class='firma'>Lucía Fernández</div><div>Madrid</div>",
    "王小明": "<h1>水壶</h1><div>2019年03月12日 来源：新闻网 作者：王小明</div>",
    "Petr Novák": "<h1>Konvice</h1><span>Autor: <b>Petr Novák</b></span>",
    "Karin Berg": "<h1>Kokare</h1><div>Text: <span>Karin Berg</span></div>",
    "Elif Demir": "<h1>Isıtıcı</h1><span class='yazar'>Elif Demir</span>",
    "김철수": "<h1>주전자</h1><span>김철수 기자</span>",
    "Sanne de Vries": "<h1>Ketel</h1><p>door Sanne de Vries</p>",
    "Олена Бондар": "<h1>Чайник</h1><div>Автор: Олена Бондар</div>",
    "Eva Stein": "<h1>Der Kessel</h1><p>Interview: Eva Stein</p>",
    "Анна Котова": "<h1>Чайник</h1><p>Беседовала: Анна Котова</p>",
    "tea_master": "<div><a class='user__username' href='/u/7'>tea_master</a></div><h1>Чайник</h1>",
}
NAMELESS = {
    "asked": "<h1>Kettle</h1><p>Exclusive interview: Ada Byron</p>",
    "sentence": "<h1>Kettle</h1><p>By the time it boiled, we were asleep.</p>",
    "login": "<h1>Kettle</h1><a class='username' href='/user/login'>Login</a>",
    "date": "<h1>Kettle</h1><p class='author'>12.03.2019</p>",
    "comment": "<h1>Kettle</h1><div class='comments'><b class='author'>Ada Byron</b></div>",
}


@pytest.mark.parametrize(("name", "head"), HEADS.items(), ids=HEADS.keys())
def test_name_beside_the_headline_is_found(name: str, head: str) -> None:
    assert find_byline(parse_html(f"<article>{head}{BODY}</article>")) == name


@pytest.mark.parametrize("head", NAMELESS.values(), ids=NAMELESS.keys())
def test_what_is_no_name_is_not_taken_for_one(head: str) -> None:
    assert find_byline(parse_html(f"<article>{head}{BODY}</article>")) is None


def test_name_below_the_text_is_not_the_writers() -> None:
    page = f"<article><h1>Kettle</h1>{BODY}<p>Photo: by Ada Byron</p></article>"

    assert find_byline(parse_html(page)) is None
