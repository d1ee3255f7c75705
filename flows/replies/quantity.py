"""Whole numbers and decimals. Every word of the reply must be accounted for before a number in it is believed."""

import re
from decimal import Decimal
from typing import Final

from flows.replies.durations import read_duration
from flows.replies.language import Language, language
from flows.replies.near import agreed, close_to
from flows.replies.pieces import NUMBER, RUINED, UNIT, UNKNOWN, Piece, Scanner
from flows.replies.reply import Asked, Reply
from flows.replies.text import Text, fold, shorten

NOT_UNDERSTOOD: Final = Reply("invalid", reason="not-understood")
SEVERAL: Final = Reply("invalid", reason="several")
RANGE: Final = Reply("invalid", reason="range")
_NOISE: Final = "FPA"
# What Python and spreadsheets would take for a number.
_NEVER: Final = frozenset({"nan", "inf", "none", "null", "infinity"})
_DAY_OF_MONTH: Final = re.compile(r"(?:den|the|d\.?) \d{1,2}(?:\.|:e|st|nd|rd|th)")
# What stands around the numbers, in the letters of the pieces' roles.
_COMPARED: Final = re.compile(r"C.*N|N[UR]*C")
_SCALE: Final = re.compile(r"KR?O?N?(?:[RDO]*N)?")
_OUT_OF_FIRST: Final = re.compile(r"O+N.*N")
_SHARE: Final = re.compile(r"N[SO]+N")
_ALONE: Final = re.compile(r"N+")
_HEDGED: Final = re.compile(r"[JO]?N+[QMJX]*|[MX]+N+[QM]*")
_LEADING: Final = re.compile(r"N+[^NSDRK].*")
_CLOSING: Final = re.compile(r"[?JBMO]+N+[QM]*")
_CORRECTED: Final = re.compile(r"GNX*N|(?:NX+)+N")
_RANGED: Final = re.compile(r"N[DR]+N|R[^N]*N")


def read_quantity(asked: Asked, text: Text, speech: Language | None) -> Reply:
    """A number for an integer or decimal question."""
    if speech is not None and asked.type == "decimal" and _unit_fits(asked, "hours"):
        duration = read_duration(text, speech)
        if duration is not None:
            return settle(asked, duration.hours, "duration", sure=not duration.doubtful)
    pieces = Scanner(text, asked, speech).scan()
    if not [piece for piece in pieces if piece.role == NUMBER]:
        return _without_number(asked, text, speech, pieces)
    core = _without_maximum(asked, [piece for piece in pieces if piece.role not in _NOISE])
    signature = _signature(core)
    if RUINED in signature or "://" in text.plain or "www." in text.plain:
        return NOT_UNDERSTOOD
    if "C" in signature and _COMPARED.search(signature):
        return RANGE
    numbers = [piece for piece in core if piece.role == NUMBER]
    if len({piece.value for piece in numbers}) == 1 and "-" not in signature:
        return _one(asked, text, core, signature, numbers)
    return _many(asked, signature, numbers)


def _signature(pieces: list[Piece]) -> str:
    return "".join([piece.role for piece in pieces])


def settle(asked: Asked, value: Decimal, how: str, *, sure: bool, comment: str | None = None) -> Reply:
    """The reading of one number: kept when sure, asked back when not, refused outside the range."""
    low, high = asked.minimum, asked.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        return Reply("invalid", value=value, reason="out-of-range", how=how)
    if asked.type != "integer":
        return Reply("answer" if sure else "confirm", value=value, how=how, comment=comment)
    if value != value.to_integral_value():
        return Reply("invalid", value=value, reason="not-whole", how=how)
    return Reply("answer" if sure else "confirm", value=int(value), how=how, comment=comment)


def _without_maximum(asked: Asked, core: list[Piece]) -> list[Piece]:
    """7/10, 7 out of 10 and 7 on a scale from 0 to 10 are 7, where 10 is the scale's end."""
    ends = (asked.minimum, asked.maximum, Decimal(1))
    signature = _signature(core)
    if signature == NUMBER:
        return core
    scale = _SCALE.search(signature)
    if scale:
        named = [piece for piece in core[scale.start() : scale.end()] if piece.role == NUMBER]
        if asked.maximum is not None and all(piece.value in ends for piece in named):
            core = core[: scale.start()] + core[scale.end() :]
        else:
            core = [piece for piece in core if piece.role != "K"]
        signature = _signature(core)
    if _OUT_OF_FIRST.match(signature) and core[signature.index(NUMBER)].value == asked.maximum:
        core = core[signature.index(NUMBER) + 1 :]  # "out of 10, 7"
        signature = _signature(core)
    share = _SHARE.search(signature)
    if share and asked.maximum is not None and core[share.end() - 1].value == asked.maximum:
        core = core[: share.start() + 1] + core[share.end() :]
    return core


def _one(asked: Asked, text: Text, core: list[Piece], signature: str, numbers: list[Piece]) -> Reply:
    """One number, perhaps said more than once, and what stands around it."""
    first = numbers[0]
    how = first.how if len(numbers) == 1 else "repeated"
    doubtful = (
        any(piece.doubtful for piece in numbers)
        or (UNIT in signature and any(not _unit_fits(asked, piece.unit) for piece in core if piece.role == UNIT))
        or bool(_DAY_OF_MONTH.fullmatch(text.plain.strip()))
    )
    bare = signature.replace(UNIT, "")
    if _ALONE.fullmatch(bare):
        return settle(asked, first.value, how, sure=not doubtful)
    if _HEDGED.fullmatch(bare):
        return settle(asked, first.value, how, sure=False)
    if _LEADING.fullmatch(bare):
        return settle(asked, first.value, how, sure=False, comment=text.after(first.end))
    if _CLOSING.fullmatch(bare):
        return settle(asked, first.value, how, sure=False, comment=text.clean[: first.start].strip() or None)
    return NOT_UNDERSTOOD


def _many(asked: Asked, signature: str, numbers: list[Piece]) -> Reply:
    """Several numbers: a correction is asked back, anything else asks for one."""
    bare = signature.replace(UNIT, "").replace("B", "")
    chosen: Piece | None = None
    if _CORRECTED.fullmatch(bare):
        chosen = numbers[-1]
    elif bare == "NGN":
        chosen = numbers[0]
    if chosen is not None:
        return settle(asked, chosen.value, "correction", sure=False)
    if signature == "-N":
        return settle(asked, -numbers[0].value, "digits", sure=asked.minimum is not None and asked.minimum < 0)
    if "-" in signature:
        return NOT_UNDERSTOOD
    if _RANGED.search(signature):
        return RANGE
    if asked.type == "decimal" and signature == "NN" and numbers[1].value < 10 and numbers[1].how == "digits":
        return _split_decimal(asked, numbers)
    return SEVERAL


def _split_decimal(asked: Asked, numbers: list[Piece]) -> Reply:
    """ "37 5" for 37.5: likely, and asked back."""
    whole, tenths = numbers[0].value, numbers[1].value
    if whole != whole.to_integral_value() or tenths != tenths.to_integral_value():
        return SEVERAL
    reply = settle(asked, Decimal(f"{int(whole)}.{int(tenths)}"), "digits", sure=False)
    return reply if reply.kind == "confirm" else SEVERAL


def _unit_fits(asked: Asked, unit: str) -> bool:
    """Whether a unit can be the one the question means; the range is all there is to tell by."""
    top, low = asked.maximum, asked.minimum
    match unit:
        case "points":
            return True
        case "percent":
            return top == 100
        case "degrees":
            return low is not None and low >= 30 and top is not None and top <= 45
        case "hours":
            return top == 24
        case "days":
            return top in (7, 14, 28, 30, 31, 90, 365)
        case "steps":
            return top is None or top >= 1000
        case "weight":
            return low is not None and low >= 20 and not _unit_fits(asked, "degrees")
        case "length":
            return low is not None and low >= 50
    return False


def _without_number(asked: Asked, text: Text, speech: Language | None, pieces: list[Piece]) -> Reply:
    content = [piece for piece in pieces if piece.role not in "FP"]
    roles = _signature(content)
    if speech is None:
        return NOT_UNDERSTOOD
    said = _without_unit(asked, text.said, speech)
    if roles == "A" and text.plain[content[0].start : content[0].end] in speech.ones:
        return settle(asked, Decimal(1), "word", sure=True)
    half = speech.halves.get(said) or speech.halves.get(fold(said))
    if half is not None:
        return settle(asked, Decimal(str(half)), "word", sure=False)
    if RUINED in roles:
        return NOT_UNDERSTOOD
    denied = not speech.nothing_words.isdisjoint(text.words)
    if denied and asked.minimum == 0 and not _strip_polite(said, speech).isdisjoint(speech.nothing):
        return settle(asked, Decimal(0), "nothing", sure=False)
    unknown = [piece for piece in content if piece.role not in "AQ"]
    if len(unknown) == 1 and unknown[0].role in (UNKNOWN, UNIT):
        return _near_number(asked, text.plain[unknown[0].start : unknown[0].end], speech)
    return NOT_UNDERSTOOD


def _without_unit(asked: Asked, said: str, speech: Language) -> str:
    """ "half an hour" is a half where hours are asked for."""
    rest, _, unit = said.rpartition(" ")
    kind = speech.units.get(unit)
    return rest if rest and kind is not None and _unit_fits(asked, kind) else said


def _strip_polite(said: str, speech: Language) -> set[str]:
    """What was said, and the same without words of politeness at its ends."""
    words = said.split()
    polite_words = speech.polite.phrases
    while words and words[-1] in polite_words:
        words.pop()
    while words and words[0] in polite_words:
        words.pop(0)
    polite = " ".join(words)
    while words and " ".join(words) not in speech.nothing:
        taken = _idle_at_end(words, speech)
        if not taken:
            break
        del words[-taken:]
    return {said, polite, " ".join(words)}


def _idle_at_end(words: list[str], speech: Language) -> int:
    """How many words at the end say nothing."""
    for length in (1, 2, 3):
        if speech.roles.phrases.get(" ".join(words[-length:])) == "F":
            return length
    return 0


def _near_number(asked: Asked, word: str, speech: Language) -> Reply:
    if word in speech.ordinary or word in _NEVER or word in speech.units:
        return NOT_UNDERSTOOD
    for way in shorten(word):
        if way in speech.numbers:
            return settle(asked, Decimal(speech.numbers[way]), "fuzzy", sure=False)
    close = close_to(word, speech.near_numbers.get(len(word), {}))
    value = agreed(close)
    if value is None and asked.maximum is not None:
        # "eightt" is as near to eighty, which a scale to ten has not
        value = agreed([each for each in close if each[1] <= asked.maximum])
    if value is None:
        # none for English: "fire" and "to" are words of its own
        neighbours = [language(tag) for tag in speech.vocabulary.neighbours.split("|") if tag]
        meant = {other.numbers[word] for other in neighbours if other is not None and word in other.numbers}
        value = meant.pop() if len(meant) == 1 else None
    return NOT_UNDERSTOOD if value is None else settle(asked, Decimal(value), "fuzzy", sure=False)
