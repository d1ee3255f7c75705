"""A form that somebody brings into the demo: imported as a clinic imports one, with made-up patients to answer it."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection

from bot.cases import open_case
from bot.clinic_applying import apply, needs_licence
from bot.clinic_file import ClinicFile, Licence
from bot.clinic_loading import ClinicSource, canonical
from bot.demo import ACTOR, Demo, DemoForm, enrol_in
from bot.demo_clock import go_to_first_contact
from bot.enrolment_form import EnrolmentForm
from bot.form_file import BroughtForm, FormRefusedError
from bot.publishing import content_hash
from bot.summaries import sum_up_so_far
from bot.synthetic import answerer
from flows.fhir import Issue, load_questionnaire
from flows.pathway import Pathway
from flows.questionnaire import Questionnaire
from store.clinics import questionnaire_rows
from store.database import transaction
from store.episodes import sessions_by_wave
from store.patients import patient_by_id
from triage.scoring import bindings

EVENT: Final = "form-brought"
MOST_FORMS: Final = 100
# nynorsk is answered in bokmål, and whoever speaks none of ours in English, beside the form's own words
_WRITTEN_AS: Final = {"no": "nb", "nn": "nb"}


async def bring(demo: Demo, form: BroughtForm, licence: str) -> DemoForm:
    """Import the form, enrol its patients and invite them; the clock moves on where nobody may be written to yet.

    `licence`: number or date of the agreement by which whoever brings the form may send it; "" for none. Raises
    FormRefusedError.
    """
    check_licence(form.questionnaire, licence)
    async with demo.lock:
        if len(demo.forms) >= MOST_FORMS:
            told = f"the demo holds {MOST_FORMS} forms, and takes no more: start it again"
            raise FormRefusedError((Issue("error", "too-many-forms", None, told),))
        brought = await asyncio.to_thread(_import, demo, form, licence)
        demo.forms.append(brought)
        await go_to_first_contact(demo, [demo.people[ref].patient_id for ref in brought.refs])
    return brought


def check_licence(questionnaire: Questionnaire, licence: str) -> None:
    """Nothing of an instrument that needs a licence is sent without one, in a demo either."""
    if licence or not needs_licence(questionnaire):
        return
    needing = [each.pack for each in bindings(questionnaire) if each.pack.licence.state == "recorded"]
    raise FormRefusedError(
        tuple(
            Issue(
                "error",
                "licence-missing",
                None,
                f"{pack.title} needs a licence of {pack.licence.holder}, and nothing of it is sent before one is "
                "recorded. If you have one, bring the form on the demo's page with its number or date",
            )
            for pack in needing
        )
    )


def _import(demo: Demo, form: BroughtForm, licence: str) -> DemoForm:
    number = len(demo.forms) + 1
    running = demo.running
    with transaction(running.engine) as connection:
        questionnaire = _as_stored(connection, demo.clinic_id, form.questionnaire)
        title = _title(questionnaire)
        pathway = _pathway(number, title, questionnaire)
        file = _clinic_with(demo.clinic, pathway, questionnaire, licence)
        apply(connection, running.keyring, ClinicSource(file, (pathway,), (questionnaire,), {}), demo.clock(), ACTOR)
        people = enrol_in(connection, running, file, list(_answerers(demo, questionnaire, pathway)))
    demo.clinic = file
    demo.people |= people
    own = form.questionnaire.version
    given_version = None if own == questionnaire.version else own
    return DemoForm(title, questionnaire, form.findings, tuple(people), given_version)


def _as_stored(connection: Connection, clinic_id: str, questionnaire: Questionnaire) -> Questionnaire:
    """The form under a version of its own: what was asked by a version never changes, and a trial changes often."""
    known = questionnaire_rows(connection, clinic_id)
    tried, number = questionnaire, 1
    while True:
        old = known.get((tried.url, tried.version))
        if old is None or old["content_hash"] == content_hash(tried.document):
            return tried
        number += 1
        tried = load_questionnaire({**questionnaire.document, "version": f"{questionnaire.version}-try-{number}"})


def _title(questionnaire: Questionnaire) -> str:
    return next(iter(questionnaire.titles.values()), questionnaire.name)


def _pathway(number: int, title: str, questionnaire: Questionnaire) -> Pathway:
    """Asked at once, without the questions before it that the other patients are there to show."""
    wave = {
        "key": "form",
        "title": title,
        "event": EVENT,
        "window": "P14D",
        "core": [canonical(questionnaire)],
    }
    reminders = [{"after": "P2D", "wording": "reminder-1"}, {"after": "P3D", "wording": "reminder-last"}]
    return Pathway.model_validate(
        {
            "id": f"form-{number}",
            "title": f"Brought: {title}",
            "consent": "exempt",
            "identity": "none",
            "waves": [wave],
            "schedule": {"reminders": reminders, "phone_after": "P3D"},
        }
    )


def _clinic_with(clinic: ClinicFile, pathway: Pathway, questionnaire: Questionnaire, licence: str) -> ClinicFile:
    licences = clinic.licences
    if licence:
        recorded = Licence(questionnaire=questionnaire.url, holder="whoever brought the form", reference=licence)
        licences = (*(each for each in licences if each.questionnaire != questionnaire.url), recorded)
    questionnaires = dict.fromkeys((*clinic.questionnaires, canonical(questionnaire)))
    return clinic.model_copy(
        update={
            "pathways": (*clinic.pathways, pathway.id),
            "questionnaires": tuple(questionnaires),
            "licences": licences,
        }
    )


def _answerers(demo: Demo, questionnaire: Questionnaire, pathway: Pathway) -> Iterator[EnrolmentForm]:
    number = sum(len(form.refs) for form in demo.forms)
    for language in _languages(questionnaire.languages, demo.clinic.languages):
        number += 1
        yield answerer(number, language, pathway.id, EVENT, demo.clock().astimezone(demo.clinic.time_zone()).date())


def _languages(forms: Sequence[str], clinics: Sequence[str]) -> list[str]:
    """Those of the form that the clinic writes in, the form's own first; English where there is none."""
    bases = [tag.partition("-")[0].lower() for tag in forms]
    spoken = dict.fromkeys(_WRITTEN_AS.get(base, base) for base in bases)
    own = bases[0] if bases else ""
    found = [language for language in spoken if language in clinics]
    return found if _WRITTEN_AS.get(own, own) in found else ["en", *(each for each in found if each != "en")]


def response_so_far(connection: Connection, demo: Demo, patient_id: UUID) -> dict[str, Any] | None:
    """The QuestionnaireResponse as it stands; null before the patient has been invited."""
    running = demo.running
    sessions = sessions_by_wave(connection, demo.clinic_id, patient_id)
    session = next(iter(sessions.values()), None)
    if session is None or session["conversation_sealed"] is None:
        return None
    clinic = running.compiled.clinic(connection, demo.clinic_id)
    patient = patient_by_id(connection, demo.clinic_id, patient_id)
    case = open_case(connection, running.compiled, running.keyring, clinic, patient, session)
    summary = sum_up_so_far(connection, case, demo.clock())
    response: dict[str, Any] = summary["questionnaire_responses"][0]
    return response
