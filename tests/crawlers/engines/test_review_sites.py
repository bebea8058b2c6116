"""Reviews of sites that mark nothing up, by the names their pages give to the parts."""

from tests.crawlers.engines.script_pages import read

TEASER = """<li class="item"><div class="smTeaser">
<div class="authorName"><a href="/users/{0}">{0}</a></div>
<div class="dateOfReview"><span class="date-created">{1}</span></div>
<div class="fivestarWidgetStatic"><div class="star"><span class="on"></span></div></div>
<div class="reviewTitle"><a href="/content/{0}">Чайник</a></div>
<div class="reviewTeaserText">Течёт с первого дня.</div></div></li>"""


def test_a_teaser_has_the_date_of_its_review() -> None:
    rows = TEASER.format("anna", "12.03.2026 - 10:15") + TEASER.format("petr", "14.03.2026 - 11:00")

    assert read(f"<ul class='list-comments'>{rows}</ul>") == [
        ("anna", "Течёт с первого дня.", 1.0, "2026-03-12"),
        ("petr", "Течёт с первого дня.", 1.0, "2026-03-14"),
    ]
