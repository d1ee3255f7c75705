"""What a patient may say in every state: back, correct, skip, later, help, call me, stop, start, wrong number."""

from datetime import timedelta
from typing import Final

from flows.asking import pass_over, put, turn_page
from flows.doors import begin, close, close_offer, invite, resume, say_standing
from flows.events import Completed, OptedIn, OptedOut, PartlyAnswered, Place, PutOff, Raised, Received, WrongPerson
from flows.machine import OPEN
from flows.replies.reply import Reply
from flows.telling import Telling

# "Later" is the next day: the schedule moves the moment into that day's window.
LATER: Final = timedelta(hours=20)


def obey(telling: Telling, reply: Reply, event: Received) -> str:
    """Do what the command asks in the state we are in; the outcome's code."""
    assert reply.name is not None, "a command has a name"
    if telling.state == "opted_out" and reply.name != "start":
        return _obey_unanswered(telling, reply.name)
    match reply.name:
        case "stop":
            _stop(telling)
        case "start":
            _start(telling, event)
        case "wrong-person":
            _wrong_person(telling)
        case "help":
            # Before the birth year nobody has begun, and none of the words for answers would do anything.
            telling.say_idly("help-begin" if telling.left_off in ("invited", "identifying") else "help")
        case "call":
            _call(telling)
        case "later":
            _later(telling)
        case "skip" | "dont-know":
            return _skip(telling, event, "skipped" if reply.name == "skip" else "dont-know")
        case "back":
            _back(telling, event)
        case "correct":
            _correct(telling, event, int(reply.argument or 0))
    return reply.name


def _obey_unanswered(telling: Telling, name: str) -> str:
    """After a STOP nothing is said, but what staff must know is still passed on."""
    if name == "wrong-person":
        telling.add(WrongPerson())
        telling.add(Raised("wrong_number"))
        telling.move("reject")
    elif name == "call":
        telling.add(Raised("contact", {"asked": "command"}))
        telling.change(contact_requested=True)
    return name


def _stop(telling: Telling) -> None:
    telling.add(OptedOut())
    if telling.state in OPEN:
        _tell_what_there_is(telling)
        telling.change(returns_to=telling.left_off)
        telling.move("stop")
    telling.say("stop-done")


def _tell_what_there_is(telling: Telling) -> None:
    """A STOP ends the asking, not the worth of the answers given before it: they go to the clinic now."""
    talk = telling.conversation
    if talk.core_done and talk.part == "optional":
        telling.add(Completed("optional"))
    elif not talk.core_done and any(value is not None for value in talk.given.values()):
        telling.add(PartlyAnswered())


def _start(telling: Telling, event: Received) -> None:
    state = telling.state
    if event.opted_out or state == "opted_out":
        telling.add(OptedIn())
    if state == "opted_out":
        if telling.conversation.held:  # what a safety word stopped, only staff let go on
            telling.move("pause")
            telling.say("started-again")
        elif event.window_open and telling.conversation.returns_to not in (None, "scheduled"):
            resume(telling, "started-again")
        else:
            if telling.conversation.returns_to is not None:
                telling.come_back()
            telling.say("started-again")
        if telling.state in OPEN and not event.window_open:
            close(telling)  # not at the next round: words that came before it would lead to one question more
        return
    if state == "invited":
        begin(telling)
    elif state == "scheduled" and event.due:
        invite(telling, "invite")
    elif telling.conversation.held or state == "scheduled":
        _nothing_to_start(telling, event)
    elif state in ("asking", "identifying", "consenting", "offering"):
        say_standing(telling, "resume")
    elif state in ("paused", "handed_over", "partial", "expired") and event.window_open:
        resume(telling, "resume")
    else:
        _nothing_to_start(telling, event)


def _nothing_to_start(telling: Telling, event: Received) -> None:
    if event.opted_out:
        telling.say("started-again")
    else:
        telling.say_idly("nothing-to-start")


def _wrong_person(telling: Telling) -> None:
    telling.add(WrongPerson())
    telling.add(Raised("wrong_number"))
    telling.move("reject")
    telling.say("wrong-person-done")


def _call(telling: Telling) -> None:
    """The first wish is always answered: whoever asks for a call may be in need, and silence would leave them so."""
    first = not telling.conversation.contact_requested
    telling.add(Raised("contact", {"asked": "command"}))
    telling.change(contact_requested=True)
    kind = "call-promised-go-on" if telling.state == "asking" else "call-promised"
    if first:
        telling.say(kind)
    else:
        telling.say_idly(kind)


def _later(telling: Telling) -> None:
    if telling.state == "offering":
        close_offer(telling)
        return
    if telling.state not in ("invited", "identifying", "consenting", "asking") or telling.conversation.held:
        telling.say_idly("nothing-to-start")
        return
    telling.change(returns_to=telling.state)
    telling.move("pause")
    telling.add(PutOff(telling.now + LATER))
    telling.say("later")


def _skip(telling: Telling, event: Received, how: str) -> str:
    if telling.state == "asking" and event.unseen:
        return "crossed"  # said of the question before, which is dealt with
    if telling.state == "asking":
        return pass_over(telling, event.text, how)
    if telling.state == "offering":
        return close_offer(telling)
    _not_here(telling)
    return "not-here"


def _back(telling: Telling, event: Received) -> None:
    if telling.state == "asking" and telling.conversation.page and not event.unseen:
        turn_page(telling, -1)
        return
    answered = _answered(telling)
    if not _can_return(telling, event):
        _not_here(telling)
        return
    place = telling.conversation.place if telling.state == "asking" else None
    earlier = answered[: answered.index(place)] if place in answered else answered
    if not earlier:
        telling.say_idly("back-at-start", question=True)
        return
    _return_to(telling, earlier[-1])


def _correct(telling: Telling, event: Received, number: int) -> None:
    if not _can_return(telling, event):
        _not_here(telling)
        return
    places = telling.numbered()
    if 1 <= number <= len(places) and places[number - 1] in telling.conversation.given:
        _return_to(telling, places[number - 1])
    else:
        telling.say_idly("correct-unknown", {"number": number}, question=telling.state == "asking")


def _can_return(telling: Telling, event: Received) -> bool:
    """Answers may be corrected while a question stands, at the offer, and after the end while the window is open."""
    if telling.state == "asking":
        return True
    return event.window_open and telling.state in ("offering", "completed") and bool(_answered(telling))


def _answered(telling: Telling) -> list[Place]:
    numbered = telling.numbered()
    return [place for place in telling.conversation.given if place in numbered]


def _return_to(telling: Telling, place: Place) -> None:
    if telling.state == "completed":
        telling.change(returns_to="completed")
    if telling.state != "asking":
        telling.move("ask")
    put(telling, place)


def _not_here(telling: Telling) -> None:
    """Back, correct or skip where no question stands: say again what we wait for, within the cap."""
    if telling.state == "invited":
        telling.say_idly("reminder-1", {"count": len(telling.numbered())}, buttons="start")
    elif telling.state == "identifying":
        telling.say_idly("identity-again", buttons="typed")
    elif telling.state == "consenting":
        telling.say_idly("consent-again", buttons="yes-no")
    else:
        telling.say_idly("nothing-to-start")
