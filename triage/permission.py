"""Whether a clinic may send a questionnaire: licences recorded, and people there to act on what it may bring up."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from flows.questionnaire import Questionnaire
from triage.scoring import bindings


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a questionnaire may not be sent; `message` says what would change that."""

    code: Literal["licence-missing", "no-staffed-cover"]
    pack: str
    message: str


def objections(questionnaire: Questionnaire, licences: Collection[str], *, staffed_cover: bool) -> list[Objection]:
    """`licences`: ids of the packs whose licence the clinic has recorded."""
    found = []
    for binding in bindings(questionnaire):
        pack = binding.pack
        if pack.licence.state == "recorded" and pack.id not in licences:
            message = f"{pack.title} needs a licence of {pack.licence.holder}: record it under licences as {pack.id}"
            found.append(Objection("licence-missing", pack.id, message))
        if pack.needs_staffed_cover and not staffed_cover:
            message = f"{pack.title} asks about danger: it needs staffed cover. A form without that item may do instead"
            found.append(Objection("no-staffed-cover", pack.id, message))
    return found
