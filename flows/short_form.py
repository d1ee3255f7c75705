"""The short form: fewer questions in place of what is left of the core, for who would otherwise not answer at all."""

from typing import Final, Literal

from flows.asking import carry, put_next
from flows.doors import begin, say_standing
from flows.events import Place, Received
from flows.replies import nearly_short, read_short, read_start, understand
from flows.replies.reply import Asked, Reply, Value
from flows.restarting import begin_again
from flows.script import askable, dealt_with
from flows.telling import Telling

Wish = Literal["wanted", "unsure", "denied"]
_YES_NO: Final = Asked(type="boolean")
# Where the questions are still ahead, or interrupted; what is over, or held for staff, is not shortened.
_BEFORE_THE_END: Final = frozenset({"invited", "identifying", "consenting", "asking"})
_INTERRUPTED: Final = frozenset({"paused", "handed_over", "partial", "expired"})


def may_shorten(telling: Telling) -> bool:
    """Whether the wave has a short form that this conversation could still go over to."""
    talk = telling.conversation
    if not telling.script.short or talk.part != "core" or talk.core_done or talk.held:
        return False
    return telling.state in _BEFORE_THE_END | _INTERRUPTED


def offer(telling: Telling) -> bool:
    """Say that the short form will do; False where there is none, or nothing of it left to ask."""
    if telling.state not in ("invited", "identifying", "asking") or not may_shorten(telling):
        return False
    left = len(_left(telling))
    if not left:
        return False
    if telling.state == "asking":
        # Without buttons: those of the question before stay the live ones.
        telling.say("short-offer", {"count": left}, buttons="typed")
    else:
        telling.say("reminder-short", {"count": left}, buttons="start-short")
    telling.change(short="offered", doubt=None)
    return True


def wish(telling: Telling, event: Received, reply: Reply | None) -> Wish | None:
    """What the patient says about the short form; null where they speak of something else.

    The word alone does it wherever the question before them does not take it as its answer; after the offer it does
    in any case, and what comes near it is asked back.
    """
    talk = telling.conversation
    if event.edited or not may_shorten(telling) or (telling.state in _INTERRUPTED and not event.window_open):
        return None
    # while what was said since waits to leave, the offer is still what they have before them
    offered = talk.short in ("doubted", "aside") if event.unsaid else talk.short == "offered"
    if event.choice is not None:
        return "wanted" if offered and event.choice == 1 and telling.state in ("invited", "identifying") else None
    if talk.short == "doubted" and not event.unsaid:
        settled = _settled(telling, event)
        if settled is not None:
            return settled
        telling.change(short="offered")
        offered = True
    answers = telling.left_off == "asking" and reply is not None and reply.kind in ("answer", "confirm")
    if read_short(event.text, talk.language):
        return "wanted" if offered or not answers else None
    if not offered or telling.state in _INTERRUPTED:
        return None
    free = answers and _is_text(telling)
    if nearly_short(event.text, talk.language) and (free or not answers):
        return "unsure"
    # The offer was the last thing said: a bare yes or no is as likely about it as about the question before it.
    is_bare = (answers and _yes_or_no(telling, event) is not None) or read_start(event.text, talk.language)
    return "unsure" if telling.state == "asking" and is_bare else None


def follow(telling: Telling, wanted: Wish) -> str:
    """Do what the patient says about the short form; the outcome's code."""
    if wanted == "unsure":
        telling.say_idly("short-confirm", buttons="typed")
        telling.change(short="doubted")
        return "short-unsure"
    telling.change(short="")
    if wanted == "denied":
        say_standing(telling, "resume")
        return "short-denied"
    _take(telling)
    return "short"


def _take(telling: Telling) -> None:
    """What was answered already stays, also where the short form asks the same in a questionnaire of its own."""
    if telling.state in _INTERRUPTED:
        telling.come_back()
    begin_again(telling)
    telling.change(part="short", misses=0, doubt=None)
    while (carried := _carried(telling)) is not None:
        place, value = carried
        carry(telling, place, value)
    if telling.state == "invited":
        begin(telling)
    elif telling.state == "asking":
        put_next(telling, "short-taken", {"count": len(_left(telling))})
    else:
        say_standing(telling, "resume")


def _left(telling: Telling) -> list[Place]:
    """What the short form would still ask."""
    talk = telling.conversation
    return [
        place
        for place, question in askable(telling.script, talk, "short", telling.moment)
        if question.type != "display" and place not in talk.given and not dealt_with(telling.script, talk, place)
    ]


def _carried(telling: Telling) -> tuple[Place, Value | None] | None:
    """The next question of the short form that was answered in the core, and how; null where there is none left."""
    talk = telling.conversation
    for place, _ in askable(telling.script, talk, "short", telling.moment):
        if place not in talk.given:
            for other in dealt_with(telling.script, talk, place):
                return place, talk.given[other]
    return None


def _settled(telling: Telling, event: Received) -> Wish | None:
    language = telling.conversation.language
    said = _yes_or_no(telling, event)
    if said is not None:
        return "wanted" if said else "denied"
    if any(sign.isdigit() for sign in event.text):
        return None
    return "wanted" if read_short(event.text, language) or read_start(event.text, language) else None


def _yes_or_no(telling: Telling, event: Received) -> bool | None:
    """In words: a digit is the number of an option."""
    said = understand(_YES_NO, event.text, telling.conversation.language)
    if said.kind != "answer" or any(sign.isdigit() for sign in event.text):
        return None
    return said.value is True


def _is_text(telling: Telling) -> bool:
    place = telling.conversation.place
    return place is not None and telling.script.question(place).type == "text"
