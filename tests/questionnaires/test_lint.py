import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wording_lint import lint_wording, lix
from flows.fhir import QuestionnaireError, load_questionnaire
from flows.lint import lint_document
from tests.questionnaires.forms import HL7, SDC, coded, fhirpath, form, item, load, several, when

OURS = "https://prosvar.example/fhir/StructureDefinition/"
CODE = "https://clinic.example/codes"
DANISH = {
    "extension": [
        {
            "url": f"{HL7}translation",
            "extension": [{"url": "lang", "valueCode": "da"}, {"url": "content", "valueString": "Hvad?"}],
        }
    ]
}


DEEP = "%resource.repeat(item).where(linkId='q').answer.value.sum()"


def in_unit(code):
    return {"url": f"{HL7}questionnaire-unitOption", "valueCoding": {"code": code}}


@pytest.mark.parametrize(
    ("items", "code", "link_id"),
    [
        ([item("a", "attachment")], "unsupported-type", "a"),
        ([item("a", "reference")], "unsupported-type", "a"),
        ([item("a", "choice", answerValueSet="http://elsewhere.example/vs")], "options-elsewhere", "a"),
        ([item("a", "choice", answerOption=coded("x", "x"))], "option-twice", "a"),
        ([item("a", "choice", answerOption=coded("stop", "go on"))], "option-is-command", "a"),
        ([several(least=3, most=2)], "occurs-crossed", "g"),
        ([several(most=2.5)], "limit-unread", "g"),
        ([item("a", enableWhen=[when("gone", "=", answerInteger=1)])], "enable-when-unknown", "a"),
        ([item("a", "display"), item("b", enableWhen=[when("a", "=", answerInteger=1)])], "unreachable", "b"),
        (
            [
                item("a", "choice", answerOption=coded("x")),
                item("b", enableWhen=[when("a", "=", answerCoding={"system": CODE, "code": "y"})]),
            ],
            "unreachable",
            "b",
        ),
        (
            [
                item("a", "choice", answerOption=coded("x")),
                item("b", enableWhen=[when("a", "=", answerCoding={"code": "x"})]),
            ],
            "unreachable",
            "b",
        ),
        (
            [
                item("a", enableWhen=[when("b", "exists", answerBoolean=True)]),
                item("b", enableWhen=[when("a", "exists", answerBoolean=True)]),
            ],
            "enable-when-loop",
            "b",
        ),
        ([item("a", extension=[fhirpath(f"{SDC}calculatedExpression", "1 +")])], "unsupported-expression", "a"),
        (
            [item("a", extension=[{"url": f"{SDC}calculatedExpression", "valueExpression": {"language": "text/cql"}}])],
            "unsupported-expression",
            "a",
        ),
        ([item("a", extension=[{"url": f"{SDC}itemMedia", "valueAttachment": {}}])], "image", "a"),
        ([item("a", extension=[{"url": f"{OURS}safety", "valueBoolean": True}])], "safety-skippable", "a"),
        ([item("a", extension=[{"url": f"{HL7}maxValue", "valueInteger": 10}])], "range-without-anchors", "a"),
        ([item("a", _text=DANISH), item("b")], "missing-translation", "b"),
        ([item("a", "string", extension=[{"url": f"{HL7}regex", "valueString": "(a+)+"}])], "regex-refused", "a"),
        ([item("a", "string", extension=[{"url": f"{HL7}regex", "valueString": "("}])], "regex-refused", "a"),
        ([item("a", "date", extension=[{"url": f"{HL7}minValue", "valueDate": "soon"}])], "limit-unread", "a"),
        (
            [item("a", "boolean"), item("b", enableWhen=[when("a", "=", answerBoolean="true")])],
            "enable-when-answer",
            "b",
        ),
        ([item("a", extension=[fhirpath(f"{SDC}calculatedExpression", "%gone + 1")])], "unknown-variable", "a"),
        (
            [
                item("g", "group", extension=[fhirpath(f"{HL7}variable", "1", name="x")], item=[item("a")]),
                item("b", extension=[fhirpath(f"{SDC}calculatedExpression", "%x + 1")]),
            ],
            "unknown-variable",
            "b",
        ),
        ([{"type": "integer"}], "link-id-missing", None),
    ],
)
def test_errors(items, code, link_id):
    errors = [issue for issue in lint_document(form(*items)) if issue.severity == "error"]
    assert (code, link_id) in [(issue.code, issue.link_id) for issue in errors]


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([item("a", extension=[{"url": "http://elsewhere.example/x", "valueString": "y"}])], "extension-ignored"),
        ([item("a", repeats=True)], "asked-once"),
        ([item("a", "open-choice", repeats=True, answerOption=coded("x"))], "own-words-not-taken"),
        ([item("a", "dateTime")], "asked-as-date"),
        ([item("a", "url")], "asked-as-text"),
        ([item("a", extension=[{"url": f"{HL7}questionnaire-maxOccurs", "valueInteger": 2}])], "occurs-ignored"),
        ([item("a", "group", text="Heading", item=[item("b")])], "heading-not-shown"),
        ([item("a", "display", text="")], "text-missing"),
        ([item("g", "group", text="Falls", item=[item("a", text="")])], "text-missing"),
        ([several()], "occurs-open"),
        ([several(most=1000)], "occurs-cut"),
        ([several(), item("s", extension=[fhirpath(f"{SDC}calculatedExpression", DEEP)])], "equal-once"),
        ([several(item("c"), item("d"), item("e"), item("f"), most=8)], "occurs-long"),
        ([item("a", extension=[fhirpath(f"{SDC}candidateExpression", "1")])], "expression-ignored"),
        ([item("a", "quantity", extension=[in_unit("kg"), in_unit("g")])], "one-unit"),
        ([item("a", "choice", repeats="true", answerOption=coded("x"))], "not-a-boolean"),
        (
            [item("a"), item("b", enableWhen=[when("a", ">", answerInteger=n) for n in (1, 2)])],
            "enable-behavior-missing",
        ),
    ],
)
def test_warnings(items, code):
    assert code in [issue.code for issue in lint_document(form(*items)) if issue.severity == "warning"]


def test_a_question_that_comes_again_needs_room_to_say_which_it_is():
    long = item("q", text="a" * 145 + "?")
    assert "segments" not in [each.code for each in lint_wording(load(long))]
    assert "segments" in [each.code for each in lint_wording(load(several() | {"item": [long]}))]


def test_names_that_are_given_are_not_told():
    launch = {
        "url": f"{SDC}launchContext",
        "extension": [{"url": "name", "valueCoding": {"code": "patient"}}, {"url": "type", "valueCode": "Patient"}],
    }
    variables = [fhirpath(f"{HL7}variable", expression, name=name) for name, expression in (("x", "%y"), ("y", "1"))]
    named = fhirpath(f"{SDC}calculatedExpression", "%x + %resource.item.count() + %`vs-a`.count()", name="z")
    document = form(
        item("g", "group", item=[item("a", extension=[named])]),
        item("b", extension=[fhirpath(f"{SDC}calculatedExpression", "%z-1 + '%gone'.length()")]),
        item("c", extension=[fhirpath(f"{SDC}calculatedExpression", "%patient.birthDate")]),
        extension=[launch, *variables],
    )
    found = [(issue.code, issue.link_id) for issue in lint_document(document)]
    assert "unknown-variable" not in [code for code, _ in found]
    assert ("launch-context-absent", "c") in found


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": "How are you today? " * 12}, "segments"),
        ({"text": "How much is it today, in ≤ 5 steps?"}, "letters"),
        (
            {"text": "Considering everything regarding musculoskeletal impairments today, estimate severity"},
            "reading-ease",
        ),
        ({"text": "Are you well today? Did you sleep?"}, "two-questions"),
        ({"text": "How is your pain?"}, "no-recall-period"),
        ({"text": "How is your pain today?"}, "unscored"),
        ({"type": "choice", "text": "Which today?", "answerOption": coded(*"abcdefgh")}, "many-options"),
    ],
)
def test_wording(fields, code):
    assert code in [issue.code for issue in lint_wording(load({**item("a"), **fields}))]


def test_a_licence_and_a_long_form_are_named():
    code = "https://prosvar.example/fhir/CodeSystem/pack-items"
    items = [item(f"q{n}", code=[{"system": code, "code": f"odi.q{n}"}]) for n in range(1, 11)]
    codes = [issue.code for issue in lint_wording(load(*items, *(item(f"x{n}") for n in range(20))))]
    assert "licence-missing" in codes
    assert "long" in codes


@pytest.mark.parametrize(("text", "ease"), [("", 0), ("I am well.", 3), ("Musculoskeletal impairments.", 102)])
def test_lix(text, ease):
    assert lix(text) == ease


KEYS = ["linkId", "type", "item", "text", "_text", "enableWhen", "question", "operator", "answerInteger", "code"]
KEYS += ["answerOption", "valueCoding", "answerCoding", "extension", "url", "valueString", "initial", "repeats"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["a", "b", "=", "exists", "choice", "group", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=25,
)


@given(JSON, JSON)
def test_whatever_is_in_a_form_is_named_not_stumbled_over(items, extension):
    """Real forms hold anything."""
    document = {"resourceType": "Questionnaire", "item": [{"linkId": "q", "type": "group", "item": items}]}
    for broken in (document, {**document, "item": items}, {**document, "extension": extension}):
        lint_document(broken)
        try:
            questionnaire = load_questionnaire(broken)
        except QuestionnaireError:
            continue
        questionnaire.askable({})
        lint_wording(questionnaire)


VALUE_SET = {"resourceType": "ValueSet", "id": "v", "compose": ["x"], "expansion": 5}


@pytest.mark.parametrize(
    "fields",
    [
        {"meta": [1]},
        {"meta": "2"},
        {"contained": [VALUE_SET], "item": [item("q", "choice", answerValueSet="#v")]},
        {"item": [item("q", extension=[{"url": f"{HL7}questionnaire-itemControl", "valueCodeableConcept": [5]}])]},
    ],
)
def test_what_is_no_object_is_taken_as_nothing(fields):
    lint_document(form(**fields) if "item" in fields else form(item("q"), **fields))


@pytest.mark.parametrize("fields", [{"url": "https://a.example/q|1"}, {"url": "u" * 3000}, {"version": "1" * 3000}])
def test_what_cannot_be_a_key_is_refused(fields):
    [issue] = lint_document(form(item("q"), **fields))
    assert (issue.severity, issue.code) == ("error", f"{next(iter(fields))}-unusable")


def test_a_form_that_says_little_is_called_by_what_it_says():
    bare = load_questionnaire({"resourceType": "Questionnaire", "name": "a|b" * 200, "item": [item("q")]})
    assert bare.url.startswith("urn:questionnaire:a-ba-b")
    assert len(bare.url) <= 300
    assert bare.version == "1"
