"""What in a FHIR form a chat cannot do, or should not: each named with a code and the linkId. Never raises."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from flows.choices import TOGGLING, toggled_codes
from flows.constraints import CONSTRAINTS
from flows.expressions import OPERATORS
from flows.fhir import TYPES, Issue, QuestionnaireError, load_questionnaire, takes_own_words
from flows.fhir_limits import ENTRY_FORMAT, REGEX, VALIDATION_TEXT, moment
from flows.fhir_occurs import LEAST, MOST, SHORT_TEXT
from flows.fhir_options import matching_code, options_of
from flows.fhir_values import (
    CHANNEL_TEXT,
    HL7,
    OURS,
    SDC,
    Json,
    control_codes,
    extension_value,
    extensions,
    is_true,
    mappings,
    number,
    size,
    texts,
    value_of,
    walk,
)
from flows.items import Question
from flows.limits import PatternError, compile_pattern
from flows.lint_expressions import (
    EXPRESSIONS,
    LAUNCH_CONTEXT,
    UNIT_NAMED,
    leading_back,
    of_constraints,
    of_expressions,
    option_loops,
    unknown_names,
)
from flows.lint_occurs import of_occurs
from flows.questionnaire import Questionnaire
from flows.replies import read_command
from flows.units import alike

_EHEALTH: Final = "http://ehealth.sundhed.dk/fhir/StructureDefinition/"
_NORWAY: Final = "http://ehelse.no/fhir/StructureDefinition/"
UNIT_OPTION: Final = f"{HL7}questionnaire-unitOption"
# Read and acted on; everything else is named.
HONOURED: Final = frozenset(
    {
        *(f"{HL7}{name}" for name in ("minValue", "maxValue", "variable", "ordinalValue", "itemWeight", "translation")),
        *(
            f"{HL7}questionnaire-{name}"
            for name in (
                "hidden",
                "itemControl",
                "optionExclusive",
                "unit",
                "ordinalValue",
                "choiceOrientation",
            )
        ),
        *(f"{HL7}{name}" for name in ("minLength", "maxDecimalPlaces")),
        LEAST,
        MOST,
        REGEX,
        ENTRY_FORMAT,
        VALIDATION_TEXT,
        UNIT_OPTION,
        LAUNCH_CONTEXT,
        # Says where options may be looked up; a chat only has those that the form contains
        f"{SDC}preferredTerminologyServer",
        f"{_NORWAY}sdf-maxvalue",
        f"{_EHEALTH}ehealth-questionnaire-answerSignificance",
        f"{OURS}safety",
        f"{OURS}contact-request",
        CHANNEL_TEXT,
        TOGGLING,
        *CONSTRAINTS,
    }
)
_IMAGES: Final = (f"{SDC}itemMedia", f"{SDC}itemAnswerMedia", f"{_EHEALTH}ehealth-questionnaire-image")
Found = Iterable[Issue]


def lint_document(document: Mapping[str, Any]) -> list[Issue]:
    """Faults of the form itself; faults of its wording are bot/wording_lint's."""
    try:
        questionnaire = load_questionnaire(document)
    except QuestionnaireError as error:
        return error.issues
    issues = list(_of_form(document, questionnaire))
    for item in walk(mappings(document.get("item"))):
        for look in _LOOKS:
            issues.extend(look(item, questionnaire))
    for question in questionnaire.questions:
        issues.extend(_of_question(question, questionnaire))
    issues.extend(
        Issue("error", "enable-when-loop", link_id, "its condition depends on itself") for link_id in _loops(document)
    )
    message = "its options depend on answers whose own options depend on it"
    issues.extend(Issue("error", "options-loop", link_id, message) for link_id in option_loops(questionnaire))
    return issues


def _of_form(document: Json, questionnaire: Questionnaire) -> Found:
    for name in ("url", "version", "language"):
        if not document.get(name):
            yield Issue("warning", f"{name}-missing", None, f"give the form its {name}")
    yield from _ignored_extensions(document, None)
    yield from of_expressions(document, None)
    yield from of_constraints(document, None, questionnaire.languages)
    yield from unknown_names(document)


def _type(item: Json, questionnaire: Questionnaire) -> Found:
    kind, link_id = str(item.get("type")), str(item["linkId"])
    if kind != "group" and kind not in TYPES:
        yield Issue("error", "unsupported-type", link_id, f"a chat cannot ask for type {kind}")
    if kind == "url":
        yield Issue("warning", "asked-as-text", link_id, "an address is taken as text, unchecked")
    if kind == "dateTime":
        yield Issue("warning", "asked-as-date", link_id, "only the date is asked, not the time of day")
    if is_true(item.get("repeats")) and kind not in ("group", "choice", "open-choice", "coding"):
        yield Issue("warning", "asked-once", link_id, f"a repeating {kind} is asked for one answer")
    if is_true(item.get("repeats")) and takes_own_words(item):
        yield Issue("warning", "own-words-not-taken", link_id, "several choices are taken, but no words besides them")
    if kind == "display" and control_codes(item) - {"inline"}:
        yield Issue("warning", "display-not-shown", link_id, "help and labels beside a question are not sent")
    if kind != "group" and _is_mute(item, questionnaire):
        yield Issue("warning", "text-missing", link_id, "it has no text of its own")
    question = questionnaire.item(link_id).question
    if (
        kind == "group"
        and question is None
        and not is_true(item.get("repeats"))
        and 0 < len(str(item.get("text") or "")) <= 40
    ):
        yield Issue("warning", "heading-not-shown", link_id, "a short heading is not sent as a message")
    for name in ("repeats", "required", "readOnly"):
        if name in item and not isinstance(item[name], bool):
            yield Issue("warning", "not-a-boolean", link_id, f"{name} must be true or false without quotation marks")


def _is_mute(item: Json, questionnaire: Questionnaire) -> bool:
    """Whether an item that is asked or said has no words: with a heading around it only that is said."""
    if item.get("type") == "display":
        shown = not control_codes(item) and not is_true(extension_value(item, f"{HL7}questionnaire-hidden"))
    else:
        shown = str(item["linkId"]) in questionnaire.by_link
    return shown and not texts(item, "text", str(questionnaire.document.get("language") or "en"))


def _limits(item: Json, questionnaire: Questionnaire) -> Found:
    kind, link_id = str(item.get("type")), str(item["linkId"])
    pattern = extension_value(item, REGEX)
    if pattern is not None:
        try:
            compile_pattern(str(pattern))
        except PatternError as error:
            yield Issue("error", "regex-refused", link_id, f"its regex is not used: {error}")
    for name in ("minValue", "maxValue"):
        limit = extension_value(item, f"{HL7}{name}")
        if limit is not None and size(limit) is None and moment(kind, limit) is None:
            yield Issue("error", "limit-unread", link_id, f"{name} {limit!r} is no limit for an item of type {kind}")
        elif limit is None and extensions(item, f"{HL7}{name}"):
            yield Issue("error", "limit-unread", link_id, f"{name} is not a fixed value, which a chat needs")
    if len(extensions(item, UNIT_OPTION)) > 1:
        yield Issue("warning", "one-unit", link_id, "it is asked in the first of its units: say that unit in the text")
    choice = kind in ("choice", "open-choice", "coding")
    occurs = [number(extension_value(item, url)) for url in (LEAST, MOST)]
    if kind == "group" and is_true(item.get("repeats")):
        yield from of_occurs(item, questionnaire)
    elif not choice and any(count is not None and count > 1 for count in occurs):
        yield Issue("warning", "occurs-ignored", link_id, f"a {kind} is asked once, however often it may occur")


def _options(item: Json, questionnaire: Questionnaire) -> Found:
    link_id = str(item["linkId"])
    question = questionnaire.item(link_id).question
    if question is not None and question.varies:
        yield from _of_choices(item, question)
    if item.get("type") not in ("choice", "open-choice", "coding") or (question is not None and question.made):
        return
    document = questionnaire.document
    options = options_of(item, document, str(document.get("language") or "en"))
    if not options:
        where = item.get("answerValueSet") or "nowhere"
        yield Issue("error", "options-elsewhere", link_id, f"its options are not in the form ({where}): contain them")
    for name, keys in (
        ("code", [o.code for o in options]),
        ("label", [next(iter(o.labels.values())) for o in options]),
    ):
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield Issue("error", "option-twice", link_id, f"two options share the {name} {key!r}")


def _of_choices(item: Json, question: Question) -> Found:
    for toggle in extensions(item, TOGGLING):
        for code in sorted(toggled_codes(toggle, question.options)):
            if question.option(code) is None:
                yield Issue("error", "toggle-unknown", question.link_id, f"it has no option {code!r} to show or hide")
    if question.made and takes_own_words(item) and not question.repeats:
        message = "it takes the options that its expression gives, but no words besides them"
        yield Issue("warning", "own-words-not-taken", question.link_id, message)


def _conditions(item: Json, questionnaire: Questionnaire) -> Found:
    link_id = str(item["linkId"])
    by_link = questionnaire.plan.by_link
    if len(mappings(item.get("enableWhen"))) > 1 and item.get("enableBehavior") not in ("all", "any"):
        yield Issue("warning", "enable-behavior-missing", link_id, "say in enableBehavior: all or any; taken as any")
    for clause in mappings(item.get("enableWhen")):
        operator, other, expected = clause.get("operator"), clause.get("question"), value_of(clause, "answer")
        if operator not in OPERATORS:
            yield Issue("error", "unsupported-operator", link_id, f"enableWhen has no operator {operator!r}")
        elif expected is None:
            yield Issue("error", "enable-when-answer", link_id, "enableWhen has no answer to compare with")
        elif expected[0] == "answerBoolean" and not isinstance(expected[1], bool):
            message = f"answerBoolean must be true or false, not {expected[1]!r}"
            yield Issue("error", "enable-when-answer", link_id, message)
        elif not isinstance(other, str) or other not in by_link:
            yield Issue(
                "error", "enable-when-unknown", link_id, f"enableWhen names {other!r}, which is not in the form"
            )
        elif not by_link[other][0].holds_answer:
            yield Issue("error", "unreachable", link_id, f"enableWhen names {other!r}, which never has an answer")
        elif operator == "=" and isinstance(expected[1], Mapping) and "code" in expected[1]:
            question = by_link[other][0].question
            if question is not None and question.options and not question.open:
                code = matching_code(question.options, expected[1])
                if question.option(code) is None:
                    yield Issue("error", "unreachable", link_id, f"{other!r} has no option {code!r}, system included")


def _nested(item: Json, questionnaire: Questionnaire) -> Found:
    link_id = str(item["linkId"])
    yield from _ignored_extensions(item, link_id)
    yield from of_expressions(item, link_id)
    yield from of_constraints(item, link_id, questionnaire.languages)
    yield from _of_units(item, questionnaire)
    for option in mappings(item.get("answerOption")):
        yield from _ignored_extensions(option, link_id)
    text = item.get("_text")
    if isinstance(text, Mapping):
        yield from _ignored_extensions(text, link_id)
        if any("<img" in str(one.get("valueString")) for one in extensions(text, f"{HL7}rendering-xhtml")):
            yield Issue("error", "image", link_id, "the text holds an image, which a message cannot show")


def _of_units(item: Json, questionnaire: Questionnaire) -> Found:
    """A calculated quantity is told in the item's unit, which must be one that it can be told in."""
    link_id = str(item["linkId"])
    held = questionnaire.item(link_id)
    unit = held.question.unit if held.question is not None else None
    code = unit.get("code") if unit else None
    if held.calculated is None or code is None:
        return
    for named in sorted(set(UNIT_NAMED.findall(held.calculated.source))):
        if not alike(named, code):
            message = f"what it reckons in {named!r} cannot be told in its unit {code!r}, and is left out"
            yield Issue("warning", "unit-unlike", link_id, message)


def _ignored_extensions(node: Json, link_id: str | None) -> Found:
    named = is_true(node.get("repeats")) and node.get("type") == "group"
    for extension in mappings(node.get("extension")):
        url = str(extension.get("url"))
        if url == SHORT_TEXT and named:
            continue
        if url in _IMAGES:
            yield Issue("error", "image", link_id, "it leans on an image, which a message cannot show")
        elif url not in HONOURED and url not in EXPRESSIONS:
            yield Issue("warning", "extension-ignored", link_id, f"{url} has no effect here")


def _of_question(question: Question, questionnaire: Questionnaire) -> Found:
    link_id = question.link_id
    for language in questionnaire.languages:
        if language not in question.texts:
            yield Issue("error", "missing-translation", link_id, f"the question has no text in {language}")
        for option in question.options:
            if language not in option.labels:
                yield Issue("error", "missing-translation", link_id, f"option {option.code} has no label in {language}")
            else:
                reply = read_command(option.labels[language], language)
                if reply is not None and reply.kind == "command":
                    message = f"option {option.code} reads as the command {reply.name} in {language}"
                    yield Issue("error", "option-is-command", link_id, message)
    if question.safety and not question.required:
        yield Issue("error", "safety-skippable", link_id, "a safety item must be required")
    if question.type == "integer" and question.maximum is not None:
        for language, text in question.texts.items():
            if str(question.maximum) not in text:
                yield Issue("error", "range-without-anchors", link_id, f"the text in {language} does not say the range")


def _loops(document: Json) -> list[str]:
    """linkIds whose enableWhen leads back to themselves."""
    leads = {
        str(item["linkId"]): [str(clause.get("question")) for clause in mappings(item.get("enableWhen"))]
        for item in walk(mappings(document.get("item")))
    }

    return leading_back(leads)


_LOOKS: Final[tuple[Callable[[Json, Questionnaire], Found], ...]] = (
    _type,
    _limits,
    _options,
    _conditions,
    _nested,
)
