"""What is simulated: a pathway's waves with their lengths, or the waves that the assumptions count; and schedules."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from bot.field_faults import in_words
from bot.simulating import Length, WaveShape
from bot.simulation_assumptions import AssumptionsFile
from bot.yaml_file import Fault, Place, YamlFile, YamlFileError, read_yaml
from flows.fhir import load_questionnaire
from flows.hours import ContactHours
from flows.pathway import Pathway, WavePlan
from flows.questionnaire import Questionnaire
from flows.schedule import Schedule
from flows.spans import Span, parse_span

Written = TypeVar("Written", bound=BaseModel)

LIBRARY: Final = "library:"
SHIPPED: Final = "shipped"
ONE_INVITATION: Final = "one-invitation"
_SHIPPED_WITH: Final = "library:chronic-pain"
# How long a wave takes answers where no pathway says so.
USUAL_WINDOW: Final = parse_span("P1M")


class SubjectError(YamlFileError):
    """A pathway or schedule to simulate cannot be read; each line of the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Subject:
    """`schedule`: the pathway's own, null where the assumptions' waves are simulated."""

    name: str
    waves: tuple[WaveShape, ...]
    hours: ContactHours
    zone: ZoneInfo
    schedule: Schedule | None = None


def counted_waves(assumptions: AssumptionsFile) -> Subject:
    """The waves of the assumptions' own table, each as heavy as the patients it was sent to."""
    lengths = Length(typical=_count(assumptions, "questions")), Length(typical=_count(assumptions, "short_questions"))
    waves = tuple(WaveShape(w.key, w.title, *lengths, weight=w.sent) for w in assumptions.levels.waves)
    return Subject("counted waves", waves, assumptions.place.hours(), assumptions.place.time_zone())


def pathway_subject(
    pathway: Pathway,
    questionnaires: Mapping[str, Questionnaire],
    assumptions: AssumptionsFile,
    *,
    hours: ContactHours | None = None,
    zone: ZoneInfo | None = None,
) -> Subject:
    """`questionnaires` by url. A wave's length is its core's; conditions are not looked at, so it is the longest."""
    waves = tuple(_shape(pathway.id, wave, questionnaires, assumptions) for wave in pathway.waves)
    place = assumptions.place
    return Subject(pathway.id, waves, hours or place.hours(), zone or place.time_zone(), pathway.schedule)


def _shape(
    pathway_id: str, wave: WavePlan, questionnaires: Mapping[str, Questionnaire], assumptions: AssumptionsFile
) -> WaveShape:
    length = _length(wave.core, questionnaires, _count(assumptions, "questions"))
    short = _length(wave.short, questionnaires, _count(assumptions, "short_questions")) if wave.short else None
    return WaveShape(f"{pathway_id}.{wave.key}", wave.title, length, short, _open_for(wave))


def _length(urls: tuple[str, ...], questionnaires: Mapping[str, Questionnaire], unknown: int) -> Length:
    easy = typical = free_text = 0
    for url in urls:
        questionnaire = questionnaires.get(url.partition("|")[0])
        if questionnaire is None:
            typical += unknown
            continue
        types = [question.type for question in questionnaire.questions if question.type != "display"]
        easy += types.count("boolean")
        free_text += types.count("text")
        typical += sum(each not in ("boolean", "text") for each in types)
    return Length(easy, typical, free_text)


def _open_for(wave: WavePlan) -> Span:
    """From the day a wave is first asked to its end: it may be asked before its target day."""
    opens, window = wave.opens, wave.window
    parts = window.months - opens.months, window.days - opens.days, window.seconds - opens.seconds
    return Span(f"{opens.text}/{window.text}", *parts)


def read_pathway(path: Path) -> Pathway:
    """Raises SubjectError."""
    source = _read(path)
    return _checked(Pathway, source.content, source, ())


def library_pathway(name: str) -> Pathway:
    """`library:NAME`. Raises SubjectError that names what there is."""
    home = files("flows.library").joinpath("pathways")
    known = sorted(each.name.removesuffix(".yaml") for each in home.iterdir() if each.name.endswith(".yaml"))
    wanted = name.removeprefix(LIBRARY)
    if wanted not in known:
        raise SubjectError([Fault(name, None, "", f"is not in the library. There: {', '.join(known)}")])
    with as_file(home.joinpath(f"{wanted}.yaml")) as path:
        return read_pathway(path)


def library_questionnaires() -> dict[str, Questionnaire]:
    """The shipped questionnaires by url."""
    home = files("flows.library").joinpath("questionnaires")
    documents = [each.read_text("utf-8") for each in home.iterdir() if each.name.endswith(".json")]
    loaded = [load_questionnaire(json.loads(document)) for document in documents]
    return {each.url: each for each in loaded}


def read_schedule(path: Path) -> Schedule:
    """A schedule by itself, or that of a whole pathway. Raises SubjectError."""
    source = _read(path)
    content = source.content
    if isinstance(content, dict) and "waves" in content:
        return read_pathway(path).schedule
    if isinstance(content, dict) and set(content) == {"schedule"}:
        return _checked(Schedule, content["schedule"], source, ("schedule",))
    return _checked(Schedule, content, source, ())


def shipped_schedule() -> Schedule:
    """The one that the library's pathways share."""
    return library_pathway(_SHIPPED_WITH).schedule


def one_invitation(schedule: Schedule) -> Schedule:
    """The same hours with nothing after the first message."""
    return schedule.model_copy(update={"reminders": (), "phone_after": None})


def _read(path: Path) -> YamlFile:
    try:
        return read_yaml(path)
    except YamlFileError as error:
        raise SubjectError(error.faults) from None


def _checked(model: type[Written], document: Any, source: YamlFile, place: Place) -> Written:
    try:
        return model.model_validate(document)
    except ValidationError as error:
        told = error.errors(include_input=False, include_url=False)
        raise SubjectError([source.fault((*place, *item["loc"]), in_words(item)) for item in told]) from None


def _count(assumptions: AssumptionsFile, name: str) -> int:
    return round(assumptions.figures[name].value)
