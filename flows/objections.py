"""What speaks against keeping an answer: the limits of its question, and the constraints of its form."""

from flows.constraints import broken
from flows.events import Place
from flows.items import Constraint
from flows.limits import Refusal
from flows.questionnaire import Question
from flows.replies.reply import Reply, Value
from flows.script import Doubt, answers
from flows.telling import Telling

_WARNED = "warned-"


def refusal_of(telling: Telling, place: Place, question: Question, reply: Reply) -> Refusal | None:
    """Why a reading that could be kept, or asked back, may still not stand: too long, too many choices, …"""
    if reply.kind not in ("answer", "confirm") or reply.value is None:
        return None
    language = telling.conversation.language
    refusal = question.refusal(reply.value, language)
    if refusal is not None:
        return refusal
    found = _broken(telling, place, reply.value)
    return found.refusal(language, question.own_language) if found is not None and found.severity == "error" else None


def warning_of(telling: Telling, place: Place, question: Question, reply: Reply) -> str | None:
    """The form's own words of an answer that can be, but seldom is; null too where they have been said already."""
    doubt = telling.conversation.doubt
    if reply.kind != "answer" or reply.value is None:
        return None
    if doubt is not None and doubt.how.startswith(_WARNED) and doubt.value == reply.value:
        return None
    found = _broken(telling, place, reply.value)
    return None if found is None else found.words(telling.conversation.language, question.own_language)


def warned(reply: Reply, raw: str) -> Doubt:
    """What waits for a yes after a warning."""
    assert reply.value is not None, "an answer has a value"
    return Doubt(reply.value, f"{_WARNED}{reply.how}", raw, reply.comment)


def _broken(telling: Telling, place: Place, value: Value) -> Constraint | None:
    questionnaire = telling.script.questionnaire(place.questionnaire)
    if not questionnaire.constraints:
        return None
    talk = telling.conversation
    # What is about other days is not compared with
    stands = telling.outdated != place.questionnaire
    given = answers(talk, place.questionnaire) if stands else {}
    dealt = {each.spot for each in talk.given if each.questionnaire == place.questionnaire} if stands else set()
    return broken(
        questionnaire,
        {**given, place.spot: value},
        place.spot,
        {*dealt, place.spot},
        telling.moment,
    )
