"""What stands before the questions and after them: invitation, identity, consent, the offer of more, coming back."""

from flows.asking import offered, put, put_next
from flows.events import Completed, Consented, Identified, IdentityFailed, PartlyAnswered, Raised, Received
from flows.machine import OPEN, move
from flows.replies import read_consent, read_start, read_year
from flows.restarting import first_of
from flows.say import Argument
from flows.script import Conversation, Script, changed
from flows.telling import Telling


def say_standing(telling: Telling, lead: str) -> None:
    """Say again what the state waits for; `lead` opens the message where a question follows."""
    talk = telling.conversation
    # Not while a question waits to leave: nobody could tell which of the two the next words are about.
    if talk.state == "asking" and telling.outdated is not None and not telling.unseen:
        put(telling, first_of(telling, telling.outdated), "asked-again")
    elif talk.state == "asking":
        telling.say(lead, _progress(telling, lead), question=True)
    elif talk.state == "identifying":
        telling.say("identity", buttons="typed")
    elif talk.state == "consenting":
        telling.say("consent", buttons="yes-no")
    elif talk.state == "offering":
        telling.say("offer-more", {"count": len(offered(telling))}, buttons="yes-no")
    elif talk.state == "invited":
        telling.say("reminder-1", {"count": len(telling.numbered())}, buttons="start")


def invite(telling: Telling, wording: str) -> None:
    telling.move("invite")
    telling.say(wording, {"count": len(telling.numbered())}, buttons="start")


def for_another_hand(conversation: Conversation, script: Script) -> Conversation:
    """As it goes on with whoever has the patient's new number: invited, and asked who they are before any question."""
    if not script.identity or not conversation.identified:
        return conversation
    # they have none of the questions so far before them: words that cross the next one are no answer
    unknown = changed(conversation, identified=False, before=None, doubt=None, short="", asked=(), asked_before=())
    if conversation.state in ("consenting", "asking", "offering"):
        return changed(unknown, state=move(move(conversation.state, "pause"), "invite"))
    return changed(unknown, returns_to="invited")


def begin(telling: Telling) -> str:
    """From a yes to the invitation to the first thing that is still missing."""
    talk = telling.conversation
    if telling.script.identity and not talk.identified:
        telling.move("identify")
        telling.say("identity", buttons="typed")
        return "started"
    return _after_identity(telling)


def _after_identity(telling: Telling) -> str:
    if telling.script.consent and not telling.conversation.consented:
        telling.move("ask_consent")
        telling.say("consent", buttons="yes-no")
        return "identified"
    telling.move("ask")
    put_next(telling)
    return "started"


def hear_invited(telling: Telling, event: Received) -> str:
    language = telling.conversation.language
    if event.choice is not None or read_start(event.text, language):
        return begin(telling)
    if read_consent(event.text, language) is False:
        return _decline(telling)
    telling.say_idly("reminder-1", {"count": len(telling.numbered())}, buttons="start")
    return "unclear"


def hear_identity(telling: Telling, event: Received) -> str:
    """The same words for a wrong year, an unknown one and no year at all: nothing can be learnt by trying."""
    if event.tries_left <= 0:
        return "identity-locked"
    if event.choice is not None or read_start(event.text, telling.conversation.language):
        telling.say_idly("identity", buttons="typed")  # the answer to a reminder that said how to begin
        return "started"
    year = read_year(event.text)
    if year is not None and year == event.birth_year:
        telling.add(Identified())
        telling.change(identified=True, idle=0)
        return _after_identity(telling)
    if year is None:
        telling.say_idly("identity-again", buttons="typed")
        return "identity-failed"
    telling.add(IdentityFailed())
    if event.tries_left == 1:
        telling.add(Raised("identity"))
        telling.say("identity-locked")
    else:
        telling.say("identity-again", buttons="typed")
    return "identity-failed"


def hear_consent(telling: Telling, event: Received) -> str:
    agreed = event.choice == 0 if event.choice is not None else read_consent(event.text, telling.conversation.language)
    if agreed is None:
        telling.say_idly("consent-again", buttons="yes-no")
        return "unclear"
    telling.add(Consented(agreed))
    if not agreed:
        return _decline(telling)
    telling.change(consented=True, idle=0)
    telling.move("ask")
    put_next(telling)
    return "consented"


def hear_offer(telling: Telling, event: Received) -> str:
    language = telling.conversation.language
    wants = event.choice == 0 if event.choice is not None else read_consent(event.text, language)
    if wants is None and event.choice is None and read_start(event.text, language):
        wants = True
    if wants is None:
        if telling.conversation.misses:
            return close_offer(telling)
        telling.change(misses=1)
        telling.say_idly("offer-again", buttons="yes-no")
        return "unclear"
    if not wants:
        return close_offer(telling)
    telling.change(part="optional", misses=0)
    telling.move("ask")
    put_next(telling)
    return "more"


def close_offer(telling: Telling) -> str:
    """The core counts already; no more is asked."""
    telling.change(misses=0)
    telling.move("complete")
    telling.say("done")
    return "declined-more"


def _decline(telling: Telling) -> str:
    telling.change(returns_to=telling.state)
    telling.move("decline")
    telling.say("consent-declined")
    return "declined"


def resume(telling: Telling, lead: str) -> None:
    """Back to where it was interrupted; a question that has been answered meanwhile is not asked again."""
    telling.come_back()
    talk = telling.conversation
    if talk.state == "asking" and (talk.place is None or not _still_open(telling)):
        put_next(telling, lead, _progress(telling, lead))
    else:
        say_standing(telling, lead)


def _progress(telling: Telling, lead: str) -> dict[str, Argument]:
    """What "resume" tells: how far the patient had come."""
    done, total = telling.progress()
    return {"done": done, "total": total} if lead == "resume" else {}


def _still_open(telling: Telling) -> bool:
    place = telling.conversation.place
    return any(place == candidate for candidate, _ in telling.questions())


def close(telling: Telling) -> str:
    """The window is over: what counts is complete, what there is goes to the clinic, nothing is said."""
    left_off = telling.left_off
    telling.change(returns_to=left_off)
    if telling.state == "offering" or (telling.conversation.core_done and telling.state in OPEN):
        telling.move("complete")
        if left_off != "offering":  # in the larger part, or correcting the core: what is new is told
            telling.add(Completed(telling.conversation.part))
        return "completed"
    if telling.conversation.outdated or any(value is not None for value in telling.conversation.given.values()):
        telling.move("close_partial")
        telling.add(PartlyAnswered())
        return "partial"
    telling.move("expire")
    return "expired"
