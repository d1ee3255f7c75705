"""The limits that an item sets to its answers: maxLength, regex, minOccurs and the like."""

from datetime import date, time
from typing import Any, Final

from flows.fhir_values import HL7, Json, clock_time, extension_value, extensions, texts, value_of
from flows.limits import NO_LIMITS, Limits, Pattern, PatternError, compile_pattern

REGEX: Final = f"{HL7}regex"
ENTRY_FORMAT: Final = f"{HL7}entryFormat"
VALIDATION_TEXT: Final = "http://ehelse.no/fhir/StructureDefinition/validationtext"
_MOMENTS: Final = ("date", "dateTime", "time")


def limits_of(item: Json, own: str) -> Limits:
    """What cannot be read sets no limit: lint names it."""
    fhir_type = str(item.get("type"))
    limits = Limits(
        shortest=_count(extension_value(item, f"{HL7}minLength")),
        longest=_count(item.get("maxLength")),
        decimals=_count(extension_value(item, f"{HL7}maxDecimalPlaces")),
        pattern=_pattern(extension_value(item, REGEX)),
        earliest=moment(fhir_type, extension_value(item, f"{HL7}minValue")),
        latest=moment(fhir_type, extension_value(item, f"{HL7}maxValue")),
        fewest=_count(extension_value(item, f"{HL7}questionnaire-minOccurs")),
        most=_count(extension_value(item, f"{HL7}questionnaire-maxOccurs")),
        like=_words(item, ENTRY_FORMAT, own),
        told=_words(item, VALIDATION_TEXT, own),
    )
    return NO_LIMITS if limits == NO_LIMITS else limits


def moment(fhir_type: str, value: Any) -> str | None:
    """A limit of dates or times as answers hold them; null for what is none."""
    if fhir_type not in _MOMENTS or not isinstance(value, str):
        return None
    try:
        if fhir_type == "time":
            time.fromisoformat(value)
            return clock_time(value)
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        return None


def _words(item: Json, url: str, own: str) -> dict[str, str]:
    for extension in extensions(item, url):
        found = value_of(extension)
        if found is not None:
            return texts(extension, found[0], own)
    return {}


def _pattern(source: Any) -> Pattern | None:
    try:
        return compile_pattern(source) if isinstance(source, str) else None
    except PatternError:
        return None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
