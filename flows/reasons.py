"""Why a wave is not asked: a fixed code each, with what would change it. The codes are stored and counted."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

FIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "deceased": "Nothing: the patient has died.",
        "erased": "Nothing: the patient's data have been erased.",
        "wrong-person": "Check the number with the patient and enrol again with the right one.",
        "opted-out": "Only the patient can change this, by writing START.",
        "objected": "Lift the objection when the patient wants to take part again: "
        "prosvar patient object REF PATHWAY --lift.",
        "no-consent": "Talk with the patient; a consent given to staff can be recorded.",
        "no-usable-number": "Get a number that takes text messages, or send a Telegram link.",
        "ended": "Record a new event if the patient is in the pathway again.",
        "excluded": "Correct the patient's facts if they are wrong; the rule is in the pathway.",
        "not-included": "Correct the patient's facts if they are wrong; the rule is in the pathway.",
        "fact-missing": "Record the fact that the pathway's inclusion asks for.",
        "questionnaire-missing": "Import the questionnaire and name it in the clinic's file.",
        "licence-missing": "Record the licence of the questionnaire in the clinic's file.",
        "event-missing": "Record the event that the wave counts from.",
        "event-other-detail": "Withdraw the event and record it again if its detail is wrong.",
        "event-closed": "Nothing: what closes the wave had happened before it could be asked.",
        "colour-awaited": "Nothing: it is planned when the asking before it has its colour, or is over.",
        "asked-before": "Nothing: an earlier run through the pathway has asked it.",
        "window-passed": "Nothing for this wave: its window was over before it could be asked.",
        "later-wave-wins": "Nothing: a later wave of the pathway has taken its place.",
        "earlier-wave-open": "Nothing: it is asked when the patient has finished the other questionnaire.",
    }
)
