"""What form an answer must have, from the form's own marks to the words that a patient reads."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.words import LANGUAGES, WordContext, render
from flows.conversation import advance
from flows.events import ContactDue, Raised, Received, Stored
from flows.limits import PatternError, compile_pattern
from flows.say import Say
from flows.script import Conversation, Script
from tests.conversations.script import MONDAY
from tests.questionnaires.forms import HL7, coded, item, load

NORWAY = "http://ehelse.no/fhir/StructureDefinition/"
OURS = "https://prosvar.example/fhir/StructureDefinition/"


def marked(**marks):
    kinds = {str: "valueString", int: "valueInteger"}
    return [{"url": f"{HL7}{name}", kinds[type(value)]: value} for name, value in marks.items()]


def dated(name, value):
    return {"url": f"{HL7}{name}", "valueDate": value}


BETWEEN = [dated("minValue", "2026-01-01"), dated("maxValue", "2026-12-31")]
POSTCODE = marked(regex=r"^\d{4}$")


@pytest.mark.parametrize(
    ("kind", "fields", "value", "refused"),
    [
        ("string", {"maxLength": 3}, "abc", None),
        ("string", {"maxLength": 3}, "abcd", "invalid-long"),
        ("string", {"extension": marked(minLength=2)}, "a", "invalid-short"),
        ("decimal", {"extension": marked(maxDecimalPlaces=1)}, Decimal("36.5"), None),
        ("decimal", {"extension": marked(maxDecimalPlaces=1)}, Decimal("36.55"), "invalid-decimals"),
        ("string", {"extension": POSTCODE}, "2100", None),
        ("string", {"extension": POSTCODE}, "21000", "invalid-pattern"),
        ("string", {"extension": [*POSTCODE, *marked(entryFormat="1234")]}, "x", "invalid-pattern-like"),
        ("integer", {"extension": POSTCODE}, 210, "invalid-pattern"),
        ("date", {"extension": BETWEEN}, "2026-05-01", None),
        ("date", {"extension": BETWEEN}, "2025-12-31", "invalid-early"),
        ("date", {"extension": BETWEEN}, "2027-01-01", "invalid-late"),
        ("choice", {"maxLength": 1, "answerOption": coded("tea", "milk")}, "tea", None),
    ],
)
def test_a_value_is_held_against_the_marks(kind, fields, value, refused):
    found = load(item("q", kind, **fields)).question("q").refusal(value, "en")
    assert (found and found.kind) == refused


@pytest.mark.parametrize(("chosen", "refused"), [(1, "invalid-few"), (2, None), (3, None), (4, "invalid-many")])
def test_how_many_choices(chosen, refused):
    marks = marked(**{"questionnaire-minOccurs": 2, "questionnaire-maxOccurs": 3})
    form = load(item("q", "choice", repeats=True, answerOption=coded(*"abcd"), extension=marks))
    found = form.question("q").refusal(tuple("abcd"[:chosen]), "en")
    assert (found and found.kind) == refused


@pytest.mark.parametrize(
    "pattern",
    [r"^\d{4}$", r"[A-Z]{2}\d{6}", r"^[\s\S]{0,500}$", r"[\w.]+@[\w.]+\.\w+", r"(\d{1,3}\.){3}\d{1,3}", r"^(yes|no)$"],
)
def test_patterns_in_use_are_used(pattern):
    assert compile_pattern(pattern)


@pytest.mark.parametrize("pattern", [r"(a+)+", r"(a|a)*b", r"(.*)*", r"(\w+\s?)*$", r".*.*.*.*=", r"(a{0,99}){9}", "["])
def test_patterns_that_could_hang_are_refused(pattern):
    with pytest.raises(PatternError):
        compile_pattern(pattern)


def talk_about(questionnaire, *texts, language="en"):
    """What the patient reads, and what is kept, when these are their replies."""
    script = Script(core=(questionnaire,), identity=False)
    words = WordContext("Clinic", "20 00 00 01", lambda ref: questionnaire.question(ref.link_id))
    turn = advance(Conversation(language), script, ContactDue("invite"), MONDAY)
    turn = advance(turn.conversation, script, Received("GO", today=MONDAY.date()), MONDAY)
    read, kept = [], []
    for text in texts:
        turn = advance(turn.conversation, script, Received(text, today=MONDAY.date()), MONDAY)
        read += [render(each, language, words).text for each in turn.effects if isinstance(each, Say)]
        kept += [each for each in turn.effects if isinstance(each, Stored | Raised)]
    return read, kept


def test_an_answer_in_another_form_is_a_miss_and_three_of_them_move_on():
    form = load(item("code", "string", extension=[*POSTCODE, *marked(entryFormat="2100")]), item("next"))
    read, kept = talk_about(form, "21000", "2100")
    assert read[0] == "That does not look right. Please write it like this: 2100"
    assert [(each.place.link_id, each.value) for each in kept] == [("code", "2100")]
    _, kept = talk_about(form, "a", "b", "c")
    assert [each.value for each in kept if isinstance(each, Stored)] == [None]
    assert [each.kind for each in kept if isinstance(each, Raised)] == ["not_understood"]


def test_a_form_may_say_in_its_own_words_what_it_needs():
    told = {"url": f"{NORWAY}validationtext", "valueString": "Four digits, please."}
    read, _ = talk_about(load(item("code", "string", extension=[*POSTCODE, told])), "abc")
    assert read == ["That does not look right. Four digits, please."]


def test_a_date_out_of_range_is_named_as_people_write_dates():
    read, kept = talk_about(load(item("day", "date", extension=BETWEEN)), "1 May 2024")
    assert (read, kept) == (["That is too early. Please give 1 Jan 2026 or later."], [])


PLACES = load(item("place", "choice", answerOption=coded(*(f"north {n}" for n in "abcdefghij"), "øst", *"uvwxyz")))


def test_a_long_list_is_searched_by_the_beginning_of_a_word():
    question = PLACES.question("place")
    assert question.is_long_list
    read, kept = talk_about(PLACES, "n", "north c")
    assert read[0] == "Many answers fit. Please write more of the word."
    assert [(each.place.link_id, each.value) for each in kept] == [("place", "north c")]


def test_a_long_list_shows_the_few_that_fit_by_their_numbers():
    words = ["apple pie", "apple cake", "pear", *(f"fruit {n}" for n in range(15))]
    form = load(item("food", "choice", answerOption=coded(*words)))
    read, kept = talk_about(form, "app", "2")
    assert read[0] == "Which one is it? Please reply with its number.\n1 Apple Pie\n2 Apple Cake"
    assert [each.value for each in kept] == ["apple cake"]
    read, kept = talk_about(form, "kiwi")
    assert (read, kept) == (["We did not find that. Please write the first letters of another word."], [])


def test_several_may_be_chosen_from_a_long_list():
    form = load(item("food", "choice", repeats=True, answerOption=coded("apple", *(f"fruit {n}" for n in range(15)))))
    _, kept = talk_about(form, "app", "yes")
    assert [each.value for each in kept] == [("apple",)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_list_is_not_read_out(language):
    read, _ = talk_about(replace(PLACES, languages=LANGUAGES), "OST", language=language)
    assert all(len(text) < 120 for text in read)


def test_a_text_for_a_channel_stands_beside_the_original():
    part = {"url": "text", "valueString": "Pain now, 0-10?"}
    mark = {"url": f"{OURS}channel-text", "extension": [{"url": "channel", "valueCode": "sms"}, part]}
    question = load(item("pain", text="How much pain do you have at this moment?", extension=[mark])).question("pain")
    assert question.on("sms").text("en") == "Pain now, 0-10?"
    assert question.on("telegram").text("en") == question.text("en") == "How much pain do you have at this moment?"
