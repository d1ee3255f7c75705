"""One choice or several: by number, letter, ordinal, label, the start of a label, or a near miss."""

import re
from typing import Final

from flows.replies.choice_labels import Labels, labels_of
from flows.replies.choice_picks import Picks, pick
from flows.replies.language import Language
from flows.replies.near import nearest
from flows.replies.reply import Asked, Reply, Value
from flows.replies.text import NO_SIGN, YES_SIGN, Text, fold, normalise
from flows.replies.yes_no import bare_words, polarity

NOT_UNDERSTOOD: Final = Reply("invalid", reason="not-understood")
SEVERAL: Final = Reply("invalid", reason="several")
_SHORTEST_START: Final = 3


def read_choice(asked: Asked, text: Text, speech: Language | None) -> Reply:
    """The option's code, or the codes in the options' order where several are allowed."""
    labels = labels_of(asked.options, speech.tag if speech else "")
    exact = _exact(asked, text, speech, labels)
    if exact is not None:
        return exact
    picks = pick(text, labels, speech, several=asked.repeats)
    if picks.found or picks.outside:
        return _picked(asked, text, picks)
    reply = _by_words(asked, text, speech, labels) or _in_standard_words(asked, text, speech)
    if reply is None and asked.open:
        reply = _near_word(asked, text, labels)
    if reply is None and asked.open and re.search(r"[^\W\d_]{2}", text.plain):
        kept = text.clean.strip()
        return Reply("answer", value=(kept,) if asked.repeats else kept, how="open")
    return reply or NOT_UNDERSTOOD


def _in_standard_words(asked: Asked, text: Text, speech: Language | None) -> Reply | None:
    """ "I can't do it" for "Cannot do it": the same words, so asked back."""
    standard = speech.standardise(text.said) if speech else text.said
    if standard == text.said:
        return None
    reply = read_choice(asked, normalise(standard), speech)
    if reply.kind not in ("answer", "confirm") or reply.how == "open":
        return None
    return reply.doubted()


def _near_word(asked: Asked, text: Text, labels: Labels) -> Reply | None:
    """One misspelt word of a label: before it is kept as text of its own, it is asked about."""
    if len(text.tokens) != 1 or len(text.said) <= _SHORTEST_START:
        return None
    words = {word: index for word, index in labels.own_words.items() if len(word) > _SHORTEST_START}
    near = nearest(text.said, words)
    return None if near is None else _reply(asked, "confirm", [near], "part")


def is_label(asked: Asked, text: Text) -> bool:
    """Whether the whole message is an option's label: then it may be an answer before it is a command."""
    return asked.type == "choice" and text.said in labels_of(asked.options, "").exact


def _exact(asked: Asked, text: Text, speech: Language | None, labels: Labels) -> Reply | None:
    said = text.said
    if said.isdigit() and said not in labels.exact:
        return None
    ways = [said, fold(said)]
    if speech is not None:
        ways.append(" ".join(bare_words(text, speech)))
    for way in ways:
        index = labels.exact.get(way)
        if index is not None:
            # a label that is a number, and not the number of its own line: which was meant is not ours to say
            sure = not said.isdigit() or int(said) == index + 1 or not 1 <= int(said) <= len(asked.options)
            return _reply(asked, "answer" if sure else "confirm", [index], "label")
    standard = labels.exact.get(speech.standardise(said)) if speech else None
    return None if standard is None else _reply(asked, "confirm", [standard], "spelling")


def _picked(asked: Asked, text: Text, picks: Picks) -> Reply:
    if picks.correction:
        return _reply(asked, "confirm", picks.found[-1:], "correction")
    if picks.outside or picks.refused:
        return Reply("invalid", reason="out-of-range" if picks.outside else "not-understood")
    if picks.alternatives:
        return SEVERAL
    found = sorted(set(picks.found))
    if len(found) > 1 and not asked.repeats:
        return SEVERAL
    if len(found) > 1 and any(asked.options[index].exclusive for index in found):
        return Reply("invalid", reason="exclusive")
    if picks.rest is None:
        return _reply(asked, "confirm" if picks.doubtful else "answer", found, picks.how)
    return _reply(asked, "confirm", found, picks.how, text.after(picks.rest))


def _by_words(asked: Asked, text: Text, speech: Language | None, labels: Labels) -> Reply | None:
    """Nothing in the reply is a label: the start of one, a yes or no, a part of one, or a near miss."""
    words = bare_words(text, speech) if speech else list(text.words)
    said = " ".join(words)
    if not said or any(token.kind == "number" for token in text.tokens):
        return _by_sign(asked, text, labels)
    if speech is not None:
        opens = any(label.startswith(f"{said} ") for label in labels.said)
        if any(word in speech.words("ambiguous_ordinals") for word in words) and not opens:
            return NOT_UNDERSTOOD
        special = _all_or_none(asked, said, speech) or _yes_or_no(asked, said, speech, labels)
        if special is not None:
            return special
        if any(word in speech.words("negations") for word in words) and not _contained(said, labels):
            return _near_denial(asked, said, labels)
    starts = [
        index
        for index, label in enumerate(labels.said)
        if label.startswith(f"{said} ") and not labels.turned_round(index, said)
    ]
    if len(starts) == 1:
        first_only = speech is not None and words[0] in speech.words("articles") and len(words) == 1
        return _reply(asked, "confirm" if first_only else "answer", starts, "prefix")
    if len(starts) > 1:
        return SEVERAL
    return _part_or_near(asked, said, labels)


def _part_or_near(asked: Asked, said: str, labels: Labels) -> Reply | None:
    if len(said) >= _SHORTEST_START:
        cut = [index for index in range(len(labels.said)) if labels.is_cut(index, said)]
        parts = cut or _contained(said, labels)
        if len(parts) == 1:
            return _reply(asked, "confirm", parts, "part")
        if parts:
            return SEVERAL
    near = nearest(said, labels.spelt)
    if near is None:
        near = nearest(said.replace(" ", ""), {label.replace(" ", ""): index for label, index in labels.spelt.items()})
    joined = [index for label, index in labels.spelt.items() if label.replace(" ", "") == said.replace(" ", "")]
    found = joined[:1] if joined else ([near] if near is not None else [])
    return _reply(asked, "confirm", found, "fuzzy") if found else None


def _near_denial(asked: Asked, said: str, labels: Labels) -> Reply | None:
    """ "not at al": a denial may be a misspelling of labels that deny too, whole or their end."""
    ends: dict[str, int] = {}
    for index, label in enumerate(labels.said):
        words = label.split(" ")
        for at in range(len(words)):
            if not labels.negations.isdisjoint(words[at:]):
                ends.setdefault(" ".join(words[at:]), index)
    near = nearest(said, ends)
    return None if near is None else _reply(asked, "confirm", [near], "fuzzy")


def _contained(said: str, labels: Labels) -> list[int]:
    """Labels that hold these words, and do not turn them round with a "not" of their own."""
    held = [index for index, label in enumerate(labels.said) if f" {said} " in f" {label} "]
    return [index for index in held if not labels.turned_round(index, said)]


def _by_sign(asked: Asked, text: Text, labels: Labels) -> Reply | None:
    signs = {token.text for token in text.tokens if token.text in (YES_SIGN, NO_SIGN)}
    if len(signs) != 1 or text.said:
        return None
    return _of_polarity(asked, labels, value=signs == {YES_SIGN}, alone_only=True)


def _yes_or_no(asked: Asked, said: str, speech: Language, labels: Labels) -> Reply | None:
    value = polarity(said, speech)
    return None if value is None else _of_polarity(asked, labels, value=value, alone_only=False)


def _of_polarity(asked: Asked, labels: Labels, *, value: bool, alone_only: bool) -> Reply | None:
    """The one option that is or begins with a yes (a no)."""
    alone = [index for index, polarity in labels.alone.items() if polarity is value]
    if len(alone) == 1 and sum(polarity is value for polarity in labels.opening.values()) == 1:
        return _reply(asked, "answer", alone, "yes-no")
    opening = [index for index, polarity in labels.opening.items() if polarity is value]
    if alone_only:
        return None
    return _reply(asked, "confirm", opening, "yes-no") if len(opening) == 1 else (SEVERAL if opening else None)


def _all_or_none(asked: Asked, said: str, speech: Language) -> Reply | None:
    exclusive = [index for index, option in enumerate(asked.options) if option.exclusive]
    if asked.repeats and said in speech.words("all_of_them"):
        rest = [index for index in range(len(asked.options)) if index not in exclusive]
        return _reply(asked, "confirm", rest, "all")
    if said in speech.words("none_of_them") and len(exclusive) == 1:
        return _reply(asked, "confirm", exclusive, "none")
    if not asked.repeats and said in speech.words("last") and asked.options:
        return _reply(asked, "confirm", [len(asked.options) - 1], "ordinal")
    return None


def _reply(asked: Asked, kind: str, found: list[int], how: str, comment: str | None = None) -> Reply:
    codes = tuple(asked.options[index].code for index in found)
    value: Value = codes if asked.repeats else codes[0]
    return Reply("answer" if kind == "answer" else "confirm", value=value, how=how, comment=comment)
