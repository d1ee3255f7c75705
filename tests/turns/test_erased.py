"""Who was erased is not worked on any more, whatever is done to the clinic."""

from bot.desk import open_desk
from bot.keys import erase_patient
from bot.publishing import publish
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
