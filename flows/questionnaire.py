"""A questionnaire, compiled once: what it asks, in which languages, and which questions the answers leave open."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from functools import lru_cache
from typing import Any, NamedTuple

from flows.filling import Filled, fill
from flows.items import Constraint, Item, Option, Question
from flows.moment import Moment, moment_at
from flows.occurrences import asks_one_more, link_id_of
from flows.plan import Plan, one_more
from flows.replies.reply import Value

__all__ = ["Answers", "Filled", "GivenAnswer", "Item", "Option", "Question", "Questionnaire"]

# linkId → value; a question that was skipped has no entry
Answers = Mapping[str, Value]


class GivenAnswer(NamedTuple):
    """One answer as it came: how it reads, the patient's own words, and the answer it stands in for.

    `link_id` with its occurrence where it is not the first. `value` is null for a question passed over. `supersedes`
    are earlier answers to the same question, newest last.
    """

    link_id: str
    value: Value | None
    raw: str = ""
    comment: str | None = None
    answered_at: datetime | None = None
    answered_by: str = "patient"
    supersedes: tuple["GivenAnswer", ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Questionnaire:
    """`questions` are all that could be put to a patient, displays included, in the form's order, each once.

    Where groups repeat, a linkId that is asked for or given may be a spot.
    """

    url: str
    version: str
    name: str
    languages: tuple[str, ...]
    questions: tuple[Question, ...]
    plan: Plan = field(repr=False)
    by_link: Mapping[str, Question] = field(repr=False)
    titles: Mapping[str, str] = field(default_factory=dict)
    constraints: tuple[Constraint, ...] = ()

    def question(self, link_id: str) -> Question:
        """Raises KeyError for a linkId that the form does not ask."""
        found = self.by_link.get(link_id)
        return self._occurring(link_id) if found is None else found

    def _occurring(self, spot: str) -> Question:
        link_id = link_id_of(spot)
        return (
            one_more(self.item(link_id), spot) if asks_one_more(spot) else replace(self.by_link[link_id], link_id=spot)
        )

    def askable(self, answers: Answers, moment: Moment | None = None) -> tuple[Question, ...]:
        """Questions and displays that are enabled and not hidden, in order, each with the options it has now."""
        return self.asked_in(self.filled(answers, moment))

    def asked_in(self, filled: Filled) -> tuple[Question, ...]:
        """The same, where the form has been filled already."""
        if len(filled.enabled) == len(filled.plan.order) and not filled.options:
            return filled.plan.questions
        enabled = set(filled.enabled)
        open_now = [question for question in filled.plan.questions if question.link_id in enabled]
        if not filled.options:
            return tuple(open_now)
        return tuple([found for question in open_now if (found := standing(question, filled)) is not None])

    def filled(self, answers: Answers, moment: Moment | None = None) -> Filled:
        """`moment`: without it, what the form reckons from the day stays empty."""
        if not self.plan.expressions:
            return fill(self.plan, answers)
        if self.plan.clock == "never":
            moment = None
        elif self.plan.clock == "day" and moment is not None:
            moment = moment_at(datetime.combine(moment.today, time.min))
        return _fill_once(self.plan, tuple(answers.items()), moment)

    def item(self, link_id: str) -> Item:
        """As the form has it, whichever occurrence is asked for."""
        return self.plan.by_link[link_id_of(link_id)][0]

    @property
    def document(self) -> Mapping[str, Any]:
        """The FHIR resource it was loaded from."""
        return self.plan.document


def standing(question: Question, filled: Filled) -> Question | None:
    """With the options that it has now; null where none is left to choose, so that it cannot be asked."""
    if not question.varies:
        return question
    options = filled.options[question.link_id]
    return replace(question, options=options) if options or question.open else None


@lru_cache(maxsize=64)
def _fill_once(plan: Plan, answers: tuple[tuple[str, Value], ...], moment: Moment | None) -> Filled:
    """One turn asks for the same state several times, and FHIRPath costs milliseconds."""
    return fill(plan, dict(answers), moment)
