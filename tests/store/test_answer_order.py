"""The last of a question's answers is the one that stands, whatever the clock said when each was taken."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from store.sessions import answers_by_session, answers_of

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
ADD = text(
    "INSERT INTO answer (clinic_id, answer_id, session_id, patient_id, questionnaire_url, questionnaire_version,"
    " link_id, value, how, confidence, language, channel, answered_by, answered_at, supersedes)"
    " VALUES ('north', :id, :session, :session, 'https://clinic.example/q', '1', 'pain', to_jsonb(:value),"
    " 'digits', 'read', 'da', 'sms', 'patient', :at, :supersedes)"
)


@pytest.mark.parametrize(
    "seconds", [(0, 0, 0), (0, 0, -3), (0, -3, -3)], ids=["in one batch", "after a wait", "two after a wait"]
)
def test_what_stands_over_an_answer_comes_after_it(engine: Engine, seconds: tuple[int, ...]) -> None:
    first, second, third = ids = [uuid4() for _ in range(3)]
    over = {first: None, second: first, third: second}
    for order in permutations(range(3)):
        session = uuid4()
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM answer"))
            for n in order:
                at = NOW + timedelta(seconds=seconds[n])
                row = {"id": ids[n], "session": session, "value": n, "at": at, "supersedes": over[ids[n]]}
                connection.execute(ADD, row)
            alone = [str(row["answer_id"]) for row in answers_of(connection, "north", session)]
            together = [row["answer_id"] for row in answers_by_session(connection, [("north", session)])[session]]
        assert alone == together == [str(first), str(second), str(third)]
