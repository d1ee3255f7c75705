"""A reply made regular, once: one case, plain digits, no invisible characters, cut into tokens with their places."""

import re
import unicodedata
from typing import Final, Literal, NamedTuple

TokenKind = Literal["number", "word", "sign"]
YES_SIGN: Final = "👍"
NO_SIGN: Final = "👎"
THANKS_SIGN: Final = "🙏"
# Marks a raised or lowered digit, a list bullet and the like: something was there that no number may be read across.
STRANGE: Final = "^"

_SIGNS: Final = {
    **dict.fromkeys("👍👌✅✔☑🆗", YES_SIGN),
    **dict.fromkeys("👎❌✖🚫⛔", NO_SIGN),
    **dict.fromkeys("🙏❤♥🧡💛💚💙💜😊🙂☺😀😃😄🥰🤗💐🌹🌸", THANKS_SIGN),
}
_PLAIN: Final = {
    **dict.fromkeys("‘’‛`´ʼ′", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("•·●▪◦", " "),
    **dict.fromkeys("≈∼", "~"),
    **dict.fromkeys("≥≧", ">"),
    **dict.fromkeys("≤≦", "<"),
    **dict.fromkeys("❓❔", "?"),
    **dict.fromkeys("❗❕", "!"),
    "🔟": " 10 ",
    "…": ".",
    "٫": ",",
    "٬": " ",
    "、": ",",
    "。": ".",
    "⁄": "/",
    "∕": "/",
    "º": "°",
    "İ": "i",
}
# Anything but the letters and fractions that stay as they are.
_UNUSUAL: Final = re.compile(r"[^\x00-\x7fæøåäöéèüÆØÅÄÖÉÈÜ½¼¾]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TOKEN: Final = re.compile(
    r"(?P<word>[^\W\d_½¼¾]+(?:'[^\W\d_½¼¾]+)*)|(?P<number>\d+(?:[.,]\d+)*)|(?P<sign>[^\w\s]|_|[½¼¾])"
)
_HELD_DOWN: Final = re.compile(r"(.)\1{2,}")
_FOLDS: Final = str.maketrans(
    {"å": "a", "ä": "a", "ö": "o", "ø": "o", "æ": "ae", "é": "e", "è": "e", "ü": "u", "ð": "d"}
)
_MARKS: Final = str.maketrans({"å": "a", "ä": "a", "æ": "a", "ö": "o", "ø": "o", "é": "e", "è": "e", "'": None})
_TWICE: Final = re.compile(r"([^\d])\1+")
_UNEVEN: Final = re.compile(r"[^a-z\d]|([a-z])\1|ae|oe")
_DIGRAPHS: Final = str.maketrans({"å": "aa", "ä": "ae", "ö": "oe", "ø": "oe", "æ": "ae", "ü": "ue"})


class Token(NamedTuple):
    """`text` is in lower case; start and end are places in the clean text."""

    kind: TokenKind
    text: str
    start: int
    end: int


class Text:
    """`clean` keeps the patient's capitals, `plain` has its length in lower case, `said` only words and numbers.

    Made for every message, as Asked and Reply are: a dataclass takes a microsecond to make even where it is compiled.
    """

    __slots__ = ("clean", "numbers", "plain", "said", "signs", "tokens", "words")

    def __init__(
        self,
        clean: str,
        plain: str,
        tokens: tuple[Token, ...],
        said: str,
        words: tuple[str, ...],
        numbers: tuple[str, ...],
        signs: tuple[str, ...],
    ) -> None:
        self.clean: Final = clean
        self.plain: Final = plain
        self.tokens: Final = tokens
        self.said: Final = said
        self.words: Final = words
        self.numbers: Final = numbers
        self.signs: Final = signs

    def after(self, place: int) -> str | None:
        """What was said from `place` on, for a comment; null where only marks are left."""
        rest = self.clean[place:].strip(" \t\r\n,.;:!-–)\"'")
        return rest or None


def normalise(raw: str) -> Text:
    """The text as the readers see it. What the patient sent is kept elsewhere, as it came."""
    clean = raw if raw.isascii() else _to_plain_signs(raw)
    if not clean.isprintable():
        clean = _CONTROL.sub("", clean)
    return _cut(clean, clean.lower())


def _cut(clean: str, plain: str) -> Text:
    if plain.isascii() and (plain.isdigit() or plain.isalpha()):  # "7", "yes": most replies, and one token
        is_number = plain.isdigit()
        token, alone = Token("number" if is_number else "word", plain, 0, len(plain)), (plain,)
        return Text(clean, plain, (token,), plain, () if is_number else alone, alone if is_number else (), ())
    tokens = tuple(
        [
            Token(match.lastgroup, match[0], match.start(), match.end())  # type: ignore[arg-type]  # groups are kinds
            for match in _TOKEN.finditer(plain)
        ]
    )
    words = tuple([token.text for token in tokens if token.kind == "word"])
    if len(words) == len(tokens):
        return Text(clean, plain, tokens, " ".join(words), words, (), ())
    said = " ".join([token.text for token in tokens if token.kind != "sign"])
    numbers = tuple([token.text for token in tokens if token.kind == "number"])
    signs = tuple([token.text for token in tokens if token.kind == "sign"])
    return Text(clean, plain, tokens, said, words, numbers, signs)


def visible(raw: str) -> str:
    """A text answer as it is kept: what can be seen of it, unchanged."""
    shown = (sign for sign in raw if sign in "\n\t\u200d" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
    return "".join(shown).strip()


def fold(word: str) -> str:
    """Without the marks that many phones leave out: å ä → a, ø ö → o, æ → ae, é → e."""
    return word if word.isascii() else word.translate(_FOLDS)


def key(word: str) -> str:
    """One form for all ways to type a word: no marks, aa as å, oe as ø, no doubled letters."""
    if _UNEVEN.search(word) is None:
        return word
    folded = word.translate(_MARKS).replace("aa", "a").replace("ae", "a").replace("oe", "o")
    return _TWICE.sub(r"\1", folded)


def spellings(phrase: str) -> tuple[str, ...]:
    """The ways a phrase of ours may be typed: as it is, without marks, with aa ae oe."""
    return (phrase,) if phrase.isascii() else (phrase, phrase.translate(_FOLDS), phrase.translate(_DIGRAPHS))


def shorten(word: str) -> tuple[str, str]:
    """Letters held down too long: "jaaaa" as "ja" and as "jaa"."""
    if _HELD_DOWN.search(word) is None:
        return word, word
    return _HELD_DOWN.sub(r"\1", word), _HELD_DOWN.sub(r"\1\1", word)


def _to_plain_signs(raw: str) -> str:
    return _UNUSUAL.sub(_plain_sign, unicodedata.normalize("NFC", raw))


def _plain_sign(found: re.Match[str]) -> str:
    sign = found[0]
    if sign in _PLAIN:
        return _PLAIN[sign]
    if sign in _SIGNS:
        return f" {_SIGNS[sign]} "
    match unicodedata.category(sign):
        case "Nd":
            return str(unicodedata.digit(sign))
        case "Mn" | "Me" | "Cf" | "Cc" | "Sk" | "Cs":
            return ""
        case "Zs" | "Zl" | "Zp" | "So" | "Co" | "Cn":
            return " " if sign not in "°" else sign
        case "No" | "Nl":
            return _odd_number(sign)
        case "Lu" | "Ll" | "Lo" | "Lm" | "Lt":
            return _letter(sign)
    return sign


def _odd_number(sign: str) -> str:
    """① is a 1; a raised or lowered digit is not, whatever compatibility forms say."""
    plain = unicodedata.normalize("NFKC", sign)
    raised = unicodedata.decomposition(sign).startswith(("<super>", "<sub>"))
    return plain if plain.isascii() and plain.strip("().").isdigit() and not raised else STRANGE


def _letter(sign: str) -> str:
    wide = unicodedata.normalize("NFKC", sign) if unicodedata.east_asian_width(sign) in "FH" else sign
    # the places of tokens in `plain` must stay true in `clean`
    return wide if len(wide.lower()) == len(wide) else wide.lower()
