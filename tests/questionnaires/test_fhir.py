from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from flows.fhir import QuestionnaireError, load_questionnaire, questionnaire_response
from flows.questionnaire import GivenAnswer
from tests.questionnaires.forms import HL7, coded, form, item, load, when

TODAY = date(2026, 5, 12)
NOW = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)


def translated(text: str, **others: str):
    extension = [
        {
            "url": f"{HL7}translation",
            "extension": [{"url": "lang", "valueCode": tag}, {"url": "content", "valueString": words}],
        }
        for tag, words in others.items()
    ]
    return {"text": text, "_text": {"extension": extension}}


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("boolean", "boolean"),
        ("integer", "integer"),
        ("decimal", "decimal"),
        ("quantity", "decimal"),
        ("date", "date"),
        ("dateTime", "date"),
        ("time", "time"),
        ("string", "text"),
        ("text", "text"),
        ("url", "text"),
        ("choice", "choice"),
        ("open-choice", "choice"),
    ],
)
def test_what_each_type_is_asked_as(kind, asked):
    fields = {"answerOption": coded("a", "b")} if "choice" in kind else {}
    question = load(item("q", kind, **fields)).question("q")
    assert question.asked("en", TODAY).type == asked
    assert question.asked("en", TODAY).open is (kind == "open-choice")


@pytest.mark.parametrize(("given", "kept"), [("http://loinc.org/q#1", "http://loinc.org/q#1"), (["http://x"], None)])
def test_a_definition_is_an_address_or_none(given, kept):
    [(found, _)] = load(item("q", "string", definition=given)).plan.order
    assert found.definition == kept


def test_yes_and_no_stay_what_they_are_in_conditions():
    form = load(item("q", "boolean"), item("next", enableWhen=[when("q", "=", answerBoolean=True)]))
    assert [each.link_id for each in form.askable({"q": True})] == ["q", "next"]
    assert [each.link_id for each in form.askable({"q": False})] == ["q"]


def test_a_type_that_cannot_be_asked_is_not():
    questionnaire = load(item("q", "attachment"), item("r", "reference"), item("s"))
    assert [question.link_id for question in questionnaire.askable({})] == ["s"]


def test_limits_options_and_exclusive():
    limits = [{"url": f"{HL7}minValue", "valueInteger": 1}, {"url": f"{HL7}maxValue", "valueInteger": 5}]
    options = coded("a", "none")
    options[1]["extension"] = [{"url": f"{HL7}questionnaire-optionExclusive", "valueBoolean": True}]
    questionnaire = load(item("n", extension=limits), item("c", "choice", repeats=True, answerOption=options))
    number, choice = (question.asked("en", TODAY) for question in questionnaire.questions)
    assert (number.minimum, number.maximum) == (1, 5)
    assert [(option.code, option.exclusive) for option in choice.options] == [("a", False), ("none", True)]
    assert choice.repeats


@pytest.mark.parametrize(
    ("language", "text"),
    [("da", "Hej"), ("da-DK", "Hej"), ("nb", "Hei"), ("nn", "Hei"), ("no", "Hei"), ("en", "Hello"), ("fi", "Hello")],
)
def test_language_falls_back_to_its_base_and_then_to_the_forms_own(language, text):
    question = load({"linkId": "q", "type": "string", **translated("Hello", da="Hej", nb="Hei")}).question("q")
    assert question.text(language) == text


def test_two_systems_may_share_a_code():
    options = [*coded("a", system="urn:one"), *coded("a", system="urn:two")]
    questionnaire = load(item("q", "choice", answerOption=options))
    assert [option.code for option in questionnaire.question("q").options] == ["urn:one|a", "urn:two|a"]


def test_options_of_a_contained_value_set():
    values = {
        "resourceType": "ValueSet",
        "id": "drinks",
        "compose": {"include": [{"system": "urn:d", "concept": [{"code": "tea", "display": "Tea"}]}]},
    }
    questionnaire = load(item("q", "choice", answerValueSet="#drinks"), contained=[values])
    assert questionnaire.question("q").options[0].answer == {
        "valueCoding": {"system": "urn:d", "code": "tea", "display": "Tea"}
    }


def test_a_stem_stands_before_each_of_its_questions():
    questionnaire = load(item("g", "group", text="In the last week, how often:", item=[item("a"), item("b")]))
    assert [question.text("en") for question in questionnaire.questions] == [
        "In the last week, how often:\na?",
        "In the last week, how often:\nb?",
    ]


def test_hidden_and_fixed_items_are_not_asked_but_count():
    hidden = [{"url": f"{HL7}questionnaire-hidden", "valueBoolean": True}]
    questionnaire = load(
        item("h", extension=hidden, initial=[{"valueInteger": 2}]),
        item("next", enableWhen=[when("h", "=", answerInteger=2)]),
    )
    assert [question.link_id for question in questionnaire.askable({})] == ["next"]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"resourceType": "Patient"}, "not-a-questionnaire"),
        (form(), "no-items"),
        (form({"type": "string"}), "link-id-missing"),
        (form(item("a"), item("a")), "link-id-twice"),
        ({**form(item("a")), "item": "a"}, "no-items"),
    ],
)
def test_an_unusable_form_says_why(document, code):
    with pytest.raises(QuestionnaireError) as raised:
        load_questionnaire(document)
    assert [issue.code for issue in raised.value.issues] == [code]


def test_a_bottomless_form_is_refused():
    deep = item("0", "group")
    for depth in range(1, 2000):
        deep = item(str(depth), "group", item=[deep])
    with pytest.raises(QuestionnaireError, match="nested"):
        load_questionnaire(form(deep))


def respond(questionnaire, *answers: GivenAnswer, status: str = "completed"):
    return questionnaire_response(
        questionnaire, answers, subject="Patient/p", authored=NOW, status=status, language="da"
    )


def test_the_response_nests_as_the_form_and_leaves_out_what_does_not_count():
    questionnaire = load(
        item("g", "group", text="", item=[item("a", item=[item("under")]), item("b")]),
        item("c", "boolean", enableWhen=[when("a", "=", answerInteger=0)]),
    )
    response = respond(questionnaire, GivenAnswer("a", 3), GivenAnswer("under", 4), GivenAnswer("c", True))
    assert response["item"] == [
        {
            "linkId": "g",
            "item": [
                {
                    "linkId": "a",
                    "text": "a?",
                    "answer": [
                        {
                            "valueInteger": 3,
                            "item": [{"linkId": "under", "text": "under?", "answer": [{"valueInteger": 4}]}],
                        }
                    ],
                }
            ],
        }
    ]
    assert response["questionnaire"] == "https://clinic.example/Questionnaire/form|1"
    assert response["authored"] == "2026-05-12T09:00:00+00:00"


@pytest.mark.parametrize(
    ("kind", "value", "answer"),
    [
        ("decimal", Decimal("2.5"), {"valueDecimal": 2.5}),
        ("date", "2026-05-01", {"valueDate": "2026-05-01"}),
        ("dateTime", "2026-05-01", {"valueDateTime": "2026-05-01"}),
        ("time", "08:30", {"valueTime": "08:30:00"}),
        ("string", "words", {"valueString": "words"}),
        ("boolean", False, {"valueBoolean": False}),
        ("open-choice", "my own", {"valueString": "my own"}),
    ],
)
def test_each_value_in_its_type(kind, value, answer):
    fields = {"answerOption": coded("a")} if kind == "open-choice" else {}
    assert respond(load(item("q", kind, **fields)), GivenAnswer("q", value))["item"][0]["answer"] == [answer]


def test_an_amended_answer_carries_what_it_stands_for():
    first = GivenAnswer("q", 3, "three", answered_at=NOW)
    second = GivenAnswer("q", 5, "five, sorry", "sorry", NOW + timedelta(minutes=1), supersedes=(first,))
    answer = respond(load(item("q")), second, status="amended")["item"][0]["answer"][0]
    assert answer["valueInteger"] == 5
    told = {extension["url"].rsplit("/", 1)[-1]: extension for extension in answer["extension"]}
    assert told["answer-as-written"]["valueString"] == "five, sorry"
    assert told["answer-comment"]["valueString"] == "sorry"
    assert told["superseded-answer"]["extension"][0] == {"url": "value", "valueInteger": 3}


def test_labels_read_as_a_person_writes():
    questionnaire = load(
        item("c", "choice", answerOption=coded("a", "b"), repeats=True), item("d", "date"), item("n", "decimal")
    )
    choice, day, number = questionnaire.questions
    assert choice.label(("a", "b"), "en") == "A, B"
    assert day.label("2026-05-01", "da") == "1. maj 2026"
    assert number.label(Decimal("2.5"), "sv") == "2,5"
    assert number.label(Decimal("2.5"), "en") == "2.5"
