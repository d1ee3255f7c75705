"""What can happen to a patient, as pathways count from it. A clinic may add kinds of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

DECEASED: Final = "deceased"  # ends every pathway

# The kinds that mean the same in every clinic, by the name that staff read.
KNOWN_EVENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "referral-accepted": "The referral is accepted",
        "first-visit": "The first visit",
        "treatment-started": "Treatment begins",
        "treatment-ended": "Treatment ends",
        "procedure": "A procedure is done; its kind stands in the detail `procedure`",
        "admission": "The patient is admitted",
        "discharge": "The patient is discharged",
        "transition": "Care moves to another sector, such as from hospital to home",
        "deterioration": "The patient gets worse",
        "relative-concern": "Relatives say that the patient gets worse",
        "status-visit": "A planned visit to take stock",
        "assessed": "A clinician has assessed the patient",
        "pathway-left": "The patient has left the pathway: moved, or cared for elsewhere",
        DECEASED: "The patient has died; ends every pathway",
    }
)
# What an event's detail may say where it is of a known kind; other values are asked about in the quality list.
KNOWN_DETAILS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {"procedure": frozenset({"rf", "scs", "block", "infusion", "surgery"})}
)


@dataclass(frozen=True, slots=True)
class PathwayEvent:
    """Something that happened to the patient, by the day it happened on.

    `detail`: codes such as {"procedure": "rf"}. `asked`: keys of the waves that an earlier run through the pathway
    has asked already, where the event was taken over from it.
    """

    kind: str
    on: date
    detail: Mapping[str, str] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
