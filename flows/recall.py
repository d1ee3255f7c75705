"""Which answers are too old to be gone on with: those about today by the next day, those about weeks after two days."""

from datetime import date, datetime, timedelta
from typing import Final

from flows.moment import Moment
from flows.script import Conversation, Script, askable

# A pause this long, and answers about the past week or two are about other days than the ones that follow.
LONGEST_PAUSE: Final = timedelta(hours=48)


def outdated(script: Script, conversation: Conversation, now: datetime, today: date) -> str | None:
    """The url of the questionnaire under way, where what was answered of it may not be mixed with what comes now.

    `today` is the patient's. One that is answered as a whole stays as it is.
    """
    since, place = conversation.answered_at, conversation.place
    if since is None or place is None or conversation.answered_on is None:
        return None
    recall = script.recall.get(place.questionnaire)
    if recall is None or (now - since < LONGEST_PAUSE if recall == "weeks" else today <= conversation.answered_on):
        return None
    given = [value for at, value in conversation.given.items() if at.questionnaire == place.questionnaire]
    if all(value is None for value in given):
        return None
    asked = [
        at
        for at, _ in askable(script, conversation, conversation.part, Moment(now, today))
        if at.questionnaire == place.questionnaire
    ]
    return None if all(at in conversation.given for at in asked) else place.questionnaire
