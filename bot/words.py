"""A Say becomes words: the message kind in the patient's language, then the question as it stands before them.

The words are gettext catalogues in locales/, one message to each kind, and the kind is its msgctxt. The template
prosvar.pot lists the kinds; the catalogues are read when their language is first spoken, so nothing is compiled by
hand. Question texts are the questionnaire's, safety texts the clinic's; neither is ever cut.
"""

import gettext
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from channels.channel import Button
from channels.segments import count, gsm_safe
from flows.items import Question, in_language
from flows.long_lists import more_word, pages, shown
from flows.misses import choice_example
from flows.occurrences import asks_one_more, occurrence_of
from flows.say import Argument, QuestionRef, Say

LANGUAGES: Final = ("en", "da", "nb", "sv")
WRITTEN_AS: Final = {"no": "nb", "nn": "nb"}
# A scale with more steps than 0 to 10 has is typed: a keyboard of so many buttons cannot be hit.
MOST_BUTTONS: Final = 11
UNNAMED: Final = "-unnamed"
_BUTTONS: Final[Mapping[str, tuple[str, ...]]] = {
    "yes-no": ("button-yes", "button-no"),
    "start": ("button-start",),
    "start-short": ("button-start", "button-short"),
}


@dataclass(frozen=True, slots=True)
class WordContext:
    """What the words need to know besides the Say. `name` is the first name, "" where none is known.

    `safety` is the clinic's own text by language. `question` finds what a QuestionRef names.
    """

    clinic: str
    phone: str
    question: Callable[[QuestionRef], Question]
    name: str = ""
    safety: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rendered:
    """`buttons` are for channels that have them; typed answers work too, so the text never needs them."""

    text: str
    buttons: tuple[Button, ...] = ()


def render(say: Say, language: str, words: WordContext) -> Rendered:
    """Raises KeyError for a kind that the catalogues do not have."""
    lead = _lead(say, language, words)
    if say.question is None:
        return Rendered(lead, _plain_buttons(say.buttons, language))
    question = words.question(say.question)
    if say.question.options is not None:
        question = question.offering(say.question.options)
    body = "\n".join(filter(None, [lead, _body(say.question, question, language)]))
    whole = f"{body}\n{_hint(question, language)}"
    # The hint is the first to go: options and scale say most of it already, but not how to see the rest of a list.
    needed = question.type == "display" or question.is_long_list
    text = body if not needed and count(whole).segments > count(body).segments else whole
    buttons = _question_buttons(question, language) if say.buttons == "question" else ()
    return Rendered(text, buttons)


def speak(kind: str, language: str, args: Mapping[str, Argument]) -> str:
    """One message of the catalogue with its placeholders filled; `count` chooses its plural form."""
    singular, plural = _kinds()[kind]
    catalogue = _catalogue(_spoken(language))
    if plural is None:
        text = catalogue.pgettext(kind, singular)
    else:
        text = catalogue.npgettext(kind, singular, plural, int(args["count"]))
    return gsm_safe(text.format_map({name: str(value) for name, value in args.items()}))


def _lead(say: Say, language: str, words: WordContext) -> str:
    if say.kind is None:
        return ""
    if say.kind == "safety":
        return gsm_safe(in_language(words.safety, language, LANGUAGES[0]))
    args = {"clinic": words.clinic, "phone": words.phone, "name": words.name, **say.args}
    text = speak(say.kind, language, args)
    unnamed = say.kind + UNNAMED
    # A name that does not fit, or is not of the SMS alphabet, would double the price of the message.
    if unnamed in _kinds() and (not words.name or count(text).segments > 1):
        return speak(unnamed, language, args)
    return text


def _body(ref: QuestionRef, question: Question, language: str) -> str:
    """Cue, question and numbered choices. A display has number 0 and no cue."""
    text = _text(question, language)
    if ref.number:
        text = f"{_cue(ref, language)} {text}"
    if question.is_long_list:
        return f"{text}\n{gsm_safe(shown(question, pages(question, language)[0], language))}"
    options = (f"{number} {label}" for number, label in enumerate(_labels(question, language), start=1))
    return "\n".join([text, *options])


def _text(question: Question, language: str) -> str:
    """The form's words, or ours for "is there one more?", with what the form calls one where it fits."""
    if not asks_one_more(question.link_id):
        return gsm_safe(question.text(language))
    base = language.split("-")[0].lower()
    label = next((question.texts[tag] for tag in (language, base, _spoken(base)) if tag in question.texts), None)
    return speak("one-more", language, {}) if label is None else speak("one-more-of", language, {"value": label})


def _cue(ref: QuestionRef, language: str) -> str:
    counted: dict[str, Argument] = {"number": ref.number, "total": ref.total}
    occurrence = occurrence_of(ref.link_id)
    if not occurrence or asks_one_more(ref.link_id):
        return speak("cue", language, counted)
    return speak("cue-occurrence", language, {**counted, "occurrence": occurrence})


def _labels(question: Question, language: str) -> list[str]:
    return [gsm_safe(question.label(option.code, language)) for option in question.options]


def _hint(question: Question, language: str) -> str:
    english = _spoken(language) == "en"
    if question.minimum is not None and question.maximum is not None and question.type in ("integer", "decimal"):
        low, high = f"{question.minimum:f}", f"{question.maximum:f}"
        return speak("hint-integer", language, {"min": low, "max": high})
    match question.type:
        case "integer":
            return speak("hint-decimal", language, {"example": "4"})
        case "decimal":
            return speak("hint-decimal", language, {"example": "2.5" if english else "2,5"})
        case "choice":
            return _choice_hint(question, language)
        case "date":
            return speak("hint-date", language, {"example": "24/5"})
        case "time":
            return speak("hint-time", language, {"example": "8:30" if english else "8.30"})
        case "boolean":
            return speak("hint-yes-no", language, {})
        case "text":
            return speak("hint-text", language, {})
    return speak("hint-continue", language, {})


def _choice_hint(question: Question, language: str) -> str:
    if question.is_long_list and len(pages(question, language)) > 1:
        return speak("hint-list", language, {"word": more_word(question, language)})
    if question.open:
        return speak("hint-open", language, {})
    if question.repeats:
        return speak("hint-several", language, {"example": choice_example(question)})
    return speak("hint-choice", language, {"example": choice_example(question)})


def _plain_buttons(wanted: str, language: str) -> tuple[Button, ...]:
    """Yes is button 0 wherever it stands: the conversation reads buttons by their place."""
    kinds = _BUTTONS.get(wanted, ())
    return tuple(Button(speak(kind, language, {}), choice) for choice, kind in enumerate(kinds))


def _question_buttons(question: Question, language: str) -> tuple[Button, ...]:
    """None where one tap cannot be the whole answer: several choices, own words, long scales."""
    if question.type == "boolean":
        return _plain_buttons("yes-no", language)
    if question.type == "display":
        return (Button(speak("button-continue", language, {}), 0),)
    if question.type == "choice" and not question.repeats:
        labels = _labels(question, language)
    elif question.type == "integer" and question.minimum is not None and question.maximum is not None:
        labels = [str(step) for step in range(int(question.minimum), int(question.maximum) + 1)]
    else:
        return ()
    return tuple(Button(label, choice) for choice, label in enumerate(labels)) if len(labels) <= MOST_BUTTONS else ()


def _spoken(language: str) -> str:
    """The language we have words in: nynorsk reads bokmål, and whoever speaks none of ours reads English."""
    base = language.split("-")[0].lower()
    spoken = WRITTEN_AS.get(base, base)
    return spoken if spoken in LANGUAGES else LANGUAGES[0]


@cache
def _kinds() -> dict[str, tuple[str, str | None]]:
    """Kind → msgid and its plural, which gettext looks a message up by."""
    with (files("locales") / "prosvar.pot").open("rb") as file:
        template = read_po(file)
    return {
        message.context: (message.id, None) if isinstance(message.id, str) else (message.id[0], message.id[1])
        for message in template
        if message.context
    }


@cache
def _catalogue(language: str) -> gettext.GNUTranslations:
    with (files("locales") / language / "LC_MESSAGES" / "prosvar.po").open("rb") as file:
        catalogue: Catalog = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
