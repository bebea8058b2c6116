"""Fixed messages are translated with the template, to what Jinja itself would say on every page."""

import pytest
from jinja2 import Environment

from web.languages import LANGUAGES, translations
from web.translated import TranslatedEnvironment


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "source",
    [
        '{{ _("Inbox") }} {{ gettext("Inbox") }}',
        '{{ pgettext("tasks", "New") }} {{ _("New") }}',
        "{{ _('<b>\"a\" & 100 %%</b>') }}",
        '{{ _("Task %(number)s", number=5) }}',
        '{% for name, text in ((1, _("Inbox")),) %}{{ name }}{{ text }}{% endfor %}',
        "{% trans %}Menu{% endtrans %}{% trans num=2 %}{{ num }} a{% pluralize %}b{% endtrans %}",
        '{% set said = "Inbox" %}{{ _(said) }}',
    ],
)
def test_messages_are_what_jinja_says(language: str, source: str) -> None:
    said = []
    for kind in (Environment, TranslatedEnvironment):
        made = kind(autoescape=True, extensions=["jinja2.ext.i18n"])
        made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
        if isinstance(made, TranslatedEnvironment):
            made.catalogue = translations(language)
        said.append(made.from_string(source).render())

    assert said[0] == said[1]
