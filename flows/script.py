"""One patient's conversation about one wave, as a value: what it follows (Script) and how far it has come."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

import orjson

from flows.events import Effect, Place
from flows.json_text import dumps
from flows.machine import State
from flows.moment import Moment
from flows.plan import Plan
from flows.questionnaire import Question, Questionnaire, standing
from flows.replies.reply import Value

Part = Literal["core", "short", "optional"]
Labels = tuple[tuple[str, str], ...]
Recall = Literal["day", "weeks"]  # what answers are about: today, or the one or two weeks past

# Where the patient's words go on with what was interrupted, given that the wave still takes answers.
INTERRUPTED: Final = ("paused", "handed_over", "partial", "expired")
NOTHING_GIVEN: Final[Mapping[Place, Value | None]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Script:
    """What a wave asks. The core comes first and decides whether the wave counts; the optional part is offered.

    `short`: asked in place of what is left of the core when the patient takes the short form. `recall` by url, of the
    questionnaires whose answers may not be given over several days.
    """

    core: tuple[Questionnaire, ...]
    optional: tuple[Questionnaire, ...] = ()
    short: tuple[Questionnaire, ...] = ()
    identity: bool = True
    consent: bool = False
    recall: Mapping[str, Recall] = field(default_factory=dict)

    def part(self, part: Part) -> tuple[Questionnaire, ...]:
        if part == "core":
            return self.core
        return self.short if part == "short" else self.optional

    def questionnaire(self, url: str) -> Questionnaire:
        for questionnaires in (self.core, self.optional, self.short):
            for questionnaire in questionnaires:
                if questionnaire.url == url:
                    return questionnaire
        raise KeyError(url)

    def question(self, place: Place) -> Question:
        return self.questionnaire(place.questionnaire).question(place.spot)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reading that waits for the patient's yes."""

    value: Value
    how: str
    raw: str
    comment: str | None = None


class Conversation(NamedTuple):
    """`given` is in the order of first answers; a null value is a question passed over.

    `place` is the question before the patient, `before` the one before that: a reply that crosses our next question
    on its way belongs to it. `idle` counts our messages since `idle_since` that brought nothing on, so that two
    machines cannot talk for ever; a first answer, the right year and a yes to taking part begin the count anew.

    A tuple, as a turn makes eight copies of it: see `changed`.
    """

    language: str
    state: State = "scheduled"
    part: Part = "core"
    place: Place | None = None
    before: Place | None = None
    given: Mapping[Place, Value | None] = NOTHING_GIVEN
    # Options that depend on other answers, (code, words) as they were put with `place` and with `before`
    offered: Labels | None = None
    offered_before: Labels | None = None
    doubt: Doubt | None = None
    misses: int = 0
    # The short form was offered last; then "do you want it?" was asked; or what a yes is about once it has left:
    # "do you mean 7?", or the question once more.
    short: Literal["", "offered", "doubted", "aside"] = ""
    page: int = 0  # of a list too long for one message, the page that was shown last
    returns_to: State | None = None
    held: bool = False  # paused by a safety word: only staff let it go on
    # The last answer's moment and the patient's day; places with an answer that does not count any more: given too
    # long ago, or by an option that other answers have taken away.
    answered_at: datetime | None = None
    answered_on: date | None = None
    outdated: tuple[Place, ...] = ()
    identified: bool = False
    consented: bool = False
    core_done: bool = False
    alarm: str | None = None  # the group of safety words last found
    safety_said: int = 0  # safety texts in the 24 hours since `safety_since`
    safety_since: datetime | None = None
    contact_requested: bool = False
    flagged: tuple[str, ...] = ()  # names of what staff have been told is red; the edge sets them
    idle: int = 0
    idle_since: datetime | None = None
    # Message ids, set by the edge that makes them: those that put the current question, in their order, those that put
    # what the patient had seen before it, and the last one that waits for an answer.
    asked: tuple[str, ...] = ()
    asked_before: tuple[str, ...] = ()
    prompt: str | None = None


_FIELDS: Final = Conversation._fields
_NUMBERED: Final = {name: number for number, name in enumerate(_FIELDS)}
_BEGUN: Final = Conversation(language="")  # no language is ""
_BEGINNING: Final[tuple[object, ...]] = tuple(_BEGUN)


def changed(conversation: Conversation, **changes: Any) -> Conversation:
    """A copy with these fields changed. A frozen dataclass of thirty fields takes ten times as long to copy."""
    return changed_by(conversation, changes)


def changed_by(conversation: Conversation, changes: Mapping[str, Any]) -> Conversation:
    """The same for changes that are gathered already. Straight to the tuple, as a turn makes eight copies."""
    fields = list(conversation)
    for name, value in changes.items():
        fields[_NUMBERED[name]] = value
    return tuple.__new__(Conversation, fields)


def waits_in(conversation: Conversation) -> State:
    """The state whose question the patient's words may be about: where it is interrupted, what was."""
    interrupted = conversation.state in INTERRUPTED
    return (conversation.returns_to or conversation.state) if interrupted else conversation.state


class Turn(NamedTuple):
    """What an event made of a conversation. `outcome` is a short code for the inbox and the metrics."""

    conversation: Conversation
    effects: tuple[Effect, ...]
    outcome: str


def answers(conversation: Conversation, url: str) -> dict[str, Value]:
    """Spot → value of what one questionnaire has been answered with so far."""
    return {
        place.spot: value
        for place, value in conversation.given.items()
        if place.questionnaire == url and value is not None
    }


def dealt_with(script: Script, conversation: Conversation, place: Place) -> list[Place]:
    """Where else the very same question was put: the same name, words, choices and limits in another questionnaire."""
    question = script.question(place)
    return [
        other
        for other in conversation.given
        if other.spot == place.spot and other != place and script.question(other) == question
    ]


def forms(script: Script, conversation: Conversation) -> list[tuple[Questionnaire, bool]]:
    """What was asked, and whether it counts: of the core, a short form leaves what has been answered already."""
    counting = script.short if conversation.part == "short" else script.core
    if conversation.part == "short":
        answered = {place.questionnaire for place in conversation.given}
        besides = [each for each in script.core if each.url in answered and each not in counting]
    else:
        besides = list(script.optional if conversation.part == "optional" else ())
    return [(each, True) for each in counting] + [(each, False) for each in besides]


def moment_of(conversation: Conversation) -> Moment | None:
    """When it was last answered: what its answers mean is reckoned from there, whenever they are read."""
    if conversation.answered_at is None or conversation.answered_on is None:
        return None
    return Moment(conversation.answered_at, conversation.answered_on)


def askable(
    script: Script, conversation: Conversation, part: Part, moment: Moment | None
) -> list[tuple[Place, Question]]:
    """The part's questions that the answers so far leave open or answered, in order, with the options of now."""
    found: list[tuple[Place, Question]] = []
    for questionnaire in script.part(part):
        filled = questionnaire.filled(answers(conversation, questionnaire.url), moment)
        asked: Sequence[tuple[Place, Question]] = _placed(questionnaire.url, filled.plan)
        if len(filled.enabled) < len(filled.plan.order):
            enabled = set(filled.enabled)
            asked = [each for each in asked if each[1].link_id in enabled]
        if filled.options:
            now = [(place, standing(question, filled)) for place, question in asked]
            asked = [(place, question) for place, question in now if question is not None]
        found += asked
    return found


def gone(script: Script, conversation: Conversation, part: Part, moment: Moment | None) -> list[Place]:
    """Answered by an option that other answers have taken away since."""
    return [
        Place(questionnaire.url, link_id)
        for questionnaire in script.part(part)
        if questionnaire.plan.varying
        for link_id in questionnaire.filled(answers(conversation, questionnaire.url), moment).gone
    ]


@lru_cache(maxsize=256)
def _placed(url: str, plan: Plan) -> tuple[tuple[Place, Question], ...]:
    return tuple((Place(url, question.link_id), question) for question in plan.questions)


def dump(conversation: Conversation) -> str:
    """As JSON for the session's row: what stands as it begins is left out, but for what earlier versions look for."""
    doubt = conversation.doubt
    row: dict[str, Any] = {}
    for number, value in enumerate(conversation):
        first = _BEGINNING[number]
        if value is not first and value != first:
            row[_FIELDS[number]] = value
    row["place"] = _dump_place(conversation.place)
    row["before"] = _dump_place(conversation.before)
    row["given"] = [[url, spot, _dump_value(value)] for (url, spot), value in conversation.given.items()]
    row["doubt"] = None if doubt is None else [_dump_value(doubt.value), doubt.how, doubt.raw, doubt.comment]
    if conversation.outdated:
        row["outdated"] = [_dump_place(place) for place in conversation.outdated]
    row["flagged"] = conversation.flagged
    row["safety_since"] = conversation.safety_since
    row["idle_since"] = conversation.idle_since
    return dumps(row)


def load(text: str) -> Conversation:
    """The inverse of `dump`. What an earlier version of the product did not write yet stands as it begins."""
    row = _read(text)
    doubt = row["doubt"]
    row["place"] = _load_place(row["place"])
    row["before"] = _load_place(row["before"])
    row["given"] = {_place(url, spot): _load_value(value) for url, spot, value in row["given"]}
    for name in ("offered", "offered_before"):
        if row.get(name) is not None:
            row[name] = tuple([(code, label) for code, label in row[name]])
    row["doubt"] = None if doubt is None else Doubt(_known(_load_value(doubt[0])), *doubt[1:])
    row["flagged"] = tuple(row["flagged"])
    for name in ("answered_at", "safety_since", "idle_since"):
        if row.get(name) is not None:
            row[name] = datetime.fromisoformat(row[name])
    if row.get("answered_on") is not None:
        row["answered_on"] = date.fromisoformat(row["answered_on"])
    row["outdated"] = tuple([Place(*place) for place in row.get("outdated", ())])
    row["asked"], row["asked_before"] = _load_asked(row), _load_copies(row.get("asked_before"))
    return changed_by(_BEGUN, row)


def _load_asked(row: Mapping[str, Any]) -> tuple[str, ...]:
    """An earlier version kept the first copy of a question alone, and the last one as what waits for an answer."""
    asked, prompt = row.get("asked"), row.get("prompt")
    if isinstance(asked, str) and row["place"] is not None and row["doubt"] is None and prompt not in (None, asked):
        return asked, prompt
    return _load_copies(asked)


def _load_copies(asked: str | list[str] | None) -> tuple[str, ...]:
    return (asked,) if isinstance(asked, str) else tuple(asked or ())


def _read(text: str) -> dict[str, Any]:
    """Thrice as quick as `json`, which is left what it alone reads: half of a surrogate pair, and integers past 64 bits

    (which would come as floats, and no value is one).
    """
    try:
        row: dict[str, Any] = orjson.loads(text)
    except orjson.JSONDecodeError:
        row = json.loads(text)
    kinds = {type(value) for _, _, value in row["given"]}
    if row["doubt"] is not None:
        kinds.add(type(row["doubt"][0]))
    return json.loads(text) if float in kinds else row


def _dump_place(place: Place | None) -> list[str] | None:
    return None if place is None else [place.questionnaire, place.spot]


def _load_place(row: list[str] | None) -> Place | None:
    return None if row is None else _place(row[0], row[1])


def _place(url: str, spot: str) -> Place:
    """Straight to the tuple: every answer so far has one in each turn."""
    return tuple.__new__(Place, (url, spot))


def _dump_value(value: Value | None) -> Any:
    return {"decimal": str(value)} if type(value) is Decimal else value


def _load_value(row: Any) -> Value | None:
    kind = type(row)
    if kind is dict:
        return Decimal(row["decimal"])
    if kind is list:
        return tuple(row)
    value: Value | None = row
    return value


def _known(value: Value | None) -> Value:
    assert value is not None, "a doubt is about a value"
    return value
