"""A group that repeats, through the real store: rows side by side, late replies, restarts, corrections, the phone."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import update
from sqlmodel import SQLModel

from bot.clinic_applying import apply
from bot.clinic_loading import load_clinic_file
from bot.compiled import Compiled
from bot.phone_call import answer_call, begin_call
from bot.turns import TurnLoop
from flows.events import Place
from flows.occurrences import link_id_of, spot_of, written
from flows.script import changed, dump, load
from store.database import transaction
from tests.conversations.medicines import document
from tests.turns.conftest import House, example_files
from triage.significance import SIGNIFICANCE

tables = SQLModel.metadata.tables
PHONE = "+4520000178"
OFTEN = {"answer": "often", "at_least": 8}


def put_in_force(
    house: House, home: Path, form: dict[str, Any], when: dict[str, Any], optional: Sequence[dict[str, Any]] = ()
) -> None:
    examples = example_files(house.endpoint, home).parent
    clinic = yaml.safe_load((examples / "clinic.yaml").read_text(encoding="utf-8"))
    for number, each in enumerate((form, *optional)):
        name = f"questionnaires/medicines-{number}.json"
        (examples / name).write_text(json.dumps(each), encoding="utf-8")
        clinic["questionnaires"].append(name)
    (examples / "clinic.yaml").write_text(yaml.safe_dump(clinic, allow_unicode=True), encoding="utf-8")
    pathway = yaml.safe_load((examples / "pathways" / "pain.yaml").read_text(encoding="utf-8"))
    pathway["waves"][0] |= {"core": [form["url"]], "optional": [each["url"] for each in optional]}
    pathway["rules"] = [
        {
            **pathway["rules"][0],
            "id": "many-doses",
            "level": "red",
            "deadline": 0,
            "when": when,
        }
    ]
    (examples / "pathways" / "pain.yaml").write_text(yaml.safe_dump(pathway, allow_unicode=True), encoding="utf-8")
    with transaction(house.running.engine) as connection:
        file = load_clinic_file(examples / "clinic.yaml")
        apply(connection, house.running.keyring, file, house.clock(), "test")


async def begun(
    house: House,
    home: Path,
    *answers: str,
    form: dict[str, Any] | None = None,
    when: dict[str, Any] = OFTEN,
    optional: Sequence[dict[str, Any]] = (),
) -> None:
    put_in_force(house, home, form or document(), when, optional)
    house.enrol("F-2", PHONE)
    await house.settle()
    for text in ("GO", "1948", "AGREE", *answers):
        await house.write(text, PHONE)


def standing(house: House) -> dict[str, object]:
    """Spot as people read it → coded value as it stands; "…" for words of the patient's own, which are sealed."""
    rows = house.rows("answer")
    superseded = {row["supersedes"] for row in rows}
    return {
        written(spot_of(row["link_id"], row["occurrence"])): "…" if row["text_sealed"] else row["value"]
        for row in rows
        if row["answer_id"] not in superseded
    }


def told(house: House, kind: str) -> list[dict[str, object]]:
    return [each["data"] for each in house.endpoint.received if each["type"] == kind]


async def test_two_occurrences_are_kept_apart_and_told_in_order(house: House, tmp_path: Path) -> None:
    await begun(house, tmp_path, "yes", "ok", "Alfa", "2", "itch", "no", "yes", "Beta", "9")
    (alert,) = told(house, "alert.raised")
    (task,) = house.rows("task", kind="alert")
    assert task["detail"]["linkId"] == "often#2"
    assert alert["triage"]["findings"][0]["occurrence"] == [2]
    for text in ("no", "rash", "no", "no", "7"):
        await house.write(text, PHONE)
    assert standing(house) == {
        "any": True, "name": "…", "often": 2, "what": "…", "trouble#1.1+": False, "medicine#1+": True,
        "name#2": "…", "often#2": 9, "night#2": False, "what#2.1": "…", "trouble#2.1+": False, "medicine#2+": False,
        "slept": 7,
    }  # fmt: skip
    assert all(row["supersedes"] is None for row in house.rows("answer"))
    (summary,) = told(house, "session.completed")
    (response,) = summary["questionnaire_responses"]
    groups = [each["item"] for each in response["item"] if each["linkId"] == "medicine"]
    assert [group[0]["answer"][0]["valueString"] for group in groups] == ["Alfa", "Beta"]
    assert [score["value"] for score in summary["scores"]] == [11]
    asked = {(each["linkId"], *each["occurrence"]): each["answer"] for each in summary["answers"]}
    assert (asked["name", 1], asked["name", 2], asked["what", 2, 1]) == ("Alfa", "Beta", "rash")
    assert not any(each["linkId"] in ("medicine", "trouble") for each in summary["answers"])
    assert "Hvad hedder den? (2)\n  Beta" in summary["note"]


async def test_each_occurrence_that_is_dangerous_is_an_alert_of_its_own(house: House, tmp_path: Path) -> None:
    """The second medicine as well as the first, each once."""
    await begun(house, tmp_path, "yes", "ok", "Alfa", "9", "no", "itch", "no", "yes", "Beta", "9", "no", "rash", "no")
    for text in ("yes", "Gamma", "1", "ache", "no", "no", "7"):
        await house.write(text, PHONE)
    tasks = sorted(house.rows("task", kind="alert"), key=lambda row: row["raised_at"])
    assert [task["detail"]["linkId"] for task in tasks] == ["often", "often#2"]
    first, second = told(house, "alert.raised")
    assert first["triage"]["findings"][0]["answer"] == second["triage"]["findings"][0]["answer"] == "9"
    assert [found.get("occurrence") for found in second["triage"]["findings"]] == [[2]]
    assert [found["occurrence"] for found in second["triage"]["findings"][0]["others"]] == [[1]]


async def test_an_occurrence_that_is_dangerous_in_another_way_is_an_alert_of_its_own(
    house: House, tmp_path: Path
) -> None:
    either = {"any": [OFTEN, {"answer": "night", "equals": True}]}
    await begun(house, tmp_path, "yes", "ok", "Alfa", "9", "no", "itch", "no", "yes", "Beta", "5", "yes", when=either)
    tasks = sorted(house.rows("task", kind="alert"), key=lambda row: row["raised_at"])
    assert [task["detail"]["linkId"] for task in tasks] == ["often", "night#2"]


async def test_each_question_whose_own_mark_is_red_is_an_alert_of_its_own(house: House, tmp_path: Path) -> None:
    """Marks are numbered on each question anew: the first of one is not the first of another."""
    form = document()
    *_, often, night, _ = form["item"][1]["item"]
    often["extension"] = [red_mark(">=", valueInteger=8)]
    night["extension"] = [red_mark("=", valueBoolean=True)]
    form["item"][-1]["extension"] = [red_mark("<", valueInteger=4)]
    never = {"answer": "often", "at_least": 100}
    await begun(house, tmp_path, "yes", "ok", "Alfa", "9", "yes", "itch", "no", "no", form=form, when=never)
    await house.write("2", PHONE)
    tasks = sorted(house.rows("task", kind="alert"), key=lambda row: row["raised_at"])
    assert [task["detail"]["linkId"] for task in tasks] == ["often", "night", "slept"]


def noted_by_rule_alone(house: House, outdated: tuple[Place, ...] = ()) -> None:
    """As an earlier version of the product noted what it had told of, and what it asked anew."""
    patient, sessions = house.one("patient", ref="F-2"), tables["session"]
    (session,) = [row for row in house.rows("session", patient_id=patient["patient_id"]) if row["conversation_sealed"]]
    with transaction(house.running.engine) as connection:
        clinic = house.running.compiled.clinic(connection, "fjordby")
        key = house.running.keyring.patient_key(clinic.key, str(patient["patient_id"]), patient["key_wrapped"])
        where = {"table": "session", "column": "conversation_sealed", "row": str(session["session_id"])}
        talk = load(key.open(session["conversation_sealed"], **where))
        rules = dict.fromkeys(link_id_of(name).partition(" ")[0] for name in talk.flagged)
        assert tuple(rules) != talk.flagged
        sealed = key.seal(dump(changed(talk, flagged=tuple(rules), outdated=outdated)), **where)
        this = sessions.c.session_id == session["session_id"]
        connection.execute(update(sessions).where(this).values(conversation_sealed=sealed))


async def test_what_an_earlier_version_told_of_is_not_told_again_and_what_it_hid_is(
    house: House, tmp_path: Path
) -> None:
    form = document()
    *_, often, night, _ = form["item"][1]["item"]
    often["extension"] = [red_mark(">=", valueInteger=8)]
    night["extension"] = [red_mark("=", valueBoolean=True)]
    never = {"answer": "often", "at_least": 100}
    await begun(house, tmp_path, "yes", "ok", "Alfa", "9", form=form, when=never)
    noted_by_rule_alone(house)
    await house.write("yes", PHONE)
    await house.write("itch", PHONE)
    tasks = sorted(house.rows("task", kind="alert"), key=lambda row: row["raised_at"])
    assert [task["detail"]["linkId"] for task in tasks] == ["often", "night"]


async def test_an_occurrence_that_an_earlier_version_told_of_is_not_told_again(house: House, tmp_path: Path) -> None:
    await begun(house, tmp_path, "yes", "ok", "Alfa", "2", "itch", "no", "yes", "Beta", "9")
    noted_by_rule_alone(house)
    for text in ("no", "rash", "no", "yes", "Gamma", "9"):
        await house.write(text, PHONE)
    tasks = sorted(house.rows("task", kind="alert"), key=lambda row: row["raised_at"])
    assert [task["detail"]["linkId"] for task in tasks] == ["often#2", "often#3"]


@pytest.mark.parametrize("unsure", ["", "asked anew", "in two forms"])
async def test_what_may_never_have_been_told_is_told(house: House, tmp_path: Path, unsure: str) -> None:
    form, either = document(), {"any": [{"answer": "any", "equals": True}, OFTEN]}
    anew = (Place(form["url"], "often"),) if unsure == "asked anew" else ()
    twin = [{**form, "url": f"{form['url']}-2", "name": "Second"}] if unsure == "in two forms" else []
    words = ("yes", "ok", "Alfa", "9", "no", "itch", "no", "yes", "Beta", "9")
    await begun(house, tmp_path, *words, form=form, when=either, optional=twin)
    told_before = {task["task_id"]: task["detail"]["linkId"] for task in house.rows("task", kind="alert")}
    assert {"any", "often", "often#2"} == set(told_before.values())
    noted_by_rule_alone(house, anew)
    await house.write("no", PHONE)
    again = [
        task["detail"]["linkId"] for task in house.rows("task", kind="alert") if task["task_id"] not in told_before
    ]
    assert again == (["often"] if unsure else [])  # with the second beside it


def red_mark(operator: str, **value: object) -> dict[str, Any]:
    condition = [{"url": "operator", "valueCode": operator}, {"url": "value", **value}]
    coding = {"url": "significance", "valueCoding": {"code": "red"}}
    return {"url": SIGNIFICANCE, "extension": [{"url": "answerCondition", "extension": condition}, coding]}


async def test_what_comes_late_belongs_to_the_occurrence_it_was_written_about(house: House, tmp_path: Path) -> None:
    await begun(house, tmp_path, "yes", "ok", "Alfa", "2", "itch", "no", "yes", "Beta")
    await house.write("4", PHONE, settled=False)  # what comes next still waits to be sent
    assert (await house.write("5", PHONE, settled=False)).outcome == "amended"
    await house.settle()
    own = [row for row in house.rows("answer", link_id="often") if row["occurrence"] == "2"]
    own.sort(key=lambda row: row["answered_at"])
    assert [(row["value"], row["supersedes"]) for row in own] == [(4, None), (5, own[0]["answer_id"])]
    assert standing(house)["often"] == 2


async def test_all_that_crosses_is_about_the_last_question_that_was_seen(house: House, tmp_path: Path) -> None:
    await begun(house, tmp_path, "yes", "ok", "Alfa", "2", "itch", "no")
    for text in ("yes", "no", "Yes please"):  # what comes next still waits to be sent
        await house.write(text, PHONE, settled=False)
    await house.settle()
    own = sorted(house.rows("answer", occurrence="1+"), key=lambda row: row["answered_at"])
    assert [row["value"] for row in own] == [True, False, True]
    assert len({row["asked_message_id"] for row in own}) == 1
    assert all(row["sent_at"] is not None for row in own)
    assert house.rows("answer", occurrence="2") == []


async def test_a_restart_between_two_occurrences_changes_nothing(house: House, tmp_path: Path) -> None:
    await begun(house, tmp_path, "yes", "ok", "Alfa", "2", "itch", "no", "yes")
    running = house.running = replace(house.running, compiled=Compiled(house.running.keyring))
    house.turns = TurnLoop(running.engine, running.keyring, house.clock)
    for text in ("Beta", "3", "BACK", "1"):
        await house.write(text, PHONE)
    assert standing(house)["often#2"] == 1
    assert standing(house)["often"] == 2
    assert house.said[-1].startswith("9 of 12. Number 2.1: What does it do to you?")


async def test_a_correction_after_the_end_is_told_of_its_occurrence(house: House, tmp_path: Path) -> None:
    await begun(house, tmp_path, "yes", "ok", "Alfa", "2", "itch", "no", "yes", "Beta", "1", "rash", "no", "no", "7")
    await house.write("correct 8", PHONE)
    assert house.said[-1].startswith("8 of 12. Number 2: How many times a day?")
    await house.write("3", PHONE)
    amended = told(house, "session.completed")[-1]
    assert amended["status"] == "amended"
    (response,) = amended["questionnaire_responses"]
    second = [each["item"] for each in response["item"] if each["linkId"] == "medicine"][1]
    often = next(each for each in second if each["linkId"] == "often")["answer"][0]
    assert often["valueInteger"] == 3
    superseded = next(each for each in often["extension"] if each["url"].endswith("superseded-answer"))
    assert {"url": "value", "valueInteger": 1} in superseded["extension"]


async def test_on_the_phone_the_same_is_asked_and_kept(house: House, tmp_path: Path) -> None:
    await begun(house, tmp_path, "yes", "ok", "Alfa", "2", "itch", "no")
    stores = (house.running.compiled, house.running.keyring, "fjordby")
    session = next(row["session_id"] for row in house.rows("session") if row["state"] == "asking")
    with transaction(house.running.engine) as connection:
        line = begin_call(connection, *stores, session, by="nurse", now=house.clock())
    assert "Medicine: Is there one more?" in line.text
    for text in ("yes", "Beta"):
        house.clock.advance(seconds=20)
        with transaction(house.running.engine) as connection:
            line = answer_call(
                connection, *stores, session, text, answered_by="relative", by="nurse", now=house.clock()
            )
    assert "Number 2: How many times a day?" in line.text
    rows = house.rows("answer", occurrence="2")
    assert [(row["link_id"], row["answered_by"]) for row in rows] == [("name", "relative")]
