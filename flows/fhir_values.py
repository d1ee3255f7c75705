"""Small FHIR pieces read the same way everywhere: extensions, texts with translations, value[x]."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from flows.replies.reply import Value

Json = Mapping[str, Any]

HL7: Final = "http://hl7.org/fhir/StructureDefinition/"
SDC: Final = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
OURS: Final = "https://prosvar.example/fhir/StructureDefinition/"
CHANNEL_TEXT: Final = f"{OURS}channel-text"
TRANSLATION: Final = f"{HL7}translation"
# R4's name for an option's weight, R5's, and that of an older core package
WEIGHT_URLS: Final = (f"{HL7}ordinalValue", f"{HL7}itemWeight", f"{HL7}questionnaire-ordinalValue")


def mappings(value: Any) -> list[Json]:
    """The objects of what should be a list of objects; real forms hold nulls and stray scalars."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def is_true(value: Any) -> bool:
    """Forms in use write truth as text, too."""
    return value is True or value == "true"


def extensions(node: Json, url: str) -> list[Json]:
    return [one for one in mappings(node.get("extension")) if one.get("url") == url]


def extension_value(node: Json, *urls: str) -> Any:
    """The value[x] of the first extension with one of the urls; null where there is none."""
    for url in urls:
        for extension in extensions(node, url):
            found = value_of(extension)
            if found is not None:
                return found[1]
    return None


def value_of(node: Json, prefix: str = "value") -> tuple[str, Any] | None:
    """(name, value) of a value[x], as ("valueInteger", 3)."""
    for name, value in node.items():
        if name.startswith(prefix) and len(name) > len(prefix) and name[len(prefix)].isupper():
            return name, value
    return None


def texts(node: Json, name: str, own: str) -> dict[str, str]:
    """A string element with its translations: language tag → text."""
    found: dict[str, str] = {}
    plain = node.get(name)
    if isinstance(plain, str) and plain.strip():
        found[own] = plain.strip()
    companion = node.get(f"_{name}")
    if isinstance(companion, Mapping):
        for translation in extensions(companion, TRANSLATION):
            language = extension_value(translation, "lang")
            content = extension_value(translation, "content")
            if isinstance(language, str) and isinstance(content, str) and content.strip():
                found[language] = content.strip()
    return found


def channel_texts(item: Json, own: str) -> dict[str, dict[str, str]]:
    """channel → texts that stand in for the item's text there: a shorter one by SMS, a spoken one by voice."""
    found: dict[str, dict[str, str]] = {}
    for extension in extensions(item, CHANNEL_TEXT):
        channel = extension_value(extension, "channel")
        for part in extensions(extension, "text"):
            said = texts(part, "valueString", own)
            if isinstance(channel, str) and said:
                found[channel] = said
    return found


def mapping(value: Any) -> Json:
    """An object of the document; an empty one where something else stands."""
    return value if isinstance(value, Mapping) else {}


def number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def size(value: Any) -> Decimal | None:
    """A number, or that of a Quantity."""
    return number(value.get("value") if isinstance(value, Mapping) else value)


def control_codes(item: Json) -> set[str]:
    """Codes of questionnaire-itemControl: slider, gtable, help, …"""
    return {
        str(coding.get("code"))
        for extension in extensions(item, f"{HL7}questionnaire-itemControl")
        for coding in mappings(mapping(extension.get("valueCodeableConcept")).get("coding"))
    }


def expressions_of(node: Json, *urls: str) -> list[Json]:
    """valueExpression (or the older valueString) of each extension, as {"name", "language", "expression"}."""
    found: list[Json] = []
    for url in urls:
        for extension in extensions(node, url):
            if isinstance(extension.get("valueExpression"), Mapping):
                found.append(extension["valueExpression"])
            elif isinstance(extension.get("valueString"), str):
                found.append({"language": "text/fhirpath", "expression": extension["valueString"]})
    return found


def walk(items: Iterable[Json]) -> Iterable[Json]:
    """Every item of a Questionnaire document, in order."""
    for item in items:
        yield item
        yield from walk(mappings(item.get("item")))


def plain_value(name: str, value: Any) -> Value | None:
    """A FHIR value[x] as an answer's value; codings by their code."""
    match name.removeprefix("value").removeprefix("answer"):
        case "Boolean":
            return value if isinstance(value, bool) else None
        case "Integer":
            return value if isinstance(value, int) else None
        case "Decimal":
            return number(value)
        case "Quantity":
            return number(value.get("value")) if isinstance(value, Mapping) else None
        case "Coding":
            return str(value.get("code", value.get("display", ""))) if isinstance(value, Mapping) else None
        case "Reference":
            return str(value.get("reference", "")) if isinstance(value, Mapping) else None
        case "Time":
            return clock_time(value) if isinstance(value, str) else None
    return value if isinstance(value, str) else None


def clock_time(text: str) -> str:
    """A FHIR time as answers hold it: without seconds where there are none."""
    return text[:5] if text[5:] == ":00" else text
