"""The play's own books: what was written, acknowledged, sent and told, held against the product's rows at each step.

They are kept from the outside, by what went over the wire; the rows are read on a connection of their own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
from psycopg.rows import dict_row, namedtuple_row

from bot.turns import Taken
from channels.channel import Inbound, Outbound
from flows.events import Place
from flows.machine import OPEN, STATES
from flows.occurrences import spot_of
from tests.simulation.clockwork import Clock, Crashes
from tests.simulation.people import Person

ZONE = ZoneInfo("Europe/Copenhagen")
CLINIC = "fjordby"
# What the example clinic's file says, written out once more.
OPEN_FROM, OPEN_UNTIL = time(8), time(20)
CLOSED = {date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 31), date(2027, 1, 1)} | {
    date(2027, 3, 25), date(2027, 3, 26), date(2027, 3, 28), date(2027, 3, 29)
}  # fmt: skip
LAST_WORDS = ("stop-done", "safety", "wrong-person-done")
AWAITING = ("invited", "identifying", "consenting", "asking", "offering")
SHORTEST_GAP = timedelta(minutes=10)
BY_OTHERS = ("carried", "outdated")  # answers that follow from another one, not from the patient's words
LONGEST_RUN = 3  # re-prompts of one question, one after the other
MOST_IN_A_DAY = 26  # 10 that bring nothing on, 3 safety texts, and what 5 questions and a contact bring on at most


class BrokenPromiseError(AssertionError):
    """One of the promises does not hold; the play says after which step."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text, and what its writer had in view. `value`: what a fitting answer comes to; `number` is the order."""

    person: Person | None
    inbound: Inbound
    question: Place | None
    shown: frozenset[str]
    fits: bool
    value: Any
    alarm: bool
    hidden: bool
    number: int


@dataclass(frozen=True, slots=True)
class Contact:
    message_id: str
    at: datetime  # by the product's clock
    true: datetime


@dataclass
class Books:
    """`looked_at`: after how many commits the rows were last looked at; what none has changed is not read again."""

    connection: psycopg.Connection[Any]  # its own, outside any transaction
    clock: Clock
    crashes: Crashes
    looked_at: int = -1
    people: dict[str, Person] = field(default_factory=dict)  # by every address
    written: dict[str, Written] = field(default_factory=dict)  # by provider id
    acknowledged: dict[str, str] = field(default_factory=dict)  # provider id → outcome
    stopped: set[str] = field(default_factory=set)  # refs
    erased: set[str] = field(default_factory=set)
    objected: set[tuple[UUID, str]] = field(default_factory=set)  # (patient, pathway)
    arms: dict[tuple[str, str], str] = field(default_factory=dict)  # (patient, experiment) → arm
    poisoned: set[str] = field(default_factory=set)  # provider ids whose turn was made to fail
    faults: int = 0  # faults of ours that were made to happen beside turns
    sends: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)  # taken, and reported as not delivered
    contacts: dict[str, list[Contact]] = field(default_factory=lambda: defaultdict(list))
    day: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    runs: Counter[str] = field(default_factory=Counter)
    rows_in: set[str] = field(default_factory=set)
    rows_of_answers: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)  # provider ids that have a row
    gap: timedelta = timedelta(days=1)
    resumed: set[tuple[UUID, datetime]] = field(default_factory=set)  # (patient, when) staff let a conversation go on
    overtaken: dict[str, Place] = field(default_factory=dict)  # provider id → what was asked when it came at last
    account: Counter[str] = field(default_factory=Counter)

    # -- over the wire ------------------------------------------------------------------------------------------

    def write(self, inbound: Inbound, person: Person | None, **more: Any) -> Inbound:
        defaults = {"fits": False, "value": None, "alarm": False}
        question, shown = (None, frozenset()) if person is None else (person.question, frozenset(person.shown))
        hidden = person is not None and person.hidden
        self.written[inbound.provider_id] = Written(
            person, inbound, question, shown, hidden=hidden, number=len(self.written), **{**defaults, **more}
        )
        self.account["attempted"] += 1
        return inbound

    def post_again(self, inbound: Inbound) -> None:
        """A text has no mark of what it is about: one that comes after the next question left is taken for about it."""
        written = self.written[inbound.provider_id]
        now_asked = None if written.person is None else written.person.question
        if now_asked is not None and now_asked != written.question:
            self.overtaken[inbound.provider_id] = now_asked

    def acknowledge(self, inbound: Inbound, taken: Taken) -> None:
        before = self.acknowledged.get(inbound.provider_id)
        if before is not None:
            self.say(taken.outcome == "replayed", f"a second copy was taken as {taken.outcome}")
            self.account["second copies"] += 1
            return
        self.account["acknowledged"] += 1
        self.account["recovered"] += taken.outcome == "replayed"
        self.acknowledged[inbound.provider_id] = taken.outcome

    def take(self, channel: str, outbound: Outbound, fate: str) -> None:
        """A message is in a provider's hands: everything that forbids it is looked for now."""
        name = str(outbound.message_id)
        self.sends[name] += 1
        self.account["sent"] += 1
        row = self._sent_row(outbound.message_id)
        person = self.people.get(outbound.address)
        self._check_copies(name, row)
        if person is not None:
            self._check_stop(person, row)
            self._check_objection(row)
            self._check_flood(person, row)
            if not row["exempt"]:
                self._check_contact(person, name, row)
        if row["kind"] == "safety":
            self._check_alarm_first(row)
        if fate == "lost":
            self.lost[name] += 1
        if person is not None:
            if fate == "lost":
                person.hidden = True
            else:
                person.see(row["kind"], outbound)

    def _sent_row(self, message_id: UUID) -> Mapping[str, Any]:
        cursor = self.connection.cursor(row_factory=dict_row)
        row = cursor.execute(_SENT, {"message": message_id}).fetchone()
        assert row is not None, "what is sent was stored"
        return row

    def _check_copies(self, name: str, row: Mapping[str, Any]) -> None:
        self.say(self.sends[name] <= row["attempts"], "more sends than attempts")
        flagged = 1 + row["doubts"] + self.lost[name]
        self.say(self.sends[name] <= flagged, "a second copy that is flagged nowhere")
        self.account["duplicated, flagged"] += self.sends[name] > 1

    def _check_stop(self, person: Person, row: Mapping[str, Any]) -> None:
        self.say(person.ref not in self.erased or row["patient_id"] is None, "sent to an erased patient")
        if person.ref in self.stopped:
            self.say(row["kind"] in LAST_WORDS, f"{row['kind']} was sent after a STOP")

    def _check_objection(self, row: Mapping[str, Any]) -> None:
        """Words of theirs are still answered; nothing is asked."""
        if (row["patient_id"], row["pathway_id"]) in self.objected:
            self.say(row["exempt"] and row["nonce"] is None, f"{row['kind']} was sent after an objection")

    def _check_flood(self, person: Person, row: Mapping[str, Any]) -> None:
        again = row["kind"].startswith(("invalid-", "explain-"))
        self.runs[person.ref] = self.runs[person.ref] + 1 if again else 0
        self.say(self.runs[person.ref] <= LONGEST_RUN, "one question was put again too often")
        if person.temper != "echo":
            return
        day = [at for at in self.day[person.ref] if self.clock.true - at < timedelta(days=1)]
        self.day[person.ref] = [*day, self.clock.true]
        self.say(len(day) < MOST_IN_A_DAY, "two machines talk without end")

    def _check_contact(self, person: Person, name: str, row: Mapping[str, Any]) -> None:
        now = self.clock()
        self.say(is_open(now), f"a contact at {now.astimezone(ZONE):%a %d %b %H:%M}")
        self.say(row["state"] in AWAITING, f"a contact to a conversation that is {row['state']}")
        self.say(row["patient"] == "active", f"a contact to a patient who is {row['patient']}")
        self.say(now < row["closes_at"], "a contact after the wave has closed")
        by_staff = (row["patient_id"], row["created_at"]) in self.resumed
        for before in self.contacts[person.ref]:
            if before.message_id != name and not by_staff:
                apart = max(now - before.at, self.clock.true - before.true)
                self.say(apart >= self._gap_after(before, row), f"two contacts {apart} apart")
        self.contacts[person.ref].append(Contact(name, now, self.clock.true))

    def _gap_after(self, before: Contact, row: Mapping[str, Any]) -> timedelta:
        """What never reached the phone, and was reported so, is made again where its channel turns out dead."""
        sent = self._sent_row(UUID(before.message_id))
        if not self.lost[before.message_id] or sent["status"] not in ("undelivered", "failed"):
            return self.gap
        if sent["session_id"] != row["session_id"]:
            return timedelta()  # no contact, to another conversation
        return self.gap if sent["dead"] is None else SHORTEST_GAP

    def _check_alarm_first(self, row: Mapping[str, Any]) -> None:
        told = self.connection.execute(_ALARM, {"patient": row["patient_id"]}).fetchone()
        self.say(told is not None, "a safety text before its alert was stored")

    # -- what was committed -------------------------------------------------------------------------------------

    def read(self) -> None:
        """What the last transactions have committed, of what was written and of everything else."""
        if self.looked_at == self.crashes.commits:
            return
        self.looked_at = self.crashes.commits
        found = self.connection.cursor(row_factory=namedtuple_row).execute(_ALL).fetchone()
        assert found is not None, "one row"
        self.kept = {row["provider_id"] for row in found.inbox}
        inbox = [row for row in found.inbox if row["message_id"] not in self.rows_in]
        answers = [row for row in found.answers if row["answer_id"] not in self.rows_of_answers]
        self.rows_in |= {row["message_id"] for row in inbox}
        self.rows_of_answers |= {row["answer_id"] for row in answers}
        alarms = {row["message_id"] for row in found.tasks if row["kind"] == "alert"}
        faults = {row["message_id"] for row in found.tasks if row["kind"] == "fault"}
        known = [(self.written[row["provider_id"]], row) for row in inbox if row["provider_id"] in self.written]
        for written, row in sorted(known, key=lambda pair: pair[0].number):
            self._follow(written, row, alarms, faults)
        self._check_answers(known, [row for row in answers if row["channel"] != "voice"], set(found.spoken))
        self._check_sessions(found.sessions)
        made = len(self.poisoned) + self.faults
        self.say(sum(row["kind"] == "fault" for row in found.tasks) <= made, "a session was set aside: our own fault")

    def _check_sessions(self, sessions: Iterable[Mapping[str, Any]]) -> None:
        for row in sessions:
            self.say(row["state"] in STATES, f"a state that is none: {row['state']}")
            if row["state"] in OPEN and row["status"] == "active":
                self.say(row["next_action_at"] is not None, f"a conversation that is {row['state']} has no timer")
            if row["arm"] is not None and row["contacts"] > 0:
                self._check_arm(row["patient_id"], row["arm"])

    def _check_arm(self, patient: str, arm: str) -> None:
        """Whom chance has given a schedule keeps it, in every round of the experiment."""
        experiment, _, name = arm.partition("/")
        kept = self.arms.setdefault((patient, experiment), name)
        self.say(kept == name, f"{experiment} has moved a patient from {kept} to {name}")

    def _follow(self, written: Written, row: Mapping[str, Any], alarms: set[str], faults: set[str]) -> None:
        outcome, person = row["outcome"], written.person
        if outcome == "parked":
            self.say(written.inbound.provider_id in self.poisoned, "a message was parked: our own fault")
            self.say(row["message_id"] in faults, "nobody was told of a parked message")
            self.account["parked"] += 1
            return
        if written.alarm:
            self.say(row["message_id"] in alarms, f"safety words were taken as {outcome}, without an alert")
        if person is not None and outcome in ("stop", "stranger-stop"):
            self.stopped.add(person.ref)
        if person is not None and outcome == "start":
            self.stopped.discard(person.ref)

    def _check_answers(
        self,
        known: Iterable[tuple[Written, Mapping[str, Any]]],
        answers: Iterable[Mapping[str, Any]],
        spoken: set[str],
    ) -> None:
        """A reply stored on the wrong question is the failure that all of this is for."""
        by_patient = defaultdict(list)
        for written, row in known:
            by_patient[row["patient_id"]].append((written, row))
        for answer in answers:
            if answer["how"] in BY_OTHERS:
                continue
            texts = by_patient[answer["patient_id"]]
            self.say(bool(texts), f"an answer to {answer['link_id']} that nobody wrote")
            if self._nobody_could_know(answer["asked_message_id"]):
                self.account["answers to what was lost without a word"] += 1
                continue
            place = Place(answer["questionnaire_url"], spot_of(answer["link_id"], answer["occurrence"]))
            if place in {self.overtaken.get(written.inbound.provider_id) for written, _ in texts}:
                self.account["answers that came after the next question"] += 1
                continue
            asked = {written.question for written, _ in texts}
            self.say(place in asked, f"stored on {answer['link_id']}, but {_names(asked)} was on the phone")
            shown = {name for written, _ in texts for name in written.shown}
            put = answer["asked_message_id"]
            self.say(put in spoken or put in shown, "the answer names a message that the phone never showed")
            self.account["answers"] += 1
        for texts in by_patient.values():
            if len(texts) == 1:
                self._check_value(*texts[0], [row for row in answers if row["patient_id"] == texts[0][1]["patient_id"]])

    def _nobody_could_know(self, name: str) -> bool:
        """The provider took the question, it never arrived, and the provider has not said so yet."""
        return bool(self.lost[name]) and self._sent_row(UUID(name))["status"] == "sent"

    def _check_value(self, written: Written, row: Mapping[str, Any], answers: list[Mapping[str, Any]]) -> None:
        if row["outcome"] not in ("answer", "amended"):
            return
        own = [answer for answer in answers if answer["how"] not in BY_OTHERS]
        self.say(bool(own), f"taken as {row['outcome']}, and no answer was stored")
        if written.fits and written.value is not None:
            self.say(own[-1]["value"] == written.value, f"{written.value!r} was stored as {own[-1]['value']!r}")

    # -- what must hold at any moment ---------------------------------------------------------------------------

    def check(self) -> None:
        self.read()
        ours = {name for name, outcome in self.acknowledged.items() if outcome != "not-ours"}
        self.say(ours <= self.kept, f"{len(ours - self.kept)} acknowledged texts have no row")

    def check_guardrails(self) -> None:
        """Called when every round has been made: what is past its guardrail is over."""
        for row in self.connection.cursor(row_factory=dict_row).execute(_RUNNING).fetchall():
            began = {"experiment": row["experiment_id"], "began": row["started_at"]}
            found = {arm: (people, stops) for arm, people, stops in self.connection.execute(_STOPS, began)}
            rail, arms = row["document"]["guardrail"], row["document"]["order"]
            counted = [found.get(f"{row['experiment_id']}/{arm}", (0, 0)) for arm in arms]
            if all(people >= rail["after"] for people, _ in counted):
                shares = [stops / people for people, stops in counted]
                apart = abs(shares[0] - shares[1])
                self.say(apart <= rail["opt_outs"], f"an experiment runs on past its guardrail: {apart:.2f}")

    def say(self, holds: bool, what: str) -> None:
        if not holds:
            raise BrokenPromiseError(what)


def _names(places: Iterable[Place | None]) -> str:
    return " or ".join(sorted("nothing" if place is None else place.link_id for place in places))


def is_open(at: datetime) -> bool:
    """Whether the clinic may write first at this moment, where its patients live."""
    local = at.astimezone(ZONE)
    return OPEN_FROM <= local.time() < OPEN_UNTIL and local.weekday() != 6 and local.date() not in CLOSED


# Everything that is looked at after each step, in one go.
_ALL = """
    SELECT
        coalesce((SELECT json_agg(row) FROM (
            SELECT message_id, provider_id, patient_id, outcome FROM message_in) AS row), '[]') AS inbox,
        coalesce((SELECT json_agg(row) FROM (
            SELECT answer_id, patient_id, questionnaire_url, link_id, occurrence, asked_message_id, how, value, channel
            FROM answer) AS row), '[]') AS answers,
        coalesce((SELECT json_agg(row) FROM (
            SELECT kind, message_id FROM task WHERE kind IN ('alert', 'fault')) AS row), '[]') AS tasks,
        coalesce((SELECT json_agg(row) FROM (
            SELECT patient_id, state, next_action_at, arm, contacts, patient.status
            FROM session JOIN patient USING (clinic_id, patient_id)) AS row), '[]') AS sessions,
        coalesce((SELECT json_agg(message_id) FROM message_out WHERE channel = 'voice'), '[]') AS spoken
"""
_SENT = """
    SELECT message_out.kind, message_out.exempt, message_out.doubts, message_out.attempts, message_out.patient_id,
        message_out.created_at, message_out.status, message_out.nonce, message_out.session_id,
        session.state, session.closes_at, session.pathway_id, patient.status AS patient, patient.key_wrapped,
        CASE message_out.channel
            WHEN 'telegram' THEN patient.chat_unreachable_at ELSE patient.unreachable_at END AS dead
    FROM message_out
    LEFT JOIN session ON session.session_id = message_out.session_id
    LEFT JOIN patient ON patient.patient_id = message_out.patient_id
    WHERE message_out.message_id = %(message)s
"""
_ALARM = "SELECT FROM task WHERE kind = 'alert' AND patient_id IS NOT DISTINCT FROM %(patient)s"
_RUNNING = "SELECT experiment_id, started_at, document FROM experiment WHERE ended_at IS NULL"
_STOPS = """
    SELECT arm, count(DISTINCT patient_id), count(DISTINCT patient_id) FILTER (WHERE EXISTS (
        SELECT FROM opt_out WHERE opt_out.patient_id = session.patient_id AND opt_out.at >= %(began)s))
    FROM session WHERE contacts > 0 AND arm LIKE %(experiment)s || '/%%' GROUP BY arm
"""
