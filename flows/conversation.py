"""`advance`: what one event makes of a conversation. Pure: the clock is an argument, what follows is returned."""

from datetime import datetime

from flows.asking import hear, read
from flows.commands import obey
from flows.doors import close, hear_consent, hear_identity, hear_invited, hear_offer, invite, resume, say_standing
from flows.events import CallBegun, CloseDue, ContactDue, Event, Raised, Received, StaffResumed, WaveRestored
from flows.machine import OPEN
from flows.replies import read_command, read_start
from flows.replies.reply import Reply
from flows.say import Say
from flows.script import INTERRUPTED, Conversation, Script, Turn, waits_in
from flows.short_form import follow, offer, wish
from flows.telling import Telling

# Commands that mean the same whichever question they were written under.
_ABOUT_NO_QUESTION = ("stop", "start", "call", "wrong-person", "help", "later")


def advance(conversation: Conversation, script: Script, event: Event, now: datetime) -> Turn:
    """One event, one turn: at most one message to the patient, and everything else that follows from the event."""
    today = event.today if isinstance(event, Received) else None
    unseen = isinstance(event, Received | ContactDue) and event.unseen
    telling = Telling(conversation, script, now, contact=today is None, today=today, unseen=unseen)
    if isinstance(event, Received):
        return telling.end(_receive(telling, event))
    if isinstance(event, ContactDue):
        return telling.end(_contact(telling, event))
    if isinstance(event, StaffResumed):
        return telling.end(_staff_resume(telling))
    if isinstance(event, CallBegun):
        return telling.end(_call(telling))
    if isinstance(event, WaveRestored):
        return telling.end(_restore(telling, event))
    assert isinstance(event, CloseDue), "there is no other event"
    return telling.end(close(telling) if telling.state in OPEN else "closed-already")


def _receive(telling: Telling, event: Received) -> str:
    reply = _read(telling, event)
    if reply is not None and reply.alarm is not None:
        return _alarm(telling, event, reply)
    return _respond(telling, event, reply)


def _respond(telling: Telling, event: Received, reply: Reply | None) -> str:
    """Everything but safety words, which were looked for first."""
    state = telling.state
    if event.stale:
        return _put_again(telling, "stale-button", "stale")
    if reply is not None and _commands(event, reply) and state != "wrong_person":
        return obey(telling, reply, event)
    if state in ("opted_out", "wrong_person"):
        return "unheard"
    wanted = wish(telling, event, reply)
    if wanted is not None:
        return follow(telling, wanted)
    if reply is not None and reply.kind in ("acknowledgement", "auto-reply") and not _means_yes(telling, event, reply):
        return reply.kind
    if telling.conversation.held or state in ("scheduled", "completed"):
        return _nothing_open(telling, event)
    if event.edited or (event.lost and state == "asking"):
        return _put_again(telling, None, "edited" if event.edited else "put-again")
    if state in INTERRUPTED:
        return _reopen(telling, event, reply)
    return _hear(telling, event, reply)


def _hear(telling: Telling, event: Received, reply: Reply | None) -> str:
    if telling.state == "invited":
        return hear_invited(telling, event)
    if event.unseen and telling.state != "asking":
        return "early"
    match telling.state:
        case "identifying":
            return hear_identity(telling, event)
        case "consenting":
            if event.lost:  # nobody agrees to what was never said to them
                return _put_again(telling, None, "put-again")
            return hear_consent(telling, event)
        case "offering":
            return hear_offer(telling, event)
    return hear(telling, event, reply)


def _read(telling: Telling, event: Received) -> Reply | None:
    """How the words read where they are said; null for a button, which has none."""
    if event.choice is not None or event.stale:
        return None
    if waits_in(telling.conversation) == "asking" and telling.conversation.place is not None and not event.is_unbound:
        about = telling.conversation.before if event.unseen else telling.conversation.place
        if about is not None and telling.script.question(about).type != "display":
            return read(telling, event)
    return read_command(event.text, telling.conversation.language)


def _commands(event: Received, reply: Reply) -> bool:
    return reply.kind == "command" and (not event.is_unbound or reply.name in _ABOUT_NO_QUESTION)


def _means_yes(telling: Telling, event: Received, reply: Reply) -> bool:
    """ "ok" is thanks in the middle of a questionnaire, and a yes where we asked for one."""
    if reply.kind == "auto-reply":
        return False
    talk = telling.conversation
    if telling.state == "asking" and talk.place is not None:
        return telling.script.question(talk.place).type == "display" or _is_in_doubt(talk, event)
    return telling.state in ("invited", "offering", "consenting") and read_start(event.text, talk.language)


def _is_in_doubt(talk: Conversation, event: Received) -> bool:
    return talk.doubt is not None and not event.unsaid


def _alarm(telling: Telling, event: Received, reply: Reply) -> str:
    """A safety word: the alert first, then the clinic's text; the questionnaire waits until staff have acted.

    What the words say besides is not lost: an answer is kept, and a STOP or a wrong number is obeyed.
    """
    assert reply.alarm is not None, "called for a safety word"
    telling.add(Raised("alert", {"group": reply.alarm}))
    telling.change(alarm=reply.alarm)
    _respond_silently(telling, event, reply)
    talk = telling.conversation
    if telling.state in OPEN and not talk.held:
        telling.change(returns_to=telling.left_off)
        if telling.state != "paused":
            telling.move("pause")
        telling.change(held=True)
    if telling.may_say_safety():
        telling.add(Say("safety", priority=0))
    return "alarm"


def _respond_silently(telling: Telling, event: Received, reply: Reply) -> None:
    """Obey and keep what the words say, but leave our ordinary reply unsaid: one message a turn."""
    obeyed = reply.kind == "command" and reply.name in ("stop", "wrong-person")
    answered = reply.kind == "answer" and telling.state == "asking" and not event.unseen
    if obeyed or answered:
        _respond(telling, event, reply.alarmed(None))
        telling.effects = [effect for effect in telling.effects if not isinstance(effect, Say)]
    elif telling.state == "asking" and telling.conversation.doubt is not None:
        telling.change(doubt=None)


def _put_again(telling: Telling, lead: str | None, outcome: str) -> str:
    """What the state waits for once more, as the patient is at something else."""
    if telling.state == "asking":
        telling.say_idly(lead, question=True)
    elif telling.state in OPEN and telling.state not in ("scheduled", "paused", "handed_over"):
        say_standing(telling, "resume")
    return outcome


def _nothing_open(telling: Telling, event: Received) -> str:
    """Words that no question waits for are kept, shown to staff, and answered at most once a day."""
    if event.text.strip() or event.media:
        telling.add(Raised("message"))
    telling.say_idly("thanks-kept")
    return "nothing-open"


def _reopen(telling: Telling, event: Received, reply: Reply | None) -> str:
    """The patient is back after a pause, a hand-over or the closing: go on where it was interrupted."""
    if not event.window_open:
        return _nothing_open(telling, event)
    answers = reply is not None and reply.kind in ("answer", "confirm")
    if telling.state == "handed_over" and not answers and event.choice is None:
        return "unheard"
    was = telling.state
    if (telling.conversation.returns_to or "invited") != "asking" or answers or event.choice is not None:
        telling.come_back()
        return _hear(telling, event, reply)
    resume(telling, "reopened" if was in ("partial", "expired") else "resume")
    return "reopened"


def _contact(telling: Telling, event: ContactDue) -> str:
    """The schedule's moment: the first message, a reminder, or the question that waits, and nothing else."""
    state = telling.state
    if telling.conversation.held or state not in OPEN or state == "handed_over":
        return "not-wanted"
    if event.short and offer(telling):
        return "contact"
    if state == "scheduled":
        invite(telling, event.wording)
    elif state in ("invited", "identifying"):
        # Our question about the birth year names nobody, so a reminder of it begins with who writes.
        telling.say(event.wording, {"count": len(telling.numbered())}, buttons="start")
    elif state == "paused":
        resume(telling, "resume")
    else:
        say_standing(telling, "resume")
    return "contact"


def _call(telling: Telling) -> str:
    """The patient is on the phone: what waits is put, wherever it was left; what a safety word stopped stays so."""
    state = telling.state
    if telling.conversation.held or (state not in OPEN and state not in INTERRUPTED):
        return "not-wanted"
    telling.change(misses=0, doubt=None)
    if state == "scheduled":
        invite(telling, "invite")
    elif state == "invited":
        telling.say("invite", {"count": len(telling.numbered())}, buttons="start")
    elif state in INTERRUPTED:
        resume(telling, "resume")
    else:
        say_standing(telling, "resume")
    return "called"


def _staff_resume(telling: Telling) -> str:
    if telling.state not in ("paused", "handed_over"):
        return "nothing-to-resume"
    telling.change(held=False, idle=0, idle_since=None, misses=0)
    resume(telling, "resume")
    return "resumed"


def _restore(telling: Telling, event: WaveRestored) -> str:
    """Open again where it was left, for the schedule to go on with; what a safety word stopped stays with staff."""
    if telling.conversation.held or telling.state not in ("partial", "expired"):
        return "nothing-to-restore"
    if not event.due or telling.conversation.returns_to == "scheduled":  # the patient wrote before it was due
        telling.move("plan")
        telling.change(returns_to=None)
    else:
        telling.come_back()
    return "restored"
