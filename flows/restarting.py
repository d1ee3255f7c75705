"""A questionnaire begun again after too long a pause: what was answered of it stays, and does not count."""

from flows.events import Place, Raised, Stored
from flows.occurrences import asks_one_more
from flows.replies.reply import Value
from flows.telling import Telling


def begin_again(telling: Telling, *, besides: Place | None = None) -> None:
    """The patient is back after too long a pause: what was answered of this questionnaire is about other days.

    It is kept as history, never mixed with what is answered now, and asked again from the start: behind a blank, or
    behind the new answer where the question is answered right now (`besides`).
    """
    url, talk = telling.outdated, telling.conversation
    if url is None:
        return
    telling.outdated = None
    own = {place: value for place, value in talk.given.items() if place.questionnaire == url}
    answered = tuple(place for place, value in own.items() if value is not None)
    version = telling.script.questionnaire(url).version
    for place in (each for each in answered if each != besides):
        telling.add(Stored(place, version, None, "", "outdated", "none", amends=True))
    telling.again = talk.place != first_of(telling, url)
    telling.change(
        given={place: value for place, value in talk.given.items() if place not in own},
        outdated=tuple(dict.fromkeys((*talk.outdated, *answered))),
    )


def first_of(telling: Telling, url: str) -> Place:
    """The first question of a questionnaire as it would be asked from its start."""
    return next(place for place, _ in telling.questions() if place.questionnaire == url)


def is_of_an_old_list(telling: Telling, place: Place) -> bool:
    """Whether it is about one of several things that will be told anew, perhaps in another order."""
    return telling.outdated == place.questionnaire and bool(place.occurrence)


def leave_behind(telling: Telling, place: Place, value: Value | None, *, raw: str, comment: str | None) -> None:
    """Keep such an answer as history from the first. Staff read what it says, as no rule will."""
    talk = telling.conversation
    amends = place in talk.given or place in talk.outdated
    begin_again(telling, besides=place)
    version = telling.script.questionnaire(place.questionnaire).version
    telling.add(Stored(place, version, None, raw, "outdated", "none", comment, amends))
    telling.change(outdated=tuple(dict.fromkeys((*telling.conversation.outdated, place))), doubt=None, misses=0)
    if value is not None and not asks_one_more(place.spot):
        telling.add(Raised("message"))
