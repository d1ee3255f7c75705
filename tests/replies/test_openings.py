"""Begin, agree, the short form, and the year of birth."""

import pytest

from flows.replies import read_command, read_consent, read_short, read_start, read_year


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("1948", 1948),
        ("født 1948", 1948),
        ("Born in 1948.", 1948),
        ("１９４８", 1948),
        ("١٩٤٨", 1948),
        ("12.03.1948", 1948),
        ("19480312", 1948),
        ("12031948", 1948),
        ("1948-03-12", 1948),
        ("194O", 1940),
        ("l948", 1948),
        ("(1948)", 1948),
        ("1948 1948", 1948),
        ("48", None),
        ("1948 or 1949", None),
        ("1948 1952", None),
        ("", None),
        ("no", None),
        ("19481", None),
        ("12345678", None),
        ("0048", None),
        ("3048", None),
    ],
)
def test_the_year_of_birth(text, year):
    assert read_year(text) == year


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "GO"),
        ("en", "go!"),
        ("en", "Yes please"),
        ("en", "OK"),
        ("en", "ready"),
        ("en", "START"),
        ("en", "👍"),
        ("en", "sure"),
        ("da", "JA"),
        ("da", "ja tak"),
        ("da", "klar"),
        ("da", "kom så"),
        ("da", "ok"),
        ("nb", "JA"),
        ("nb", "klar"),
        ("nb", "ja takk"),
        ("nb", "sett i gang"),
        ("sv", "JA"),
        ("sv", "redo"),
        ("sv", "okej"),
        ("sv", "kör igång"),
        ("fi", "ok"),
    ],
)
def test_begin(language, text):
    assert read_start(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "no"), ("en", "later"), ("da", "nej tak"), ("sv", "inte nu"), ("nb", "nei"), ("en", "who?"), ("en", "")],
)
def test_not_begin(language, text):
    assert not read_start(text, language)


@pytest.mark.parametrize(
    ("language", "text", "agreed"),
    [
        ("en", "AGREE", True),
        ("en", "I agree", True),
        ("en", "YES", True),
        ("en", "GO", True),
        ("en", "no", False),
        ("en", "I don't agree", False),
        ("en", "yes but not my name", None),
        ("en", "maybe", None),
        ("en", "what is it for", None),
        ("en", "ok", None),
        ("da", "JA", True),
        ("da", "jeg samtykker", True),
        ("da", "NEJ", False),
        ("da", "jeg samtykker ikke", False),
        ("da", "ja og nej", None),
        ("nb", "ja", True),
        ("nb", "nei takk", False),
        ("nb", "jeg godtar", True),
        ("sv", "ja", True),
        ("sv", "jag samtycker inte", False),
        ("sv", "nej", False),
    ],
)
def test_consent(language, text, agreed):
    assert read_consent(text, language) is agreed


@pytest.mark.parametrize(
    ("language", "text"), [("en", "SHORT"), ("da", "KORT"), ("nb", "kort"), ("sv", "Kort tack"), ("da", "den korte")]
)
def test_the_short_form(language, text):
    assert read_short(text, language)
    assert not read_short("7", language)


def test_commands_without_a_question():
    assert read_command("STOP", "da").name == "stop"
    assert read_command("hej", "da").kind == "acknowledgement"
    assert read_command("7", "da") is None
    alarmed = read_command("jeg vil dø", "da")
    assert (alarmed.kind, alarmed.alarm) == ("invalid", "suicide")
    both = read_command("ring mig", "da")
    assert (both.name, both.alarm) == ("call", None)
