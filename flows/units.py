"""Units that can be told in each other, by their UCUM codes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

# UCUM code → what it measures, its size in one unit of that, and where its zero lies there. The avoirdupois pound and
# the inch are exact by definition (NIST SP 811); UCUM's year is 365.25 days and its month a twelfth of that.
_SIZES: Final = {
    "mass": "kg 1000  g 1  mg 0.001  ug 0.000001  [lb_av] 453.59237  [oz_av] 28.349523125",
    "length": "km 1000  m 1  dm 0.1  cm 0.01  mm 0.001  [in_i] 0.0254  [ft_i] 0.3048",
    "volume": "L 1  l 1  dL 0.1  dl 0.1  mL 0.001  ml 0.001",
    "time": "a 31557600  mo 2629800  wk 604800  d 86400  h 3600  min 60  s 1  ms 0.001",
    "pressure": "mm[Hg] 133.322  kPa 1000  Pa 1",
}
_UNITS: Final[Mapping[str, tuple[str, Decimal, Decimal]]] = {
    code: (measure, Decimal(size), Decimal(0))
    for measure, told in _SIZES.items()
    for code, size in (unit.split(" ") for unit in told.split("  "))
} | {
    "K": ("temperature", Decimal(1), Decimal(0)),
    "Cel": ("temperature", Decimal(1), Decimal("273.15")),
    "[degF]": ("temperature", Decimal(5) / 9, Decimal("459.67") * 5 / 9),
}


class UnlikeUnitsError(ValueError):
    """One unit cannot be told in the other: give both in units of the same measure."""


def alike(unit: str, to_unit: str) -> bool:
    """Whether one can be told in the other."""
    return unit == to_unit or (unit in _UNITS and to_unit in _UNITS and _UNITS[unit][0] == _UNITS[to_unit][0])


def converted(size: Decimal, unit: str, to_unit: str) -> Decimal:
    """Raises UnlikeUnitsError."""
    if unit == to_unit:
        return size
    if not alike(unit, to_unit):
        raise UnlikeUnitsError
    _, factor, zero = _UNITS[unit]
    _, to_factor, to_zero = _UNITS[to_unit]
    return (size * factor + zero - to_zero) / to_factor
