"""The labels of one question, made ready for reading replies; kept, because thousands answer the same question."""

from dataclasses import dataclass
from functools import lru_cache

from flows.replies.language import Language, language
from flows.replies.near import nearest
from flows.replies.reply import AskedOption
from flows.replies.text import normalise, spellings
from flows.replies.yes_no import polarity


@dataclass(frozen=True, slots=True)
class Labels:
    """`said` are the labels' words; the tables lead from what may be typed to the place of the option.

    `alone` holds options that are a bare yes or no, `opening` those that begin with one.
    """

    said: tuple[str, ...]
    exact: dict[str, int]
    spelt: dict[str, int]  # for near misses
    longest: int  # words in the longest label
    alone: dict[int, bool]
    opening: dict[int, bool]
    negations: frozenset[str]
    own_words: dict[str, int]  # words that one label alone has
    stems: dict[str, int]
    speech: Language | None

    def is_cut(self, index: int, said: str) -> bool:
        """Whether the label's first word was not written out; "can" is not a short "cannot"."""
        label = self.said[index]
        rest = label[len(said) :]
        return label.startswith(said) and rest[:1] not in ("", " ") and not rest.startswith("not")

    def near(self, word: str) -> int | None:
        """The option that a word is a form or a misspelling of: "ryggen" for "Rygg"."""
        longer = {
            index
            for label, index in self.spelt.items()
            if len(label) > 2 and word.startswith(label) and len(word) - len(label) <= 3
        }
        if len(longer) == 1:
            return longer.pop()
        inflected = self.stems.get(self.speech.stem(word)) if self.speech else None
        return nearest(word, self.spelt) if inflected is None else inflected

    def turned_round(self, index: int, part: str) -> bool:
        said = set(part.split())
        return said.isdisjoint(self.negations) and not self.negations.isdisjoint(self.said[index].split())


@lru_cache(maxsize=1024)
def labels_of(options: tuple[AskedOption, ...], tag: str) -> Labels:
    speech = language(tag) if tag else None
    said = tuple(normalise(option.label).said for option in options)
    articles = speech.words("articles") if speech else frozenset()
    exact: dict[str, int] = {}
    twice: set[str] = set()
    for index, (option, label) in enumerate(zip(options, said, strict=True)):
        whole = {label, _without_article(label, articles), normalise(option.label.split("(")[0]).said}
        for way in {way for form in whole if form for way in spellings(form)}:
            if exact.setdefault(way, index) != index:
                twice.add(way)
    for way in twice:
        del exact[way]
    opening: dict[int, bool] = {}
    alone: dict[int, bool] = {}
    for index, label in enumerate(said) if speech else ():
        assert speech is not None, "the loop is empty without a language"
        leads = polarity(label.split(" ")[0], speech) if label else None
        if leads is not None:
            opening[index] = leads
            if " " not in label:
                alone[index] = leads
    words = [word for label in said for word in set(label.split(" "))]
    own_words = {
        word: index for index, label in enumerate(said) for word in label.split(" ") if words.count(word) == 1 and word
    }
    stems: dict[str, int] = {}
    for way, index in exact.items() if speech else ():
        assert speech is not None, "the loop is empty without a language"
        if " " not in way and len(way) > 3 and stems.setdefault(speech.stem(way), index) != index:
            stems[speech.stem(way)] = -1
    return Labels(
        said=said,
        exact=exact,
        spelt={way: index for way, index in exact.items() if not way.isdigit()},
        longest=max((label.count(" ") + 1 for label in said), default=0),
        alone=alone,
        opening=opening,
        own_words=own_words,
        stems={stem: index for stem, index in stems.items() if index >= 0},
        speech=speech,
        negations=(speech.words("negations") | speech.words("no")) if speech else frozenset(),
    )


def _without_article(label: str, articles: frozenset[str]) -> str:
    first, _, rest = label.partition(" ")
    return rest if rest and first in articles else label
