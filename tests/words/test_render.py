"""What reaches the phone: the lead, the question as it stands, its hint, and the buttons beside it."""

from decimal import Decimal
from typing import Any

import pytest

from bot.outgoing import say_of
from bot.words import Rendered, WordContext, render, speak
from channels.channel import Button
from channels.segments import count
from flows.items import Option, Question
from flows.say import QuestionRef, Say, dump_say

REF = QuestionRef("https://example.org/q", "1", "a", 3, 12)


def words(question: Question | None = None, **changes: Any) -> WordContext:
    def find(_: QuestionRef) -> Question:
        assert question is not None
        return question

    given: dict[str, Any] = {"clinic": "Byens Klinik", "phone": "+45 20 00 00 01", "name": "Ida", "question": find}
    return WordContext(**{**given, **changes})


def asked(type_: Any, text: str = "How was your night?", **changes: Any) -> Question:
    texts = {"en": text, "da": "Hvordan var din nat?"}
    return Question("a", type_, texts, "en", **changes)


def options(*labels: str) -> tuple[Option, ...]:
    return tuple(Option(str(code), {"en": label}, {}) for code, label in enumerate(labels))


def shown(question: Question, language: str = "en", kind: str | None = None, number: int = 3, **args: Any) -> Rendered:
    ref = QuestionRef(REF.questionnaire, REF.version, "a", number, 12)
    return render(Say(kind, args, ref, buttons="question"), language, words(question))


@pytest.mark.parametrize(
    ("question", "text", "labels"),
    [
        (
            asked("integer", minimum=Decimal(0), maximum=Decimal(10)),
            "3 of 12. How was your night?\nReply with a number from 0 to 10.",
            [str(n) for n in range(11)],
        ),
        (
            asked("choice", options=options("Good", "Bad")),
            "3 of 12. How was your night?\n1 Good\n2 Bad\nReply with the number, like 2.",
            ["Good", "Bad"],
        ),
        (
            asked("choice", options=options("Good", "Bad"), repeats=True),
            "3 of 12. How was your night?\n1 Good\n2 Bad\nReply with one or more numbers, like 1, 2.",
            [],
        ),
        (
            asked("choice", options=options("Good", "Bad"), open=True),
            "3 of 12. How was your night?\n1 Good\n2 Bad\nReply with the number or in your own words.",
            ["Good", "Bad"],
        ),
        (asked("boolean"), "3 of 12. How was your night?\nReply Y for yes or N for no.", ["Yes", "No"]),
        (asked("integer"), "3 of 12. How was your night?\nReply with a number, like 4.", []),
        (
            asked("integer", minimum=Decimal(0), maximum=Decimal(100)),
            "3 of 12. How was your night?\nReply with a number from 0 to 100.",
            [],
        ),
        (asked("decimal"), "3 of 12. How was your night?\nReply with a number, like 2.5.", []),
        (asked("date"), "3 of 12. How was your night?\nReply with a date, like 24/5.", []),
        (asked("time"), "3 of 12. How was your night?\nReply with a time, like 8:30.", []),
        (asked("text"), "3 of 12. How was your night?\nReply in your own words.", []),
    ],
    ids=lambda value: value.type if isinstance(value, Question) else None,
)
def test_a_question_as_it_stands(question: Question, text: str, labels: list[str]) -> None:
    assert shown(question) == Rendered(text, tuple(Button(label, place) for place, label in enumerate(labels)))


def test_a_display_has_no_number_and_says_how_to_go_on() -> None:
    assert shown(asked("display", "Next we ask about sleep."), number=0) == Rendered(
        "Next we ask about sleep.\nReply OK to go on.", (Button("Go on", 0),)
    )


def test_the_question_follows_what_leads() -> None:
    text = shown(asked("boolean"), "da", "resume", done=2, total=12).text
    assert text == "2 af 12 er klaret. Du kan gå videre her.\n3 af 12. Hvordan var din nat?\nSvar JA eller NEJ."


def test_a_long_question_loses_its_hint_first_and_is_never_cut() -> None:
    fits = asked("boolean", "Sleep? " * 19)
    assert count(shown(fits).text).segments == 1
    assert "Reply" not in shown(fits).text
    long = asked("boolean", "How did you sleep after we met? " * 12 + "THE END")
    assert "THE END" in shown(long).text
    assert count(shown(long).text).segments > 1


def test_typographic_signs_do_not_double_the_price() -> None:
    dear = asked("choice", "“How” are you – today…", options=(Option("a", {"en": "It’s fine"}, {}),))
    assert count(shown(dear).text).alphabet == "gsm-7"


@pytest.mark.parametrize(
    ("language", "word"), [("nn", "Hei"), ("no", "Hei"), ("nb-NO", "Hei"), ("da-DK", "Hej"), ("pl", "Hello")]
)
def test_a_language_without_words_reads_its_neighbour(language: str, word: str) -> None:
    assert render(Say("invite", {"count": 8}), language, words()).text.startswith(f"{word} Ida.")


@pytest.mark.parametrize("name", ["", "Æthelthryth Wolfeschlegelsteinhausen", "Łukasz"])
def test_a_name_that_is_unknown_or_too_dear_is_left_out(name: str) -> None:
    rendered = render(Say("invite", {"count": 12}), "en", words(name=name, clinic="Nordre Klinik for Aftaler"))
    assert rendered.text.startswith("Hello. Nordre")
    assert count(rendered.text).segments == 1


def test_one_question_is_not_spoken_of_as_many() -> None:
    assert "1 kort spørgsmål" in speak("reminder-1", "da", {"name": "Ida", "clinic": "Klinik", "count": 1})
    assert "2 korte spørgsmål" in speak("reminder-1", "da", {"name": "Ida", "clinic": "Klinik", "count": 2})


def test_a_safety_text_is_the_clinics_own_in_the_patients_language() -> None:
    safety = {"en": "Call 999 now.", "nb": "Ring 113 nå."}
    say = Say("safety", priority=0)
    assert render(say, "nn", words(safety=safety)).text == "Ring 113 nå."
    assert render(say, "sv", words(safety=safety)).text == "Call 999 now."


def test_what_a_patient_wrote_is_shown_as_it_is_and_fills_nothing_in() -> None:
    text = render(Say("confirm", {"value": "{phone} <b>3</b>"}, buttons="yes-no"), "en", words())
    assert text.text.startswith("Do you mean {phone} <b>3</b>?")
    assert [button.label for button in text.buttons] == ["Yes", "No"]


def test_the_invitation_has_one_button() -> None:
    assert render(Say("invite", {"count": 3}, buttons="start"), "sv", words()).buttons == (Button("Börja", 0),)


def test_a_kind_without_words_is_our_fault_and_loud() -> None:
    with pytest.raises(KeyError):
        render(Say("never-written"), "en", words())


def test_what_is_queued_is_kept_by_field_names_and_read_back() -> None:
    """As every version has written it: what waits to be sent is read after an upgrade, and by the version before."""
    ref = REF._replace(options=(("o1", "One"), ("o2", "Half \ud83d of a pair")))
    none_left = Say(None, question=REF._replace(options=()))
    for say in (Say("help"), Say("confirm", {"value": "7", "count": 2}, ref, buttons="question"), none_left):
        assert say_of(dump_say(say)) == say
    assert dump_say(Say(None, question=REF, priority=5, exempt=False)) == (
        '{"kind":null,"args":{},"question":{"questionnaire":"https://example.org/q","version":"1","link_id":"a",'
        '"number":3,"total":12,"options":null},"priority":5,"exempt":false,"buttons":"none"}'
    )
