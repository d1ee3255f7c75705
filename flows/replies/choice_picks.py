"""Which options a reply names, in the order they were named, and what else it says."""

import re
from typing import Final

from flows.replies.choice_labels import Labels
from flows.replies.language import Language
from flows.replies.text import STRANGE, Text, Token
from flows.replies.yes_no import polarity

_MARK: Final = re.compile(r"[.,]")
# What stands around the options, in the letters of `_Walk.marks`.
_CORRECTED: Final = re.compile(r"\?*GNX*N|\??(?:NX+)+N")
_RANGED: Final = re.compile(r"ND N|NDN")
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_RUINING: Final = frozenset({STRANGE, "_", "@", "\\", "%", "<", ">", "°", "½", "¼", "¾", "=", "$", "€", "£", "👎"})


class Picks:
    """`found` are the options' places; `rest` is where words begin that were not understood."""

    __slots__ = ("alternatives", "correction", "doubtful", "found", "how", "outside", "refused", "rest")

    def __init__(self) -> None:
        self.found: list[int] = []
        self.how = ""
        self.outside = False  # a number that no option has
        self.refused = False  # a mark or a "not" that spoils the reading
        self.alternatives = False  # 2 or 3
        self.doubtful = False
        self.correction = False
        self.rest: int | None = None


def pick(text: Text, labels: Labels, speech: Language | None, *, several: bool) -> Picks:
    """Walk the reply once and gather the options it names."""
    return _Walk(text, labels, speech, several=several).walk()


class _Walk:
    __slots__ = ("at", "labels", "marks", "picks", "row", "several", "speech", "text", "tokens")

    def __init__(self, text: Text, labels: Labels, speech: Language | None, *, several: bool) -> None:
        self.text = text
        self.labels = labels
        self.speech = speech
        self.several = several
        self.tokens = text.tokens
        self.row = ["\0" if token.kind == "sign" else token.text for token in text.tokens]
        self.picks = Picks()
        self.marks = ""  # N an option, X a correction, G a negation, R an "or", D a dash, ? unknown words
        self.at = 0

    def walk(self) -> Picks:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.kind == "sign":
                self._sign(token)
            elif not (self._label() or self._number(token) or self._ordinal(token) or self._role()):
                self._unknown(token)
        self._judge()
        return self.picks

    def _found(self, index: int, taken: int, how: str) -> None:
        if self.marks.endswith("N") and self.picks.found and self.picks.found[-1] != index:
            before = self.tokens[self.at - 1]
            if before.kind != "sign" and before.text.isdigit() and how == "label":
                self.picks.refused = True  # "2 a lot" where 2 is another option
        self.picks.found.append(index)
        self.picks.how = self.picks.how or how
        self.marks += "N"
        self.at += taken

    def _label(self) -> bool:
        """The longest label that begins here; commas within a label may be there or not."""
        words: list[str] = []
        found: tuple[int, int] | None = None
        for at in range(self.at, len(self.row)):
            if self.row[at] == "\0":
                continue
            words.append(self.row[at])
            if len(words) > self.labels.longest:
                break
            said = " ".join(words)
            index = None if said.isdigit() else self.labels.exact.get(said)
            if index is not None:
                found = (index, at + 1 - self.at)
        if found is None:
            return False
        self._found(*found, "label")
        return True

    def _number(self, token: Token) -> bool:
        if token.kind == "number":
            self._digits(token)
            return True
        if self.speech is None:
            return False
        read = self.speech.reader.read(self.row, self.at)
        if read is not None and not self._is_pronoun(token):
            value, taken = read
            if 1 <= value <= len(self.labels.said):
                self.picks.doubtful = self.picks.doubtful or self._opens_label(value)
                self._found(value - 1, taken, "word")
            else:
                self.picks.outside = True
                self.at += taken
            return True
        if token.text in self.speech.ones and len(self.text.words) == 1 and len(self.labels.said) > 0:
            self.picks.doubtful = self.picks.doubtful or self._starts_label(token.text, other_than=0)
            self._found(0, 1, "word")
            return True
        return False

    def _is_pronoun(self, token: Token) -> bool:
        """The "one" of "the second one"."""
        return (
            token.text in ("one", "ones")
            and self.at > 0
            and self.tokens[self.at - 1].kind == "word"
            and (self.row[self.at - 1] not in ("number", "option", "answer", "no", "and", "or"))
        )

    def _digits(self, token: Token) -> None:
        after = self.at + 1
        glued = after < len(self.tokens) and self.tokens[after].start == token.end
        if glued and self.tokens[after].kind == "word":
            ordinal = self.speech.ordinals.get(token.text + self.tokens[after].text) if self.speech else None
            if ordinal is not None and 1 <= ordinal <= len(self.labels.said):
                self._found(ordinal - 1, 2, "ordinal")
                return
            self.picks.refused = True
        parts = _MARK.split(token.text)
        values = [int(part) for part in parts if len(part) < 4]
        top = len(self.labels.said)
        if len(parts) == 1 and values and values[0] > top and self._run_together(token.text):
            return
        if len(values) < len(parts) or any(not 1 <= value <= top for value in values):
            self.picks.outside = True
        self.picks.doubtful = (
            self.picks.doubtful or "." in token.text or any(part.startswith("0") and len(part) > 2 for part in parts)
        )
        for value in values:
            if 1 <= value <= top:
                self.picks.doubtful = self.picks.doubtful or self._opens_label(value)
                self._found(value - 1, 0, "digits")
        self.at += 1

    def _opens_label(self, value: int) -> bool:
        """Whether another option's own text begins with the number: 2 for "2-3 days" on the first line."""
        others = (label for index, label in enumerate(self.labels.said) if index != value - 1)
        return any(label.split(" ")[0] == str(value) for label in others)

    def _run_together(self, digits: str) -> bool:
        """ "23" for 2 and 3, where several are allowed and no option has that number."""
        values = [int(digit) for digit in digits]
        top = len(self.labels.said)
        if not self.several or len(set(values)) < len(values) or not all(1 <= value <= top for value in values):
            return False
        self.picks.doubtful = True
        for value in values:
            self._found(value - 1, 0, "digits")
        self.at += 1
        return True

    def _ordinal(self, token: Token) -> bool:
        value = self.speech.ordinals.get(token.text) if self.speech else None
        if value is None or not 1 <= value <= len(self.labels.said):
            return self._letter(token)
        self._found(value - 1, 1, "ordinal")
        return True

    def _letter(self, token: Token) -> bool:
        """A letter stands for an option only where nothing but letters was said."""
        index = _LETTERS.find(token.text) if len(token.text) == 1 else -1
        if not 0 <= index < len(self.labels.said) or not self._only_letters():
            return False
        marked = len(self.tokens) > 1  # "b)", "answer b", "b and c": a letter for certain
        self.picks.doubtful = self.picks.doubtful or (not marked and self._is_cut_short(token.text, other_than=index))
        self._found(index, 1, "letter")
        return True

    def _only_letters(self) -> bool:
        if self.speech is None:
            return all(len(word) == 1 for word in self.text.words)
        joints = (
            self.speech.words("conjunctions")
            | self.speech.words("polite")
            | {"answer", "svar", "option", "letter", "bokstav"}
        )
        return all(len(word) == 1 or word in joints for word in self.text.words)

    def _starts_label(self, start: str, *, other_than: int) -> bool:
        return any(label.startswith(start) for index, label in enumerate(self.labels.said) if index != other_than)

    def _is_cut_short(self, letter: str, *, other_than: int) -> bool:
        """Whether the letter may be another option in short: "b" for "Back", but not for "Better than before"."""
        others = (label for index, label in enumerate(self.labels.said) if index != other_than)
        return any(label.startswith(letter) and (" " not in label or label[1] == " ") for label in others)

    def _role(self) -> bool:
        found = self.speech.roles.find(self.row, self.at) if self.speech else None
        if found is None:
            return False
        role, taken = found
        if any(self.row[at] in self.labels.exact for at in range(self.at + 1, self.at + taken)):
            taken = 1  # "the same" where "Same" is an option
        if role in "XGR":
            self.marks += role
        elif role == "M" or role == "C":
            self.picks.doubtful = True
        self.at += taken
        return True

    def _may_be_misspelt(self, word: str) -> bool:
        return self.speech is None or (word not in self.speech.ordinary and polarity(word, self.speech) is None)

    def _unknown(self, token: Token) -> None:
        if self._is_pronoun(token):
            self.picks.doubtful = self.picks.doubtful or self.picks.how == "label"  # "some one" is nobody's "some"
            self.at += 1
            return
        may_be_form = len(token.text) > 3 or token.text in self.labels.stems
        near = self.labels.near(token.text) if may_be_form and self._may_be_misspelt(token.text) else None
        if near is not None:
            self.picks.doubtful = True
            self._found(near, 1, "fuzzy")
            return
        if self.picks.rest is None:
            self.picks.rest = token.start
        self.marks += "?"
        self.at += 1

    def _sign(self, token: Token) -> None:
        if token.text in _RUINING:
            self.picks.refused = True
        elif token.text == "-":
            self._dash(token)
        elif token.text in "/?*":
            self.picks.doubtful = True
        self.at += 1

    def _dash(self, token: Token) -> None:
        follows = self.at + 1 < len(self.tokens) and self.tokens[self.at + 1].kind == "number"
        precedes = self.at > 0 and self.tokens[self.at - 1].kind == "number"
        if follows and precedes:
            self.marks += "D"
        elif follows and self.tokens[self.at + 1].start == token.end:
            self.picks.refused = True

    def _judge(self) -> None:
        picks, marks = self.picks, self.marks
        if _CORRECTED.fullmatch(marks) and len(set(picks.found)) > 1:
            picks.correction = True
        elif "G" in marks:
            picks.refused = True
        elif _RANGED.fullmatch(marks) and self.several and picks.found[0] < picks.found[1]:
            picks.found = list(range(picks.found[0], picks.found[1] + 1))
            picks.doubtful = True
        elif "D" in marks or ("R" in marks and len(picks.found) > 1):
            picks.alternatives = True
        elif marks.startswith("?"):
            self._unknown_first()
        elif "X" in marks or "R" in marks:
            picks.doubtful = True

    def _unknown_first(self) -> None:
        """Words we do not know before the option: "my left arms" may be it, a number in a sentence is not."""
        if self.picks.how in ("digits", "word", "ordinal"):
            self.picks.refused = True
        self.picks.doubtful = True
