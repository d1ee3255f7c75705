"""A reply about a number taken apart: the numbers in it, and what every other word and mark does around them."""

from decimal import Decimal
from typing import Final, NamedTuple

from flows.replies.digits import FRACTIONS, read_digits
from flows.replies.language import Language
from flows.replies.reply import Asked
from flows.replies.text import STRANGE, Text, Token

# One letter per role; the letters of a reply, in a row, are its signature.
NUMBER: Final = "N"
UNKNOWN: Final = "?"
UNIT: Final = "U"
RUINED: Final = "Z"  # no number may be read in this reply
WEAK: Final = "P"
SIGNS: Final = {
    "/": "S", "%": UNIT, "°": UNIT, ">": "C", "<": "C", "&": "J", "?": "Q", "👍": "F", "🙏": "F", "👎": RUINED,
    STRANGE: RUINED, "_": RUINED, "\\": RUINED, "@": RUINED, "|": RUINED, "$": RUINED, "€": RUINED, "£": RUINED,
}  # fmt: skip
_SIGN_UNITS: Final = {"%": "percent", "°": "degrees"}
_THOUSAND: Final = Decimal(1000)
_WRITTEN_FRACTIONS: Final = {"1/2": Decimal("0.5"), "1/4": Decimal("0.25"), "3/4": Decimal("0.75")}
_BREAK: Final = "\0"  # no phrase reaches across a mark


class Piece(NamedTuple):
    """One number or word: its role, its places in the clean text, and what it is worth."""

    role: str
    start: int
    end: int
    value: Decimal = Decimal(0)
    how: str = ""
    doubtful: bool = False
    unit: str = ""


class Scanner:
    """Walks the tokens of one reply once."""

    __slots__ = ("asked", "at", "pieces", "row", "speech", "text", "tokens")

    def __init__(self, text: Text, asked: Asked, speech: Language | None) -> None:
        self.text = text
        self.asked = asked
        self.speech = speech
        self.tokens = _without_hyphens(text.tokens) if "-" in text.signs else text.tokens
        self.row = [_BREAK if token.kind == "sign" else token.text for token in self.tokens]
        if speech is not None and not speech.words("thousand").isdisjoint(self.row):
            self._thank(speech)
        self.at = 0
        self.pieces: list[Piece] = []

    def _thank(self, speech: Language) -> None:
        """ "tusen takk" is thanks, not a thousand."""
        for index in range(len(self.row) - 1):
            if self.row[index] in speech.words("thousand") and self.row[index + 1] in speech.words("polite"):
                self.row[index] = self.row[index + 1]

    def scan(self) -> list[Piece]:
        tokens = self.tokens
        while self.at < len(tokens):
            token = tokens[self.at]
            kind = token.kind
            if kind == "word":
                self._word(token)
            elif kind == "number":
                self._digits(token)
            else:
                self._sign(token)
        return self.pieces

    def _add(self, role: str, taken: int, *, unit: str = "") -> None:
        at, after = self.at, self.at + taken
        self.pieces.append(Piece(role, self.tokens[at].start, self.tokens[after - 1].end, unit=unit))
        self.at = after

    def _glued(self, index: int) -> bool:
        """Whether the token stands right after the one before it."""
        return 0 < index < len(self.tokens) and self.tokens[index - 1].end == self.tokens[index].start

    def _is(self, index: int, kind: str) -> bool:
        return 0 <= index < len(self.tokens) and self.tokens[index].kind == kind

    def _digits(self, token: Token) -> None:
        if self._glued(self.at) and self._is(self.at - 1, "word"):
            self._add(RUINED, 1)
            return
        written, taken = self._spaced_thousands(token)
        comma = self.speech is None or self.speech.vocabulary.decimal_comma
        read = read_digits(written, decimal_comma=comma, whole=self.asked.type != "decimal", maximum=self.asked.maximum)
        if read is None:
            # 1,3,5 are several numbers; nothing here is one
            self._add(RUINED, taken)
            return
        self._number(read.value, taken, "digits", doubtful=read.doubtful or self._may_be_slip(written))

    def _may_be_slip(self, written: str) -> bool:
        """Whether "1.0" may be a ten with a mark slipped in."""
        joined = written.replace(".", "").replace(",", "")
        slipped = joined != written and self.asked.type == "integer" and len(joined) == 2 and joined.endswith("0")
        return slipped and self.asked.maximum is not None and int(joined) <= self.asked.maximum

    def _spaced_thousands(self, token: Token) -> tuple[str, int]:
        written, taken = token.text, 1
        if not written.isdigit() or len(written) > 3 or written.startswith("0"):
            return written, 1
        while self._is(self.at + taken, "number"):
            following = self.tokens[self.at + taken]
            gap = self.text.plain[self.tokens[self.at + taken - 1].end : following.start]
            if gap != " " or len(following.text) != 3 or not following.text.isdigit():
                break
            written, taken = written + following.text, taken + 1
        return written, taken

    def _number(self, value: Decimal, taken: int, how: str, *, doubtful: bool = False) -> None:
        """A number with what belongs to it: a fraction, a half, decimals in words, a harmless ending."""
        after = self.at + taken
        if self._is(after, "sign") and self.tokens[after].text in FRACTIONS:
            value, after = value + FRACTIONS[self.tokens[after].text], after + 1
        value, after = self._decimals(value, after)
        value, after = self._half(value, after)
        value, after = self._fraction(value, after)
        value, after = self._thousands(value, after)
        ending = self._ending(after)
        if ending is None:
            self._add(RUINED, after - self.at)
            return
        length, sure = ending
        first, end = self.tokens[self.at], after + length
        self.pieces.append(Piece(NUMBER, first.start, self.tokens[end - 1].end, value, how, doubtful or not sure))
        self.at = end

    def _decimals(self, value: Decimal, after: int) -> tuple[Decimal, int]:
        """ "komma fem": digits one by one, or as they are written."""
        if self.speech is None or after >= len(self.row) or self.row[after] not in self.speech.words("point"):
            return value, after
        digits, at = "", after + 1
        while at < len(self.row) and value == value.to_integral_value():
            word = self.row[at]
            if word.isdecimal() and not digits:
                digits, at = word, at + 1
                break
            worth = self.speech.numbers.get(word)
            if worth is None and word in self.speech.ones:
                worth = 1
            if worth is None or (worth > 9 and digits):
                break
            digits, at = digits + str(worth), at + 1
        return (Decimal(f"{int(value)}.{digits}"), at) if digits else (value, after)

    def _half(self, value: Decimal, after: int) -> tuple[Decimal, int]:
        if self.speech is None:
            return value, after
        for length in (3, 2):
            worth = self.speech.halves.get(" ".join(self.row[after : after + length]))
            if worth is not None and len(self.row) >= after + length:
                return value + Decimal(str(worth)), after + length
        return value, after

    def _fraction(self, value: Decimal, after: int) -> tuple[Decimal, int]:
        """ "1 1/2", with the gap that keeps it from being eleven halves."""
        worth = _WRITTEN_FRACTIONS.get("".join(token.text for token in self.tokens[after : after + 3]))
        if worth is None or self._glued(after) or value != value.to_integral_value():
            return value, after
        return value + worth, after + 3

    def _thousands(self, value: Decimal, after: int) -> tuple[Decimal, int]:
        """ "2.5k" and "to en halv tusind", where so large a number can be meant."""
        most = self.asked.maximum
        if after >= len(self.row) or (most is not None and most < _THOUSAND):
            return value, after
        word = self.row[after]
        short = word == "k"
        spelt = self.speech is not None and word in self.speech.words("thousand") and value < _THOUSAND
        return (value * _THOUSAND, after + 1) if short or spelt else (value, after)

    def _ending(self, at: int) -> tuple[int, bool] | None:
        """(tokens that end the number, whether it is surely the same number); null where they make it none."""
        if not self._glued(at) or at >= len(self.tokens):
            return 0, True
        suffixes = self.speech.words("suffixes") if self.speech else frozenset()
        token = self.tokens[at]
        if token.kind == "word":
            if token.text in suffixes:
                return 1, True
            if self.speech and (token.text in self.speech.units or token.text in self.speech.words("hour_words")):
                return 0, True
            return (1, False) if token.text in ("st", "nd", "rd", "th") else None
        joined = token.text in "':-" and self._glued(at + 1) and self._is(at + 1, "word")
        if joined and self.tokens[at + 1].text in suffixes:
            return 2, True
        return 0, True

    def _sign(self, token: Token) -> None:
        sign = token.text
        before = bool(self.pieces) and self.pieces[-1].role == NUMBER
        if sign in FRACTIONS:
            self._number(FRACTIONS[sign], 1, "digits")
        elif sign in ".," and self._glued(self.at + 1) and self._is(self.at + 1, "number") and not self._glued(self.at):
            self._add(RUINED, 1)  # ".7" is not seven
        elif sign == "-":
            self._dash(before=before)
        elif sign == "+" and before:
            self._add("J" if self._is(self.at + 1, "number") else "C", 1)
        elif sign == "*":
            self._add(WEAK if before else "X", 1)
        else:
            self._add(SIGNS.get(sign, WEAK), 1, unit=_SIGN_UNITS.get(sign, ""))

    def _dash(self, *, before: bool) -> None:
        number_follows = self._is(self.at + 1, "number")
        if before:
            self._add("D" if number_follows or self._is(self.at + 1, "word") else RUINED, 1)
        elif number_follows and (self._glued(self.at + 1) or self.at == 0):
            tight = self._glued(self.at) and self._is(self.at - 1, "word")
            self._add(WEAK if tight else "-", 1)
        else:
            self._add(WEAK, 1)

    def _word(self, token: Token) -> None:
        speech, word, at = self.speech, token.text, self.at
        if speech is None:
            self._add(UNKNOWN, 1)
            return
        if (word in speech.parts or speech.reader.may_begin(self.row[at])) and self._is_number(word, speech):
            return
        role = speech.roles.find(self.row, at)
        if word in speech.units and (role is None or role[1] == 1) and self._follows_number():
            self._add(UNIT, 1, unit=speech.units[word])
        elif role is not None:
            self._add(("F" if self._is_present() else "M") if role[0] == "T" else role[0], role[1])
        else:
            signed = at >= len(self.tokens) - 2 and self.pieces and self._is_signature(token)
            self.pieces.append(Piece(WEAK if signed else UNKNOWN, token.start, token.end))
            self.at = at + 1

    def _is_number(self, word: str, speech: Language) -> bool:
        """Whether it is a number or ruins one, and is taken: "halv otte" is neither eight nor a half."""
        number = speech.reader.read(self.row, self.at)
        if word in speech.words("one_and_a_half"):
            self._number(Decimal("1.5"), 1, "word")
        elif number is not None:
            self._number(Decimal(number[0]), number[1], "word")
        elif word in speech.ones and self._one_with_decimals():
            self._number(Decimal(1), 1, "word")
        elif word in speech.halves and word not in speech.words("articles"):
            self._add(RUINED, 1)
        else:
            return False
        return True

    def _follows_number(self) -> bool:
        return bool(self.pieces) and self.pieces[-1].role in (NUMBER, UNIT, WEAK)

    def _is_signature(self, token: Token) -> bool:
        """A name under the message: "7, regards Anna"."""
        assert self.speech is not None, "called for a language"
        last = self.pieces[-1]
        if not self.text.clean[token.start].isupper():
            return False
        before = self.text.plain[last.start : last.end]
        return before in self.speech.words("sign_offs") or (
            last.role == WEAK and self.text.clean[last.start].isupper() and len(self.tokens) > 2
        )

    def _is_present(self) -> bool:
        """Whether a part of the day is spoken of as now: "it is 7 this morning"."""
        assert self.speech is not None, "called for a language"
        return not self.speech.words("present").isdisjoint(self.row)

    def _one_with_decimals(self) -> bool:
        """ "en komma fem", "en og en halv": the article is a one when a part of a number follows it."""
        assert self.speech is not None, "called for a language"
        after = self.row[self.at + 1 : self.at + 4]
        if not after:
            return False
        half = any(" ".join(after[:length]) in self.speech.halves for length in (3, 2) if len(after) >= length)
        return half or (after[0] in self.speech.words("point") and len(after) > 1)


def _without_hyphens(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "fifty-five" is two words and no dash."""
    kept = []
    for index, token in enumerate(tokens):
        around = tokens[index - 1 : index + 2] if index else ()
        joins = token.text == "-" and len(around) == 3 and around[0].kind == around[2].kind == "word"
        if not (joins and around[0].end == token.start and token.end == around[2].start):
            kept.append(token)
    return tuple(kept)
