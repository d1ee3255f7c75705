"""One turn while it is being told: the conversation as it changes and the effects gathered so far."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from flows.events import Effect, Place, Raised
from flows.machine import OPEN, State, Trigger, move
from flows.moment import Moment
from flows.questionnaire import Question
from flows.recall import outdated
from flows.say import Argument, QuestionRef, Say
from flows.script import Conversation, Labels, Part, Script, Turn, askable, changed_by

Args = Mapping[str, Argument]
Questions = list[tuple[Place, Question]]
NO_ARGS: Final[Args] = MappingProxyType({})
# Our messages in 24 hours that bring nothing on: more than a person needs, few enough that two machines fall silent.
IDLE_LIMIT: Final = 10
IDLE_LIMIT_CLOSED: Final = 1
# A machine that echoes our safety text calls for it again each time; a person has it by then. Staff are told each time.
SAFETY_LIMIT: Final = 3
IDLE_SPAN: Final = timedelta(hours=24)
# The door back into each state that waits for the patient.
DOORS: Final[dict[State, Trigger]] = {
    "scheduled": "plan",
    "invited": "invite",
    "identifying": "identify",
    "consenting": "ask_consent",
    "asking": "ask",
    "offering": "offer",
}


class Telling:
    """Gathers what one event does. `contact` says that the schedule speaks, so hours and priority are a contact's.

    `today` is the patient's day. `outdated`: the questionnaire under way, where it has to begin again; `again`: it has,
    and the patient does not know yet. `unseen`: what we said last has not left us.
    """

    __slots__ = (
        "_asked",
        "again",
        "contact",
        "conversation",
        "effects",
        "moment",
        "now",
        "outdated",
        "script",
        "today",
        "unseen",
    )

    def __init__(
        self,
        conversation: Conversation,
        script: Script,
        now: datetime,
        *,
        contact: bool,
        today: date | None = None,
        unseen: bool = False,
    ) -> None:
        self.conversation = conversation
        self.script = script
        self.now = now
        self.contact = contact
        # What we begin ourselves is within the patient's day; where UTC has another one, the reply still tells.
        self.today = today or now.date()
        self.moment = Moment(now, self.today)
        self.outdated = outdated(script, conversation, now, self.today)
        self.again = False
        self.unseen = unseen
        self.effects: list[Effect] = []
        self._asked: tuple[object, Part, Questions] | None = None

    @property
    def state(self) -> State:
        return self.conversation.state

    def move(self, trigger: Trigger) -> None:
        self.change(state=move(self.conversation.state, trigger))

    def change(self, **changes: Any) -> None:
        self.conversation = changed_by(self.conversation, changes)

    def add(self, effect: Effect) -> None:
        self.effects.append(effect)

    def end(self, outcome: str) -> Turn:
        return Turn(self.conversation, tuple(self.effects), outcome)

    def say(self, kind: str | None, args: Args = NO_ARGS, *, buttons: str = "none", question: bool = False) -> None:
        """One message: `kind` leads, the current question follows where `question` is set."""
        if question:
            # what is asked now is the question: a yes is no longer about the doubt, and its list begins anew
            short = "aside" if self.conversation.short else ""
            self.change(doubt=None, page=0, short=short, offered=self._offered())
        self.add(
            Say(
                kind,
                dict(args) if args else NO_ARGS,
                self.question_ref() if question else None,
                priority=5 if self.contact else 3,
                exempt=not self.contact,
                buttons="question" if question else buttons,
            )
        )

    def say_idly(
        self, kind: str | None, args: Args = NO_ARGS, *, buttons: str = "none", question: bool = False
    ) -> None:
        """A message that brings nothing on; counted, and past the limit staff take over and we fall silent."""
        if self.may_idle():
            self.say(kind, args, buttons=buttons, question=question)
        else:
            self._fall_silent()

    def may_idle(self) -> bool:
        """Whether one more message that brings nothing on may go out today; counts it."""
        since = self.conversation.idle_since
        if since is None or self.now - since >= IDLE_SPAN:
            self.change(idle=0, idle_since=self.now)
        limit = IDLE_LIMIT if self.state in OPEN and not self.conversation.held else IDLE_LIMIT_CLOSED
        if self.conversation.idle >= limit:
            return False
        self.change(idle=self.conversation.idle + 1)
        return True

    def may_say_safety(self) -> bool:
        """Whether the safety text may go out; counts it. It is never the price of an earlier misunderstanding."""
        since = self.conversation.safety_since
        if since is None or self.now - since >= IDLE_SPAN:
            self.change(safety_said=0, safety_since=self.now)
        if self.conversation.safety_said >= SAFETY_LIMIT:
            return False
        self.change(safety_said=self.conversation.safety_said + 1)
        return True

    def _fall_silent(self) -> None:
        if self.state not in OPEN or self.state in ("scheduled", "handed_over") or self.conversation.held:
            return
        self.hand_over("loop")

    def hand_over(self, kind: Any, **detail: str) -> None:
        """Text does not work here: a task for staff, and one last word to the patient."""
        self.change(returns_to=self.left_off)
        self.move("hand_over")
        self.add(Raised(kind, detail))
        self.say("handed-over")

    @property
    def left_off(self) -> State:
        """Where the conversation goes on: the state itself, or what a pause or a hand-over has interrupted."""
        if self.state in ("paused", "handed_over"):
            return self.conversation.returns_to or "invited"
        return self.state

    def come_back(self) -> None:
        """Back to where a pause, a stop, a closing or a hand-over interrupted the conversation."""
        target = self.conversation.returns_to or "invited"
        if target == "scheduled" and self.state in ("partial", "expired"):
            target = "invited"
        if self.state != target:
            self.move(DOORS[target])
        self.change(returns_to=None, held=False)

    def questions(self, part: Part | None = None) -> Questions:
        """Those of a part that the answers leave open or answered; found once for as long as no answer is added."""
        given, part = self.conversation.given, part or self.conversation.part
        if self._asked is None or self._asked[0] is not given or self._asked[1] != part:
            self._asked = (given, part, askable(self.script, self.conversation, part, self.moment))
        return self._asked[2]

    def numbered(self) -> list[Place]:
        """The places that carry a number: displays are shown, not answered."""
        return [place for place, question in self.questions() if question.type != "display"]

    def progress(self) -> tuple[int, int]:
        """(answered or passed, all) of the current part."""
        places = self.numbered()
        return sum(place in self.conversation.given for place in places), len(places)

    def question_ref(self) -> QuestionRef:
        talk = self.conversation
        place = talk.place
        assert place is not None, "a question is put before it is named"
        places = self.numbered()
        number = places.index(place) + 1 if place in places else 0  # 0: a display, without a number
        version = self.script.questionnaire(place.questionnaire).version
        return QuestionRef(place.questionnaire, version, place.spot, number, len(places), talk.offered)

    def question(self, place: Place) -> Question:
        """As it stands before the patient, or stood: with the options that were put."""
        question, talk = self.script.question(place), self.conversation
        offered = talk.offered if place == talk.place else talk.offered_before if place == talk.before else None
        if not question.varies:
            return question
        return dict(self.questions()).get(place, question) if offered is None else question.offering(offered)

    def _offered(self) -> Labels | None:
        talk = self.conversation
        assert talk.place is not None, "a question is put before it is named"
        if not self.script.question(talk.place).varies:
            return None
        now = dict(self.questions()).get(talk.place)
        return () if now is None else now.offered(talk.language)
