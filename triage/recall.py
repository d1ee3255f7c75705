"""How long the time is that a questionnaire asks about: of its scoring packs, else as its own questions say it."""

import re
from typing import Final

from flows.questionnaire import Questionnaire
from flows.script import Recall
from triage.scoring import bindings

# Asked about a day or less: the next day's answers are about another day.
_A_DAY: Final = re.compile(
    r"\b(today|now|just now|last night|24 hours|i dag|i nat|i natt|nu|nå|lige nu|akkurat nå|just nu|idag|24 timer"
    r"|24 timmar)\b",
    re.IGNORECASE,
)
_WEEKS: Final = re.compile(
    r"\b((?:[1-9]|1[0-4]) (?:days|dage|dager|dagar)|[12] (?:weeks?|uger?|uker?|veckor|vecka)|(?:this|past|last) week"
    r"|(?:denne|seneste|sidste|siste) (?:uge|uke|uken|ugen)|(?:den här|senaste) veckan)\b",
    re.IGNORECASE,
)
_OF_PACK: Final = re.compile(r"^(?:(?P<day>today|now|24 hours)|(?:[1-9]|1[0-4]) days|[12] weeks?|3 or 7 days)$")


def recall_of(questionnaire: Questionnaire) -> Recall | None:
    """`day`: about today or now; `weeks`: about one or two weeks; null where pausing changes nothing.

    The packs that fit are asked first, as they say what the instrument's authors meant. The shortest time counts:
    answers about today may not be mixed with tomorrow's for the sake of a question about the week.
    """
    of_packs = {found for binding in bindings(questionnaire) if (found := _of_pack(binding.pack.recall)) is not None}
    return _shortest(of_packs) or _shortest(_of_texts(questionnaire))


def _of_pack(recall: str) -> Recall | None:
    found = _OF_PACK.match(recall)
    if found is None:
        return None
    return "day" if found["day"] else "weeks"


def _of_texts(questionnaire: Questionnaire) -> set[Recall]:
    """By the questions that are answered with a value: words written freely may be about anything."""
    texts = [text for each in questionnaire.questions if each.options or each.maximum for text in each.texts.values()]
    found: set[Recall] = {"day"} if any(_A_DAY.search(text) for text in texts) else set()
    return found | ({"weeks"} if any(_WEEKS.search(text) for text in texts) else set())


def _shortest(found: set[Recall]) -> Recall | None:
    return "day" if "day" in found else "weeks" if found else None
