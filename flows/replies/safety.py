"""Safety words, looked for in every message before anything else, in every language at once.

Negation does not clear a hit ("I do not want to die" is a reason to call), nor does a STOP beside it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib import import_module
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from flows.replies import safety_words
from flows.replies.language import SHIPPED, base_tag, vocabulary
from flows.replies.text import Text, key, normalise

_BETWEEN: Final = 3  # words that may stand between two words of a pattern
_FORGIVING: Final = 5  # a word this long is known in spite of one slip
_FORGIVING_ALONE: Final = 7  # and this long where nothing else in the pattern bears it out
_SHORTEST_STEM: Final = 3
_WORD: Final = re.compile(r"[^\W_]+")
_LEET: Final = str.maketrans("013457@$", "oieastas")
_INSIDE: Final = re.compile(r"(?<=[^\W_])[^\w\s,;:?!]+(?=[^\W_])|(?<=[^\W_])_+(?=[^\W_])")
_MIXED: Final = re.compile(r"[^\W\d_]\d|\d[^\W\d_]")  # digits among letters: "su1cide"
_CUT_OFF: Final = re.compile(r"\b(can|don|won|isn|wasn|couldn|doesn|didn) t\b")  # voice typing drops the apostrophe
_SPELT_OUT: Final = re.compile(r"(?<![^\W_])[^\W\d_][ .*_-](?:[^\W_][ .*_-])+[^\W_](?![^\W_])")
_STRAY: Final = 8  # single letters that may stand before a word spelt out


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words in their order; each slot lists the keys of the words that may stand there."""

    group: str
    slots: tuple[frozenset[str], ...]
    gaps: tuple[int, ...]  # words that may stand before each slot


class Sense(NamedTuple):
    """What one word may be: the listed words it stands for, and the patterns to try where it stands."""

    meanings: tuple[str, ...]
    patterns: tuple[Pattern, ...]


_NOTHING: Final = Sense((), ())


@dataclass(frozen=True, slots=True)
class Watch:
    """All patterns by the one word of each that is rarest in ordinary talk.

    `known` holds the listed words and those of ordinary replies, so that most words cost one look.
    """

    known: Mapping[str, Sense]
    by_anchor: Mapping[str, tuple[Pattern, ...]]
    words: frozenset[str]
    stems: Mapping[str, tuple[str, ...]]  # by their first letters
    alone: frozenset[str]  # words that are a whole pattern
    slips: Mapping[str, frozenset[str]]  # a word with one letter taken away: the words it may be


def alarm(text: str, language: str) -> str | None:
    """The group of safety words that the text holds, the conversation's own language first; null for none."""
    return alarm_in(normalise(text), language)


def alarm_in(text: Text, language: str) -> str | None:
    """The same for a text made regular already."""
    if not text.words:
        return None
    watch = _watch()
    found = _groups(_words(text), watch)
    if not found and _is_masked(text):
        for meant in _unmasked(text.plain):
            found = _groups(_cut(meant), watch)
            if found:
                break
    if not found:
        return None
    order = _order(base_tag(language) or "en")
    return min(found, key=order.index)


def groups(tag: str) -> Mapping[str, tuple[str, ...]]:
    """The patterns of one language, by group."""
    listed: Mapping[str, tuple[str, ...]] = import_module(f"{safety_words.__name__}.{tag}").GROUPS
    return listed


def _words(text: Text) -> Sequence[str]:
    """The words as they are looked up: those that are cut already, where no mark or digit may stand inside one."""
    plain = text.plain
    if text.numbers or "'" in plain or not (plain.isascii() or not text.signs) or " t" in plain:
        return _cut(plain)
    return text.words


def _cut(plain: str) -> list[str]:
    return _WORD.findall(_CUT_OFF.sub(r"\1t", plain.replace("'", "")))


def _is_masked(text: Text) -> bool:
    """Whether marks, digits or gaps may stand within a word. Without marks and digits only gaps can."""
    plain = text.plain
    if text.numbers or text.signs or "'" in plain:
        return bool(_INSIDE.search(plain) or _SPELT_OUT.search(plain) or _MIXED.search(plain))
    return len(text.words) > 2 and bool(_SPELT_OUT.search(plain))


def _unmasked(plain: str) -> Iterator[str]:
    """ "s.u.i-c.i.d.e", "k i l l myself" and "su1cide" as they may have been meant."""
    yield _in_letters(_INSIDE.sub("", plain))
    if _SPELT_OUT.search(plain):
        for stray in range(_STRAY):
            joined = _SPELT_OUT.sub(lambda run: _joined(run[0], stray), plain)  # noqa: B023  # used at once
            yield _in_letters(_INSIDE.sub("", joined))


def _joined(run: str, stray: int) -> str:
    """Letters spelt out as one word, behind those that only stood before it."""
    letters = re.sub(r"[ .*_-]", "", run)
    return f"{letters[:stray]} {letters[stray:]}"


def _in_letters(joined: str) -> str:
    return re.sub(r"[\w@$]*[^\W\d_][\w@$]*", lambda match: match[0].translate(_LEET), joined)


def _groups(words: Sequence[str], watch: Watch) -> set[str]:
    senses = [watch.known.get(word) or _sense(word, watch) for word in words]
    anchors = [at for at, sense in enumerate(senses) if sense.patterns]
    found: set[str] = set()
    if not anchors:
        return found
    spoken = {meaning for sense in senses for meaning in sense.meanings}
    for at in anchors:
        for pattern in senses[at].patterns:
            if pattern.group not in found and _is_spoken(pattern, spoken) and _stands(pattern, senses, at):
                found.add(pattern.group)
    return found


def _is_spoken(pattern: Pattern, spoken: set[str]) -> bool:
    """Whether its words are in the reply at all, wherever they stand."""
    for slot in pattern.slots:  # noqa: SIM110  # for most patterns tried, and a generator takes twice as long
        if slot.isdisjoint(spoken):
            return False
    return True


def _sense(word: str, watch: Watch) -> Sense:
    regular = key(word)
    known = watch.known.get(regular)
    if known is not None:
        return known
    meanings = _forms(regular, watch) or _misspelt(regular, watch)
    return _sense_of(meanings, watch.by_anchor) if meanings else _NOTHING


def _sense_of(meanings: tuple[str, ...], by_anchor: Mapping[str, tuple[Pattern, ...]]) -> Sense:
    return Sense(meanings, tuple([pattern for meaning in meanings for pattern in by_anchor.get(meaning, ())]))


def _forms(key: str, watch: Watch) -> tuple[str, ...]:
    """The listed words that a word is: itself, and the stems it begins with."""
    stems = tuple([f"{stem}*" for stem in watch.stems.get(key[:_SHORTEST_STEM], ()) if key.startswith(stem)])
    return (key, *stems) if key in watch.words else stems


def _misspelt(key: str, watch: Watch) -> tuple[str, ...]:
    """The listed words that an unknown word is one slip away from."""
    if len(key) < _FORGIVING:
        return ()
    slips = watch.slips
    forms = [key, *[key[:at] + key[at + 1 :] for at in range(len(key))]]
    near = {word for form in forms if form in slips for word in slips[form]}
    if not near:
        return ()
    return tuple(
        sorted(
            [
                word
                for word in near
                if (len(word) >= _FORGIVING_ALONE or word not in watch.alone)
                and OSA.distance(key, word, score_cutoff=1) <= 1
            ]
        )
    )


def _stands(pattern: Pattern, senses: list[Sense], anchor: int) -> bool:
    """Whether the whole pattern stands around the place where its anchor was found."""
    first = pattern.slots[0]
    reach = (len(pattern.slots) - 1) * (_BETWEEN + 1)
    starts = [at for at in range(max(0, anchor - reach), anchor + 1) if not first.isdisjoint(senses[at].meanings)]
    return any(_follows(pattern, senses, start) for start in starts)


def _follows(pattern: Pattern, senses: list[Sense], start: int) -> bool:
    places = {start}
    for at in range(1, len(pattern.slots)):
        slot, reach = pattern.slots[at], pattern.gaps[at] + 2
        around = {place for before in places for place in range(before + 1, min(len(senses), before + reach))}
        places = {place for place in around if not slot.isdisjoint(senses[place].meanings)}
        if not places:
            return False
    return True


@cache
def _watch() -> Watch:
    patterns = [
        _pattern(group, pattern) for tag in SHIPPED for group, listed in groups(tag).items() for pattern in listed
    ]
    by_anchor: dict[str, list[Pattern]] = {}
    for pattern in patterns:
        rarest = max(pattern.slots, key=lambda slot: min(len(word) for word in slot) - len(slot) / 100)
        for word in rarest:
            by_anchor.setdefault(word, []).append(pattern)
    listed_words = {word for pattern in patterns for slot in pattern.slots for word in slot}
    watch = Watch(
        known={},
        by_anchor={word: tuple(found) for word, found in by_anchor.items()},
        words=frozenset(word for word in listed_words if not word.endswith("*")),
        stems=_by_head(word[:-1] for word in listed_words if word.endswith("*")),
        alone=frozenset(word for pattern in patterns if len(pattern.slots) == 1 for word in pattern.slots[0]),
        slips=_slips(listed_words),
    )
    return replace(watch, known=_known(watch))


def _known(watch: Watch) -> dict[str, Sense]:
    """Words that are no misspellings, by their keys and as they are written."""
    table = {word: _sense_of(_forms(word, watch), watch.by_anchor) for word in watch.words}
    for word in _everyday():
        meanings = _forms(key(word), watch)
        sense = _sense_of(meanings, watch.by_anchor) if meanings else _NOTHING
        table[word] = table[key(word)] = sense
    return table


def _by_head(stems: Iterable[str]) -> dict[str, tuple[str, ...]]:
    listed: dict[str, tuple[str, ...]] = {}
    for stem in sorted(stems):
        assert len(stem) >= _SHORTEST_STEM, f"the stem {stem}* would find too much"
        listed[stem[:_SHORTEST_STEM]] = (*listed.get(stem[:_SHORTEST_STEM], ()), stem)
    return listed


def _pattern(group: str, written: str) -> Pattern:
    slots = written.split(" ")
    return Pattern(
        group,
        tuple(frozenset(_listed(word) for word in slot.lstrip("+").split("|")) for slot in slots),
        tuple(0 if slot.startswith("+") else _BETWEEN for slot in slots),
    )


def _everyday() -> set[str]:
    """Every word that the languages' own vocabularies use, clock and calendar included: they misspell nothing."""
    entries = [getattr(vocabulary(tag), field.name) for tag in SHIPPED for field in fields(vocabulary(tag))]
    said = [phrase for entry in entries for phrase in _phrases_in(entry)]
    return {word for phrase in said for word in _WORD.findall(phrase)}


def _phrases_in(entry: object) -> list[str]:
    if isinstance(entry, Mapping):
        return [*entry, *(value for value in entry.values() if isinstance(value, str))]
    return [entry] if isinstance(entry, str) else []


def _listed(word: str) -> str:
    return key(word.removesuffix("*")) + ("*" if word.endswith("*") else "")


def _slips(listed: set[str]) -> dict[str, frozenset[str]]:
    slips: dict[str, set[str]] = {}
    for word in listed:
        if word.endswith("*") or len(word) < _FORGIVING:
            continue
        for form in (word, *(word[:at] + word[at + 1 :] for at in range(len(word)))):
            slips.setdefault(form, set()).add(word)
    return {form: frozenset(words) for form, words in slips.items()}


@cache
def _order(tag: str) -> tuple[str, ...]:
    """Groups in the order of a language's file: what to name first when several are found."""
    return tuple(dict.fromkeys([*groups(tag), *(group for other in SHIPPED for group in groups(other))]))
