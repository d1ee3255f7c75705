"""Questions: which comes next, what the reply to one does, and the ladder of three when it is not understood."""

from typing import Final, Literal

from flows.events import Completed, PartlyAnswered, Place, Raised, Received, Stored
from flows.limits import Refusal
from flows.long_lists import MOST_SHOWN, asks_for_more, fitting, more_word, pages, shown
from flows.misses import FIRST_WORDS, examples, first_words, may_skip, second_refusal, second_words
from flows.objections import refusal_of, warned, warning_of
from flows.occurrences import written
from flows.questionnaire import Question
from flows.replies import read_start, understand
from flows.replies.reply import Asked, Reply, Value
from flows.restarting import begin_again, is_of_an_old_list, leave_behind
from flows.script import Doubt, dealt_with, gone
from flows.telling import NO_ARGS, Args, Telling

_YES_NO: Final = Asked(type="boolean")


def put_next(telling: Telling, lead: str | None = None, args: Args = NO_ARGS) -> None:
    """Put the first question not yet dealt with, or finish the part where none is left."""
    lost = set_aside(telling)
    if telling.again:
        telling.again = False
        lead, args = "asked-again", NO_ARGS
    for place, _ in telling.questions():
        if place not in telling.conversation.given:
            if place in lost and lead is None:
                lead = "choices-changed"
            put(telling, place, lead, args)
            return
    _finish_part(telling)


def set_aside(telling: Telling) -> set[Place]:
    """Answers by an option that other answers have taken away: kept as history, and not counted any more."""
    lost: set[Place] = set()
    while found := gone(telling.script, telling.conversation, telling.conversation.part, telling.moment):
        for place in found:
            version = telling.script.questionnaire(place.questionnaire).version
            telling.add(Stored(place, version, None, "", "option-gone", "none", amends=True))
        talk, lost = telling.conversation, lost | set(found)
        telling.change(
            given={place: value for place, value in talk.given.items() if place not in lost},
            outdated=tuple(dict.fromkeys((*talk.outdated, *found))),
        )
    return lost


def put(telling: Telling, place: Place, lead: str | None = None, args: Args = NO_ARGS) -> None:
    """Put one question before the patient."""
    talk = telling.conversation
    if talk.place != place and telling.unseen:
        # The one that gives way was never seen: what crosses next is still about the one before it
        telling.change(place=place, doubt=None, misses=0, short="")
    elif talk.place != place:
        telling.change(place=place, before=talk.place, offered_before=talk.offered, doubt=None, misses=0, short="")
    else:
        telling.change(doubt=None, misses=0)
    telling.say(lead, args, question=True)


def hear(telling: Telling, event: Received, reply: Reply | None) -> str:
    """The patient's reply while a question is before them; the outcome's code. `reply` null for a button."""
    question = _current(telling)
    if event.unsaid and not event.unseen:
        telling.change(doubt=None)  # the patient does not know of it, nor of what it warns of
    if event.choice is not None:
        return _hear_button(telling, question, event, event.choice)
    if event.unseen:
        return _hear_crossing(telling, event)
    if question.type == "display":
        telling.change(given={**telling.conversation.given, _place(telling): None})
        put_next(telling)
        return "continued"
    assert reply is not None, "words come with their reading"
    if question.is_long_list and asks_for_more(question, event.text, telling.conversation.language):
        return turn_page(telling, 1)
    if telling.conversation.doubt is not None:
        return _hear_in_doubt(telling, event, question, reply)
    return _take(telling, event, question, reply)


def keep(telling: Telling, value: Value | None, *, raw: str, how: str, comment: str | None = None) -> None:
    """Store an answer (null: passed over) for the current question; an earlier one stays behind it."""
    place = _place(telling)
    if is_of_an_old_list(telling, place):
        leave_behind(telling, place, value, raw=raw, comment=comment)
        return
    begin_again(telling, besides=place)
    confidence: Literal["read", "confirmed", "none"] = "confirmed" if how.startswith("confirmed") else "read"
    version = telling.script.questionnaire(place.questionnaire).version
    amends = _has_answer(telling, place)
    telling.add(Stored(place, version, value, raw, how, "none" if value is None else confidence, comment, amends))
    talk = telling.conversation
    telling.change(
        given={**talk.given, place: value},
        doubt=None,
        misses=0,
        idle=talk.idle if value is None or amends else 0,
        answered_at=talk.answered_at if value is None else telling.now,
        answered_on=talk.answered_on if value is None else telling.today,
    )
    if amends and telling.conversation.part == "short":
        for other in dealt_with(telling.script, telling.conversation, place):
            carry(telling, other, value)  # else the clinic would be told both


def _has_answer(telling: Telling, place: Place) -> bool:
    """Whether another answer stands behind the one that comes now."""
    return place in telling.conversation.given or place in telling.conversation.outdated


def carry(telling: Telling, place: Place, value: Value | None) -> None:
    """Store what was answered in another questionnaire of the wave as the answer to the same question here."""
    given = telling.conversation.given
    version = telling.script.questionnaire(place.questionnaire).version
    confidence: Literal["read", "none"] = "none" if value is None else "read"
    telling.add(Stored(place, version, value, "", "carried", confidence, amends=_has_answer(telling, place)))
    telling.change(given={**given, place: value})


def pass_over(telling: Telling, raw: str, how: str) -> str:
    """Skip: an answer that stands already is kept, a question that may not be passed is put again."""
    place, question = _place(telling), _current(telling)
    if question.type != "display" and not may_skip(question):
        telling.say_idly("cannot-skip", question=True)
        return "cannot-skip"
    old = is_of_an_old_list(telling, place)
    begin_again(telling)
    if not old and place not in telling.conversation.given:
        keep(telling, None, raw=raw, how=how)
    put_next(telling)
    return how


def read(telling: Telling, event: Received) -> Reply:
    """How the text reads as an answer to the question it is about."""
    place = telling.conversation.before if event.unseen else telling.conversation.place
    assert place is not None, "a question is before the patient"
    question = telling.question(place)
    language = telling.conversation.language
    return understand(question.asked(language, event.today), event.text, language)


def _place(telling: Telling) -> Place:
    place = telling.conversation.place
    assert place is not None, "a question is before the patient"
    return place


def _current(telling: Telling) -> Question:
    return telling.question(_place(telling))


def _take(telling: Telling, event: Received, question: Question, reply: Reply) -> str:
    if question.is_long_list and (reply.kind == "invalid" or reply.how == "letter"):
        return _search(telling, event, question, reply)
    place = _place(telling)
    refusal = refusal_of(telling, place, question, reply)
    if refusal is not None:
        _miss(telling, event, question, reply, refusal)
        return "invalid"
    told = warning_of(telling, place, question, reply)
    if told is not None:
        telling.change(doubt=warned(reply, event.text))
        _ask_back(telling, question, "confirm-told", {"told": told})
        return "confirm"
    if reply.kind == "answer":
        assert reply.value is not None, "an answer has a value"
        keep(telling, reply.value, raw=event.text, how=reply.how, comment=reply.comment)
        put_next(telling)
    elif reply.kind == "confirm":
        assert reply.value is not None, "a reading to confirm has a value"
        telling.change(doubt=Doubt(reply.value, reply.how, event.text, reply.comment))
        _ask_back(telling, question, "confirm")
    else:
        _miss(telling, event, question, reply)
    return reply.kind


def _search(telling: Telling, event: Received, question: Question, reply: Reply) -> str:
    """What fits the beginning of a word in a list too long to show: one to confirm, or a few to choose from."""
    language = telling.conversation.language
    found = fitting(question, event.text, language)
    if not found:
        _miss(telling, event, question, reply, Refusal("search-none", {"word": more_word(question, language)}))
        return "invalid"
    if len(found) == 1:
        code = found[0][1].code
        telling.change(doubt=Doubt((code,) if question.repeats else code, "search", event.text))
        _ask_back(telling, question, "confirm")
        return "confirm"
    if len(found) > MOST_SHOWN:
        telling.say_idly("search-narrow")
    else:
        telling.say_idly("search-fits", {"value": shown(question, found, language)})
    return "searched"


def turn_page(telling: Telling, step: Literal[1, -1]) -> str:
    """Another page of a long list. It is no attempt at an answer, and what is new on the list is not idle talk."""
    question, language = _current(telling), telling.conversation.language
    every = pages(question, language)
    page = (telling.conversation.page + step) % len(every)
    if page == 0:
        telling.say_idly(None, question=True)
        return "paged"
    telling.change(page=page, doubt=None)
    say = telling.say if step == 1 else telling.say_idly
    kind = "list-last" if page == len(every) - 1 else "list-page"
    say(kind, {"value": shown(question, every[page], language), "word": more_word(question, language)})
    return "paged"


def _ask_back(telling: Telling, question: Question, kind: str, args: Args = NO_ARGS) -> None:
    doubt = telling.conversation.doubt
    assert doubt is not None, "something is in doubt"
    label = question.label(doubt.value, telling.conversation.language)
    if telling.conversation.short:
        telling.change(short="aside")
    telling.say_idly(kind, {**args, "value": label}, buttons="yes-no")


def _hear_in_doubt(telling: Telling, event: Received, question: Question, reply: Reply) -> str:
    doubt = telling.conversation.doubt
    assert doubt is not None, "something is in doubt"
    language = telling.conversation.language
    yes_no = understand(_YES_NO, event.text, language)
    if yes_no.kind == "acknowledgement" and read_start(event.text, language):
        return _settle_doubt(telling, event, yes=True)
    # "1" is a yes on a list of two, but here it is the number of the question asked before
    if yes_no.kind == "answer" and not any(sign.isdigit() for sign in event.text):
        return _settle_doubt(telling, event, yes=yes_no.value is True)
    # A new number that cannot be is a new attempt, not an answer to "do you mean …".
    if reply.kind == "invalid" and reply.reason not in FIRST_WORDS:
        telling.change(misses=telling.conversation.misses + 1)
        if telling.conversation.misses < 3:
            _ask_back(telling, question, "confirm-again")
            return "confirm"
        telling.change(doubt=None, misses=2)
    return _take(telling, event, question, reply)


def _settle_doubt(telling: Telling, event: Received, *, yes: bool) -> str:
    doubt = telling.conversation.doubt
    assert doubt is not None, "something is in doubt"
    if not yes:
        telling.change(doubt=None)
        telling.say_idly(None, question=True)
        return "denied"
    raw = f"{doubt.raw}\n{event.text}"
    keep(telling, doubt.value, raw=raw, how=f"confirmed-{doubt.how}", comment=doubt.comment)
    put_next(telling)
    return "confirmed"


def _hear_button(telling: Telling, question: Question, event: Received, choice: int) -> str:
    if telling.conversation.doubt is not None:
        label = "yes" if choice == 0 else "no"
        return _settle_doubt(telling, event._replace(text=label), yes=choice == 0)
    if question.type == "display":
        telling.change(given={**telling.conversation.given, _place(telling): None})
        put_next(telling)
        return "continued"
    value = _button_value(question.asked(telling.conversation.language, event.today), choice)
    if value is None:
        telling.say_idly("stale-button", question=True)
        return "stale"
    label = question.label(value, telling.conversation.language)
    return _take(telling, event._replace(text=label), question, Reply("answer", value, "button"))


def _button_value(asked: Asked, choice: int) -> Value | None:
    if asked.type == "choice" and choice < len(asked.options):
        code = asked.options[choice].code
        return (code,) if asked.repeats else code
    if asked.type == "boolean" and choice < 2:
        return choice == 0
    if asked.type == "integer" and asked.minimum is not None and asked.maximum is not None:
        value = int(asked.minimum) + choice
        return value if value <= asked.maximum else None
    return None


def _hear_crossing(telling: Telling, event: Received) -> str:
    """A reply that crossed our next question on its way: it is about the question before."""
    place = telling.conversation.before
    if place is None:
        return "early"
    question = telling.question(place)
    if question.type == "display":
        return "crossed"
    reply = read(telling, event)
    if refusal_of(telling, place, question, reply) is not None:
        return "crossed"
    told = warning_of(telling, place, question, reply)
    if reply.kind == "answer" and telling.conversation.given.get(place) == reply.value:
        return "duplicate"
    if reply.kind == "answer" and told is None:
        assert reply.value is not None, "an answer has a value"
        after = telling.conversation.place
        telling.change(place=place)
        keep(telling, reply.value, raw=event.text, how=reply.how, comment=reply.comment)
        telling.change(place=after, before=place)
        put_next(telling, "amended", {"value": question.label(reply.value, telling.conversation.language)})
        return "amended"
    if reply.kind in ("answer", "confirm"):
        assert reply.value is not None, "a reading to confirm has a value"
        doubt = Doubt(reply.value, reply.how, event.text, reply.comment) if told is None else warned(reply, event.text)
        telling.change(place=place, before=None, offered=telling.conversation.offered_before, doubt=doubt)
        _ask_back(telling, question, *(("confirm",) if told is None else ("confirm-told", {"told": told})))
        return "confirm"
    return "crossed"


def _miss(telling: Telling, event: Received, question: Question, reply: Reply, refusal: Refusal | None = None) -> None:
    misses = telling.conversation.misses + 1
    telling.change(misses=misses, doubt=None)
    if refusal is not None and misses < 3:
        kind = refusal.kind if misses == 1 else second_refusal(question, refusal)
        telling.say_idly(kind, refusal.args, question=refusal.again)
    elif misses == 1:
        kind, args = first_words(telling, event, question, reply)
        telling.say_idly(kind, args)
    elif misses == 2:
        telling.say_idly(second_words(telling, event, question), examples(telling, event, question))
    elif may_skip(question):
        if _place(telling) not in telling.conversation.given:  # an answer that was to be corrected stands
            keep(telling, None, raw=event.text, how="not-understood")
        telling.add(Raised("not_understood", {"linkId": written(question.link_id)}))
        put_next(telling, "moved-on")
    else:
        telling.hand_over("not_understood", linkId=written(question.link_id))


def _finish_part(telling: Telling) -> None:
    talk = telling.conversation
    if talk.part == "optional":
        telling.change(place=None, before=None)
        telling.move("complete")
        telling.add(Completed("optional"))
        telling.say("done-more")
        return
    _finish_core(telling)


def _finish_core(telling: Telling) -> None:
    talk = telling.conversation
    answered = any(value is not None for value in talk.given.values())
    amending = talk.returns_to == "completed"
    telling.change(place=None, before=None, core_done=answered, returns_to=None)
    if not answered:
        telling.move("close_partial")
        telling.add(PartlyAnswered())
        telling.say("done")
        return
    telling.add(Completed("short" if talk.part == "short" else "core"))
    # Who took the short form has said how much they want to answer.
    more = 0 if amending or talk.part == "short" else len(offered(telling))
    telling.move("offer" if more else "complete")
    if more:
        telling.say("offer-more", {"count": more}, buttons="yes-no")
    else:
        telling.say("done")


def offered(telling: Telling) -> list[Place]:
    return [place for place, question in telling.questions("optional") if question.type != "display"]
