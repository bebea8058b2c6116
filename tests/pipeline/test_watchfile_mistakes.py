"""What is wrong in a watch file is told with its entry and line."""

from pathlib import Path

import pytest

from pipeline.errors import OtklikError
from pipeline.watchfile import read_file, read_text

SOURCE = '[[source]]\nname = "acme-forum"\nkind = "forum"\nchannel = "forum"\n'


URL = 'url = "https://x.example"\n'


ERRORS = [
    ("[[brand]\n", "watch.toml: not TOML: "),
    ('[[brands]]\nname = "x"', 'watch.toml: unknown key "brands" (did you mean "brand"?)'),
    ('[brand]\nname = "x"', "watch.toml: brand must be written as [[brand]], with two brackets"),
    ('[[brand]]\nquery = "x"', 'watch.toml: brand 1: "name" is missing, line 1'),
    ('[[brand]]\nname = "A"', 'watch.toml: brand "A": "query" is missing, line 1'),
    (
        f"{SOURCE}{URL}about = 3",
        'source "acme-forum": "about" must be the name of a brand, or a list of names, line 6',
    ),
    (
        '[[brand]]\nname = "A"\nquery = \'b "c\'',
        'watch.toml: brand "A": query: this quote is never closed, line 3\n    b "c\n      ^',
    ),
    (
        '[[brand]]\nname = "A"\nquery = "b"\ncompetitors = true',
        'watch.toml: brand "A": unknown key "competitors" (did you mean "competitor"?), line 4',
    ),
    (
        '[[brand]]\nname = "A"\nquery = "b"\ncompetitor = "yes"',
        'watch.toml: brand "A": "competitor" must be true or false, line 4',
    ),
    (
        '[[brand]]\nname = "A"\nquery = "b"\n\n[[brand]]\nname = "A"\nquery = "c"',
        'watch.toml: brand "A": this name was given before; names are unique, line 6',
    ),
    (
        SOURCE.replace('"forum"', '"fourm"', 1) + URL,
        'watch.toml: source "acme-forum": unknown kind "fourm" (did you mean "forum"?), line 3',
    ),
    (
        SOURCE.replace("channel", "chanel") + URL,
        'watch.toml: source "acme-forum": "channel" is missing '
        '(is "chanel" meant as that?), line 4',
    ),
    (
        SOURCE + URL + 'langauge = "ru"',
        'watch.toml: source "acme-forum": unknown key "langauge" '
        '(did you mean "language"?), line 6',
    ),
    (
        SOURCE + 'url = "ftp://x.example"',
        'watch.toml: source "acme-forum": "url" must be a web address with '
        'http:// or https://, not "ftp://x.example", line 5',
    ),
    (SOURCE + 'url = "https://[x"', '"url" must be a web address'),
    (SOURCE + URL + "since = 2026-03-01", '"since" must be text, a number'),
    (SOURCE + URL + "ratio = nan", '"ratio" must be text, a number'),
    (SOURCE + 'url = ["https://x.example"]', '"url" must be text in quotes, line 5'),
    (
        '[[rule]]\nname = "R"\ntype = "new-complain"\nto = ["x"]',
        'watch.toml: rule "R": unknown type "new-complain" (did you mean "new-complaint"?), line 3',
    ),
    (
        '[[rule]]\nname = "R"\ntype = "new-complaint"\nto = "x"',
        'watch.toml: rule "R": "to" must be a list, line 4',
    ),
    (
        '[[rule]]\nname = "R"\ntype = "new-complaint"\nto = []',
        'watch.toml: rule "R": "to" must be a list of names of notifiers, line 4',
    ),
]


T = '[[template]]\nname = "T"\nlanguage = "ru"\n'


DESK_ERRORS = [
    (T + 'text = "{nam}"', 'template "T": unknown variable "nam"'),
    ('[[promise]]\nwithin = "soon"', 'promise 1: "soon" is no span of time'),
    ('[[promise]]\nwithin = "0h"', "is no span of time; write 30min, 4h or 2d, line 2"),
    ('[[promise]]\nwithin = "4h"\nurgency = "asap"', 'unknown urgency "asap"'),
    ('[[promise]]\nwithin = "4h"\nwarn_at = 7.5', '"warn_at" must be a share'),
    ('[[promise]]\nwithin = "4h"\nwarn_at = 1', '"warn_at" must be a number such as 0.5'),
    ('[[hours]]\nmon = ""', "hours must be written as [hours], with one bracket"),
    ('[hours]\nmonday = ""', 'hours: unknown key "monday" (did you mean "mon"?)'),
    ('[hours]\nmon = "9-18"', '"9-18" is no shift'),
    ('[hours]\nmon = "18:00-09:00"', "write one past midnight as two"),
    ('[hours]\nmon = "09:00-18:75"', "is no shift"),
    ("[hours]\nmon = 9", "hours are written as"),
    ('[hours]\nzone = "Mosсow"', "unknown time zone"),
    ('[hours]\ndays = { "1 мая" = "" }', '"1 мая" is no day'),
    ("[hours]\ndays = 5", '"days" must be a table'),
]


B = '[[brand]]\nname = "B"\nquery = "b"\n'


TONE_ERRORS = [
    (B + "own_accounts = [1]", 'brand "B": "own_accounts" must be a list of names'),
    (B + 'approve_from = "hi"', 'unknown approve_from "hi"'),
    (B + 'tone = "nice"', '"tone" must be a table such as { slang = true }, line 4'),
    (B + "tone = { slangs = true }", 'tone: unknown key "slangs" (did you mean "slang"?), line 4'),
    (B + "[brand.tone]\nslang = 1", 'brand "B": tone: "slang" must be true or false'),
    (B + "[brand.tone]\nforbidden = true", '"forbidden" must be a list of words'),
    (B + '[brand.tone]\naddress = "formel"', 'unknown address "formel" (did you mean "formal"?)'),
    (B + "[brand.tone]\nlongest = 5", '"longest" must look like { social = 500'),
    (B + "[brand.tone]\nlongest = { socal = 5 }", 'longest: unknown channel "socal"'),
    (B + "[brand.tone]\nlongest = { social = 0 }", '"social" must be a number of characters'),
    (B + f'[brand.tone]\nsign_off = "{"x" * 201}"', "at most 200 characters"),
    (B + f'[brand.tone]\nforbidden = ["{"x" * 201}"]', "longer than 200 characters"),
]


ERRORS += DESK_ERRORS + TONE_ERRORS


@pytest.mark.parametrize(("text", "message"), ERRORS)
def test_errors_name_the_entry_and_the_line(text: str, message: str) -> None:
    with pytest.raises(OtklikError) as caught:
        read_text(text)
    assert message in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(OtklikError, match="No such file"):
        read_file(tmp_path / "none.toml")
    with pytest.raises(OtklikError, match="Is a directory"):
        read_file(tmp_path)
    old = tmp_path / "old.toml"
    old.write_bytes('[[brand]]\nname = "Ромашка"'.encode("cp1251"))
    with pytest.raises(OtklikError, match=r"old\.toml: line 2 is not UTF-8"):
        read_file(old)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[[assignment]]\nname = "a"\nurgency = "soon"', 'unknown urgency "soon"'),
        ('[[assignment]]\nname = "a"\nseverity = 4', '"severity" must be 1, 2 or 3, line 3'),
        ('[[assignment]]\nname = "a"\npeople = [1]', '"people" must be a list of logins, line 3'),
        ('[[assignment]]\nname = "a"\nteam = "b"', 'unknown key "team"'),
        ('[[escalation]]\nstage = "late"\nassign = "a"', 'unknown stage "late"'),
        ('[[escalation]]\nstage = "overdue"', "it does nothing"),
        ('[[trigger]]\nname = "press"\ngrade = 4', "a sign's grade is 1, 2 or 3"),
        ('[[trigger]]\nname = "own"\ngrade = 1', "write the words that show the sign"),
        ('[[trigger]]\nname = "own"\ngrade = 1\nterms = [1]', '"terms" must be a list'),
        ('[[trigger]]\nname = "own"\ngrade = 1\nterms = ["(a"]', "line"),
    ],
)
def test_mistakes_in_sharing_out_are_named(text: str, complaint: str) -> None:
    with pytest.raises(OtklikError) as error:
        read_text(text)
    assert complaint in str(error.value)
