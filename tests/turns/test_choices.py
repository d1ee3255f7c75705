"""Options that follow from other answers, in the rows, on the wire and in the summary."""

import json
from pathlib import Path

import yaml

from bot.clinic_applying import apply
from bot.clinic_loading import load_clinic_file
from flows.fhir_values import SDC
from store.database import transaction
from tests.conversations.care import care
from tests.turns.conftest import House, example_files

PHONE = "+4520000177"


def put_in_force(house: House, home: Path) -> None:
    """The clinic asks the form before the first visit, with a wish in the patient's own words that is chosen from."""
    document = json.loads(json.dumps(care().core[0].document))
    texts = document["item"][1]["_text"]
    path = {"language": "text/fhirpath", "expression": "%resource.item.where(linkId='wish').answer.value"}
    document["item"] += [
        {"linkId": "wish", "type": "string", "text": "What do you wish for?", "_text": texts},
        {
            "linkId": "first",
            "type": "choice",
            "text": "Which is first?",
            "_text": texts,
            "extension": [{"url": f"{SDC}answerExpression", "valueExpression": path}],
        },
    ]
    examples = example_files(house.endpoint, home).parent
    (examples / "questionnaires" / "care.json").write_text(json.dumps(document), encoding="utf-8")
    clinic = yaml.safe_load((examples / "clinic.yaml").read_text(encoding="utf-8"))
    clinic["questionnaires"].append("questionnaires/care.json")
    (examples / "clinic.yaml").write_text(yaml.safe_dump(clinic, allow_unicode=True), encoding="utf-8")
    pathway = yaml.safe_load((examples / "pathways" / "pain.yaml").read_text(encoding="utf-8"))
    pathway["waves"][0] |= {"core": [document["url"]], "optional": []}
    (examples / "pathways" / "pain.yaml").write_text(yaml.safe_dump(pathway, allow_unicode=True), encoding="utf-8")
    with transaction(house.running.engine) as connection:
        file = load_clinic_file(examples / "clinic.yaml")
        apply(connection, house.running.keyring, file, house.clock(), "test")


async def test_what_was_shown_is_what_is_kept_and_told(house: House, tmp_path: Path) -> None:
    put_in_force(house, tmp_path)
    house.enrol("F-2", PHONE)
    await house.settle()
    for text in ("GO", "1948", "AGREE", "2, 3", "2", "2", "7", "8", "more air"):
        await house.write(text, PHONE)
    assert "1 more air" in house.said[-1]
    for text in ("correct 1", "1, 2"):
        await house.write(text, PHONE)
    assert house.said[-1].startswith("Your choices have changed.")
    assert [line for line in house.said[-1].splitlines() if line[:1].isdigit()][1:] == ["1 Headache", "2 Cough"]
    for text in ("2", "2", "1"):
        await house.write(text, PHONE)
    worst = sorted(house.rows("answer", link_id="worst"), key=lambda row: row["answered_at"])
    assert [(row["value"], row["how"]) for row in worst] == [
        ("rash", "digits"),
        (None, "option-gone"),
        ("cough", "digits"),
    ]
    assert [row["supersedes"] for row in worst] == [None, worst[0]["answer_id"], worst[1]["answer_id"]]
    first = house.one("answer", link_id="first")
    assert first["value"] is None  # words of the patient's own are sealed
    assert first["text_sealed"] is not None
    (told,) = [each["data"] for each in house.endpoint.received if each["type"] == "session.completed"]
    answers = {each["linkId"]: each["answer"] for each in told["answers"]}
    assert (answers["wanted"], answers["first"]) == ("Varm te", "more air")
    (response,) = told["questionnaire_responses"]
    coding = next(each for each in response["item"] if each["linkId"] == "worst")["answer"][0]["valueCoding"]
    assert (coding["code"], coding["display"]) == ("cough", "Cough")
