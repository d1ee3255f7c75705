"""Numbers written with digits: which comma parts thousands, which begins the decimals, and where nobody can tell."""

import re
from decimal import Decimal
from typing import Final, NamedTuple

_GROUPS: Final = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})+")
_DECIMALS: Final = re.compile(r"(\d+)[.,](\d+)")
_BOTH: Final = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})+[.,](\d+)")
_LONGEST: Final = 12
FRACTIONS: Final = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}


class Digits(NamedTuple):
    value: Decimal
    doubtful: bool = False


def read_digits(written: str, *, decimal_comma: bool, whole: bool, maximum: Decimal | None) -> Digits | None:
    """A number as written; doubtful where its mark may part thousands or decimals; null where it is no number.

    `whole` says that the question wants a whole number, so three digits behind a mark are thousands.
    """
    if len(written) > _LONGEST:
        return None
    if written.isdigit():
        return Digits(Decimal(written))
    both = _BOTH.fullmatch(written)
    if both and written[-len(both[2]) - 1] != both[1]:
        digits = re.sub(r"[.,]", "", written[: -len(both[2]) - 1])
        return Digits(Decimal(f"{digits}.{both[2]}"))
    groups = _GROUPS.fullmatch(written)
    decimals = _DECIMALS.fullmatch(written)
    if groups and (whole or not decimals):
        several = written.count(groups[1]) > 1
        parts_thousands = groups[1] == "," and not decimal_comma
        return Digits(Decimal(re.sub(r"[.,]", "", written)), doubtful=not (several or parts_thousands))
    if groups and decimals:
        return _thousands_or_decimals(written, groups[1], decimal_comma=decimal_comma, maximum=maximum)
    if decimals:
        return Digits(Decimal(f"{decimals[1]}.{decimals[2]}"))
    return None


def _thousands_or_decimals(written: str, mark: str, *, decimal_comma: bool, maximum: Decimal | None) -> Digits:
    """1,500 where decimals are asked for: the language decides, and where the range lets both stand it is in doubt."""
    decimal = Decimal(written.replace(",", "."))
    if mark == ("," if decimal_comma else "."):
        return Digits(decimal)
    thousands = Decimal(re.sub(r"[.,]", "", written))
    fits = maximum is None or thousands <= maximum
    return Digits(thousands if fits else decimal, doubtful=True)
