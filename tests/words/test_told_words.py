"""Every word that a text tells the patient to write is read as what the text promises, however it is written."""

import pytest

from flows.replies import read_command, read_consent, read_short, read_start, understand
from flows.replies.reply import Asked
from tests.words.catalogues import every_text, told_words

# What each word we tell must read as, wherever it is said.
COMMANDS = {
    "en": {"BACK": "back", "SKIP": "skip", "LATER": "later", "CALL": "call", "STOP": "stop", "START": "start"},
    "da": {
        "TILBAGE": "back",
        "SPRING OVER": "skip",
        "SENERE": "later",
        "RING": "call",
        "STOP": "stop",
        "START": "start",
    },
    "nb": {
        "TILBAKE": "back",
        "HOPP OVER": "skip",
        "SENERE": "later",
        "RING": "call",
        "STOPP": "stop",
        "START": "start",
    },
    "sv": {
        "TILLBAKA": "back",
        "HOPPA ÖVER": "skip",
        "SENARE": "later",
        "RING": "call",
        "STOPP": "stop",
        "START": "start",
    },
}
YES = {"en": {"Y", "GO", "AGREE"}, "da": {"JA"}, "nb": {"JA"}, "sv": {"JA"}}
NO = {"en": {"N", "NO"}, "da": {"NEJ"}, "nb": {"NEI"}, "sv": {"NEJ"}}
SHORT = {"SHORT", "KORT"}
NOT_FOR_REPLIES = {"OK", "ID"}
STARTING = {
    *("invite", "invite-unnamed", "reminder-1", "reminder-1-unnamed", "reminder-2", "reminder-last"),
    *("later", "help-begin", "reminder-short", "reminder-short-unnamed"),
}
AGREEING = {"consent", "consent-again", "offer-more", "offer-again"}


@pytest.mark.parametrize("kind_language_text", every_text(), ids=lambda row: f"{row[1]}-{row[0]}")
def test_told_words_are_understood(kind_language_text: tuple[str, str, str]) -> None:
    kind, language, text = kind_language_text
    for word in told_words(text):
        for written in (word, word.lower(), word.capitalize(), f" {word}. "):
            if word in COMMANDS[language]:
                reply = read_command(written, language)
                assert reply is not None, written
                assert (reply.kind, reply.name) == ("command", COMMANDS[language][word]), written
            elif word in SHORT:
                assert read_short(written, language), written
            elif word in YES[language] | NO[language]:
                assert_yes_or_no(kind, written, language, word in YES[language])
            else:
                assert word in NOT_FOR_REPLIES, f"nobody says what {word} means"


def assert_yes_or_no(kind: str, written: str, language: str, yes: bool) -> None:
    if kind in STARTING:
        assert read_start(written, language) is yes, (kind, written)
    elif kind in AGREEING:
        assert read_consent(written, language) is yes, (kind, written)
    else:
        reply = understand(Asked(type="boolean"), written, language)
        assert (reply.kind, reply.value) == ("answer", yes), (kind, written)
