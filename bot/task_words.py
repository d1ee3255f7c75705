"""What each kind of task means to staff: why it is there, and what to do."""

from collections.abc import Mapping
from typing import Final

_KINDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "alert": ("Alert", "Words that may mean danger, or a red answer.", "Look at it now, and ring if in doubt."),
    "assessment": (
        "Red by a clinician",
        "A clinician's own colour, or both together, have become red.",
        "See to the patient by the time it shows.",
    ),
    "contact": ("Wants a call", "The patient asked to be called.", "Ring the patient."),
    "not_understood": (
        "Not understood",
        "Three replies to one question could not be read.",
        "Ring, and ask the question.",
    ),
    "wrong_number": (
        "Wrong number",
        "The message reached somebody else.",
        "Find the right number and enrol again with it.",
    ),
    "bad_number": ("Bad number", "The number takes no text messages.", "Find a number that does."),
    "undelivered": (
        "Not delivered",
        "A message did not arrive, or nobody can tell whether it did.",
        "Ask the patient whether it came, and check the number.",
    ),
    "identity": (
        "Year of birth",
        "The year of birth was wrong five times.",
        "Check the number and the year with the patient.",
    ),
    "message": ("Message", "The patient wrote outside the questions.", "Read it, and answer if needed."),
    "loop": ("Loop", "Two machines were answering each other.", "Ring the patient."),
    "phone": ("Ring", "Reminders are used up, and the pathway says to ring.", "Ring, and ask the questions."),
    "experiment": (
        "Experiment ended",
        "STOP came so much more often under one of two compared schedules that it was broken off.",
        "Nothing to do for patients: they are back on the pathway’s own. See prosvar experiment status.",
    ),
    "sender": ("Sender", "A sender of messages does not work.", "Tell your IT."),
    "delivery": ("Delivery", "A summary did not reach your own system.", "Tell your IT."),
    "fault": ("Fault", "Prosvar could not go on with one conversation.", "Tell your IT."),
}


def name_of(kind: str) -> str:
    return _KINDS[kind][0] if kind in _KINDS else kind.replace("_", " ").capitalize()


def reason_for(kind: str) -> str:
    """Why such a task is there; "" for a kind without a fixed reason."""
    return _KINDS[kind][1] if kind in _KINDS else ""


def advice_for(kind: str) -> str:
    return _KINDS[kind][2] if kind in _KINDS else ""
