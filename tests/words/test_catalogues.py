"""What the words must be, whatever they say: complete, one segment, plain, harmless."""

import ast
import re
from pathlib import Path

import pytest

from bot.wording_lint import lix
from bot.words import LANGUAGES, UNNAMED
from channels.segments import count
from flows.machine import STATES as MACHINE_STATES
from tests.words.catalogues import LONGEST, catalogue, every_text, forms, placeholders, template, told_words

HOUSE = Path(__file__).parents[2]
SAYING = [
    ast.parse((HOUSE / path).read_text())
    for path in (
        "flows/asking.py",
        "flows/commands.py",
        "flows/conversation.py",
        "flows/doors.py",
        "flows/limits.py",
        "flows/misses.py",
        "flows/short_form.py",
        "flows/telling.py",
        "bot/strangers.py",
        "bot/words.py",
    )
]
STATES = set(MACHINE_STATES)
# Seen by whoever holds the phone, before we know who that is.
FIRST_CONTACT = {
    *("invite", "reminder-1", "reminder-2", "reminder-last", "reminder-short"),
    *("identity", "identity-again", "identity-locked"),
}
HEALTH = re.compile(
    r"pain|smert|smärt|\bvond|\bont\b|treat|behandl|operat|surg|medic|medis|hospital|sjuk|syk|syg|\bill\b|diagno|symptom|"
    r"health|helse|hälsa(?!r)|helbred|score|cancer|kræft|kreft|patient|pasient",
    re.IGNORECASE,
)
# Operators take these for opt-out and opt-in before we see them (Twilio's default keywords), so no text asks for them.
OPERATORS = {"STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT", "YES", "UNSTOP"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_or_fuzzy(language: str) -> None:
    words, kinds = catalogue(language), template()
    assert words.keys() == kinds.keys()
    for kind, message in words.items():
        assert not message.fuzzy, kind
        assert all(forms(message)), f"{kind} has no words in {language}"
        assert message.id == kinds[kind].id, f"{kind} translates another text than the template's"


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_the_same_in_every_language(language: str) -> None:
    for kind, message in catalogue(language).items():
        source = message.id if isinstance(message.id, str) else message.id[1]
        for text in forms(message):
            assert placeholders(text) == placeholders(source), kind
            assert placeholders(text) <= LONGEST.keys(), kind


def test_every_kind_fits_one_segment() -> None:
    too_long = [
        (kind, language, counted.units, counted.alphabet)
        for kind, language, text in every_text()
        if (counted := count(text.format(**LONGEST))).segments > 1
    ]
    assert too_long == []


def test_every_text_is_easy_to_read() -> None:
    """LIX, the Nordic index of readability: below 30 reads as a book for children, 40 as a newspaper."""
    usual = {**LONGEST, "name": "Ida", "clinic": "Byens Klinik", "value": "lidt"}
    hard = [
        (kind, language, round(reading))
        for kind, language, text in every_text()
        if (reading := lix(text.format(**usual))) > 35
    ]
    assert hard == []


def test_first_contacts_say_nothing_of_health() -> None:
    for kind, language, text in every_text():
        if kind.removesuffix(UNNAMED) in FIRST_CONTACT:
            assert not HEALTH.search(text), (kind, language)


def test_an_invitation_says_who_how_many_how_to_begin_and_how_to_stop() -> None:
    begin_and_stop = {"en": ["GO", "STOP"], "da": ["JA", "STOP"], "nb": ["JA", "STOPP"], "sv": ["JA", "STOPP"]}
    for language in LANGUAGES:
        for text in forms(catalogue(language)["invite"]):
            assert placeholders(text) == {"name", "clinic", "count"}
            assert told_words(text) == begin_and_stop[language]


def test_no_text_asks_for_a_word_that_operators_take() -> None:
    for kind, language, text in every_text():
        assert not OPERATORS & set(told_words(text)), (kind, language)


def test_every_kind_that_is_said_has_words() -> None:
    said = {
        kind
        for tree in SAYING
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and call.args and name_of(call.func) in ("say", "say_idly", "Say", "speak")
        for kind in texts(call.args[0]) - STATES
    }
    assert len(said) > 30
    assert said - template().keys() == {"safety"}


def test_no_words_are_left_over() -> None:
    """Each kind is named somewhere in what chooses or words messages, or is made up there of a stem and a type."""
    named = {text for tree in SAYING for text in texts(tree)}
    made = {
        f"{stem}-{name}{end}"
        for stem in ("invalid", "explain")
        for name in ("number", "integer", "decimal", "yes-no", "choice", "date", "time", "text")
        for end in ("", "-keep")
    }
    made |= {f"{kind}-keep" for kind in named if kind.startswith("explain-")}
    wordings = {"reminder-2", "reminder-last", "invite"}  # chosen by a schedule
    assert {kind.removesuffix(UNNAMED) for kind in template()} - named - made - wordings == set()


def texts(tree: ast.AST) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
