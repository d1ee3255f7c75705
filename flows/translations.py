"""A form's texts out to a gettext catalogue and back in: the linkId is the context, so equal texts stay apart."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from babel.core import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, escape, read_po, write_po

from flows.constraints import CONSTRAINTS
from flows.fhir_occurs import SHORT_TEXT
from flows.fhir_values import HL7, Json, extension_value, extensions, mappings, texts, walk

_TRANSLATION: Final = f"{HL7}translation"


class TranslationError(ValueError):
    """The catalogue or the language cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Translated:
    """`stale`: contexts whose original has changed since, or is gone; they were left out."""

    document: dict[str, Any]
    taken: int
    stale: tuple[str, ...]


def write_catalogue(document: Mapping[str, Any], language: str) -> bytes:
    """A .po file of every text, with the translations the form has already. Raises TranslationError.

    `language` as FHIR writes it (pt-BR) or as gettext does (pt_BR), here and below.
    """
    own = str(document.get("language") or "en")
    catalogue = Catalog(locale=_locale(language))
    for context, node, name in _places(document):
        found = texts(node, name, own)
        if own in found:
            spelt = {_tag(each): text for each, text in found.items()}
            catalogue.add(found[own], spelt.get(_tag(language), ""), context=context)
    written = BytesIO()
    write_po(written, catalogue, width=0, sort_output=False, omit_header=True)
    return _head(document, catalogue).encode() + written.getvalue()


def _head(document: Mapping[str, Any], catalogue: Catalog) -> str:
    """What a translator and a program need to know; Babel's own has gaps to fill in, and the time of day."""
    form = " ".join(str(document.get(name) or "") for name in ("url", "version")).strip()
    told = [
        f"Project-Id-Version: {form}",
        f"Language: {catalogue.locale_identifier}",
        f"Plural-Forms: {catalogue.plural_forms}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    lines = [f"# The texts of {' '.join(form.split())}, to be translated.", 'msgid ""', 'msgstr ""']
    return "\n".join([*lines, *(escape(line + "\n") for line in told)]) + "\n\n"


def read_catalogue(document: Mapping[str, Any], po: bytes, language: str) -> Translated:
    """The form with the catalogue's translations in it; fuzzy and empty ones wait. Raises TranslationError."""
    own, locale = str(document.get("language") or "en"), _locale(language)
    try:
        catalogue = read_po(BytesIO(po), locale=locale, abort_invalid=True)
    except (PoFileError, UnknownLocaleError, LookupError, ValueError) as error:  # an encoding that is none, too
        raise TranslationError(f"the catalogue cannot be read: {error}") from error
    wanted = {
        str(message.context): message
        for message in catalogue
        if message.id and message.context and message.string and not message.fuzzy
    }
    translated = copy.deepcopy(dict(document))
    taken = 0
    for context, node, name in _places(translated):
        message = wanted.get(context)
        if message is not None and texts(node, name, own).get(own) == message.id:
            _put(node, name, _tag(language), str(message.string))
            taken += 1
            del wanted[context]
    return Translated(translated, taken, tuple(wanted))


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError) as error:
        raise TranslationError(f"{language!r} is no language") from error


def _tag(language: str) -> str:
    """As it stands in a form."""
    return language.replace("_", "-")


def _places(document: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """(context, the object that holds the text, its name)."""
    yield "title", document, "title"
    yield from _constraints(document, "")
    for item in walk(mappings(document.get("item"))):
        link_id = str(item.get("linkId"))
        yield link_id, item, "text"
        if item.get("type") == "group":
            yield from ((f"{link_id} short", short, "valueString") for short in extensions(item, SHORT_TEXT))
        yield from _constraints(item, f"{link_id} ")
        for number, option in enumerate(mappings(item.get("answerOption")), start=1):
            coding = option.get("valueCoding")
            if isinstance(coding, Mapping):
                yield f"{link_id} option {coding.get('code', number)}", coding, "display"
            elif "valueString" in option:
                yield f"{link_id} option {number}", option, "valueString"


def _constraints(node: Any, context: str) -> Iterator[tuple[str, Any, str]]:
    for constraint in (one for url in CONSTRAINTS for one in extensions(node, url)):
        for part in extensions(constraint, "human"):
            yield f"{context}constraint {extension_value(constraint, 'key')}", part, "valueString"


def _put(node: Any, name: str, language: str, text: str) -> None:
    """Set one language's translation extension on a string element."""
    companion = node.get(f"_{name}")
    if not isinstance(companion, dict):
        companion = node[f"_{name}"] = {}
    others = [one for one in mappings(companion.get("extension")) if not _is_of(one, language)]
    content = [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": text}]
    companion["extension"] = [*others, {"url": _TRANSLATION, "extension": content}]


def _is_of(extension: Json, language: str) -> bool:
    return extension in extensions({"extension": [extension]}, _TRANSLATION) and (
        _tag(str(extension_value(extension, "lang"))) == language
    )
