"""Who was erased is not worked on any more, whatever is done to the clinic."""

from bot.desk import open_desk
from bot.keys import erase_patient
from bot.publishing import publish
from bot.staff import acknowledge
from channels.channel import SendUnknownError
from flows.schedule import Schedule
from store.database import transaction
from tests.turns.conftest import House


async def test_a_new_schedule_does_not_reach_who_was_erased(house: House) -> None:
    await house.begin("6")
    schedule = Schedule.model_validate({"reminders": [{"after": "PT12H"}]})
    with transaction(house.running.engine) as connection:
        erase_patient(connection, "fjordby", "F-1", house.clock(), actor="test", reason="asked")
        desk = open_desk(connection, house.running.keyring, "fjordby", house.clock())
        version = desk.pathways["pain"][0]
        how = {"by": "nurse", "reason": "sooner", "move": True, "now": house.clock()}
        publish(connection, desk, "pain", schedule, based_on=version, **how)
    said = len(house.said)
    await house.wait(days=3)
    assert len(house.said) == said
    assert house.session()["next_action_at"] is None
    assert not house.rows("task", kind="fault")


async def test_what_was_under_way_ends_in_a_task_that_staff_can_see_to_and_their_note_is_not_kept(house: House) -> None:
    await house.begin("6")
    house.provider.script = [SendUnknownError()]
    await house.write("7")
    with transaction(house.running.engine) as connection:
        erase_patient(connection, "fjordby", "F-1", house.clock(), actor="test", reason="asked")
    house.clock.advance(days=2)
    await house.settle()
    task = house.one("task", kind="undelivered", closed_at=None)
    with transaction(house.running.engine) as connection:
        where = (connection, house.running.compiled, house.running.keyring, "fjordby", task["task_id"])
        acknowledge(*where, by="nurse", note="seen", resume=True, now=house.clock())
    seen = house.one("task", kind="undelivered")
    assert (seen["acknowledged_by"], seen["note_sealed"]) == ("nurse", None)
    assert seen["closed_at"] is not None
