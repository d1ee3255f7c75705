"""What form an answer must have beyond its type: length, decimals, pattern, earliest and latest, how many choices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from re import _constants as tokens  # type: ignore[attr-defined] # typeshed leaves the parser of re out
from re import _parser as parser  # type: ignore[attr-defined] # the same
from typing import Any, Final

from flows.replies.reply import Value

# Ways to match that a pattern may have to go through in vain: some tenths of a second
_MOST_WAYS: Final = 5_000_000
_LENGTHS: Final = (1600, 400, 160)


class PatternError(ValueError):
    """The regular expression cannot be read, or may take too long on some answer; the message says which."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a value may not stand: the kind of message that says so, and its placeholders. Dates are ISO text.

    `again`: the question is put once more with it.
    """

    kind: str
    args: Mapping[str, str | int] = field(default_factory=dict)
    again: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression that the whole answer must match. Texts longer than `longest` signs never do."""

    compiled: re.Pattern[str]
    longest: int

    def fits(self, text: str) -> bool:
        return len(text) <= self.longest and self.compiled.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Limits:
    """Null: no such limit. `earliest` and `latest` are ISO dates or times; `fewest` and `most` count choices.

    `like` and `told` by language: an example of the form, and the questionnaire's own words for a misfit.
    """

    shortest: int | None = None
    longest: int | None = None
    decimals: int | None = None
    pattern: Pattern | None = None
    earliest: str | None = None
    latest: str | None = None
    fewest: int | None = None
    most: int | None = None
    like: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)

    def refusal_of_choices(self, chosen: tuple[str, ...]) -> Refusal | None:
        if self.fewest is not None and len(chosen) < self.fewest:
            return Refusal(
                "invalid-few", {"min": self.fewest, "example": ", ".join(map(str, range(1, self.fewest + 1)))}
            )
        if self.most is not None and len(chosen) > self.most:
            return Refusal("invalid-many", {"max": self.most})
        return None

    def refusal_of_moment(self, moment: str) -> Refusal | None:
        if self.earliest is not None and moment[: len(self.earliest)] < self.earliest[: len(moment)]:
            return Refusal("invalid-early", {"min": self.earliest})
        if self.latest is not None and moment[: len(self.latest)] > self.latest[: len(moment)]:
            return Refusal("invalid-late", {"max": self.latest})
        return self._refusal_of_pattern(moment)

    def refusal_of_number(self, number: int | Decimal) -> Refusal | None:
        exponent = number.as_tuple().exponent if isinstance(number, Decimal) else 0
        if self.decimals is not None and isinstance(exponent, int) and -exponent > self.decimals:
            return Refusal("invalid-decimals", {"max": self.decimals})
        return self._refusal_of_pattern(f"{number:f}" if isinstance(number, Decimal) else str(number))

    def refusal_of_text(self, text: str) -> Refusal | None:
        if self.longest is not None and len(text) > self.longest:
            return Refusal("invalid-long", {"max": self.longest})
        if self.shortest is not None and len(text) < self.shortest:
            return Refusal("invalid-short", {"min": self.shortest})
        return self._refusal_of_pattern(text)

    def _refusal_of_pattern(self, text: str) -> Refusal | None:
        if self.pattern is None or self.pattern.fits(text):
            return None
        if self.told:
            return Refusal("invalid-pattern-told")
        return Refusal("invalid-pattern-like" if self.like else "invalid-pattern")


NO_LIMITS: Final = Limits()


def compile_pattern(source: str) -> Pattern:
    """Raises PatternError. Longer texts are allowed the fewer ways a pattern has to match."""
    try:
        parsed = parser.parse(source)
        compiled = re.compile(source)
    except (re.error, RecursionError, OverflowError) as error:
        raise PatternError("it cannot be read as a regular expression") from error
    for length in _LENGTHS:
        if _ways(parsed, length) <= _MOST_WAYS:
            return Pattern(compiled, length)
    raise PatternError("it may take too long: it repeats what already repeats, or repeats too often")


def _ways(parsed: Any, length: int) -> int:
    """An upper bound of the ways in which a part can match texts of the length, more than `_MOST_WAYS` cut short."""
    ways = 1
    for operation, argument in parsed:
        ways *= _ways_of(operation, argument, length)
        if ways > _MOST_WAYS:
            return _MOST_WAYS + 1
    return ways


def _ways_of(operation: Any, argument: Any, length: int) -> int:
    if operation in (tokens.MAX_REPEAT, tokens.MIN_REPEAT):
        low, high, body = argument
        return _ways_of_repeat(int(low), min(int(high), length), _ways(body, length))
    if operation is tokens.BRANCH:
        return sum(_ways(branch, length) for branch in argument[1])
    if operation is tokens.SUBPATTERN:
        return _ways(argument[3], length)
    if operation in (tokens.ASSERT, tokens.ASSERT_NOT):
        return _ways(argument[1], length)
    if operation in (tokens.GROUPREF_EXISTS, getattr(tokens, "POSSESSIVE_REPEAT", None), tokens.ATOMIC_GROUP):
        return _MOST_WAYS + 1  # rare, and not worth being wrong about
    return 1


def _ways_of_repeat(low: int, high: int, each: int) -> int:
    if each == 1:
        return max(high - low + 1, 1)
    ways = 0
    for count in range(low, high + 1):
        ways += each**count
        if ways > _MOST_WAYS:
            return _MOST_WAYS + 1
    return max(ways, 1)


def refusal(limits: Limits, value: Value, *, moment: bool) -> Refusal | None:
    """`value` is no option's code. `moment`: its text is a date or a time."""
    if isinstance(value, bool):
        return None
    if isinstance(value, tuple):
        return limits.refusal_of_choices(value)
    if isinstance(value, str):
        return limits.refusal_of_moment(value) if moment else limits.refusal_of_text(value)
    return limits.refusal_of_number(value)
