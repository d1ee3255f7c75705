"""A questionnaire that was left for days, in the rows and in what the clinic is told."""

from tests.turns.conftest import House


async def test_old_answers_are_history_and_a_second_red_is_told_again(house: House) -> None:
    await house.begin("9", "9")
    assert [row["kind"] for row in house.rows("task")] == ["alert"]
    await house.wait(days=3)
    assert house.said[-1].startswith("It has been a while")
    assert house.session()["level"] == "red"  # nobody has come back: what was answered stands
    await house.write("8")
    assert house.answers() == {"intensity": 8, "interference": None}
    await house.write("correct 1")
    await house.write("9")
    await house.write("9")
    assert [row["kind"] for row in house.rows("task")] == ["alert", "alert"]
    for words in ("3", "70", "no", "no"):
        await house.write(words)
    (told,) = [each["data"] for each in house.endpoint.received if each["type"] == "session.completed"]
    values = {each["linkId"]: each["value"] for each in told["answers"]}
    assert (values["intensity"], values["interference"]) == (9, 9)
    rows = house.rows("answer", link_id="interference")
    assert [row["value"] for row in sorted(rows, key=lambda row: row["answered_at"])] == [9, None, 9]
    assert told["triage"]["level"] == "red"
