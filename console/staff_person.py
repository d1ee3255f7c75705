"""Who somebody is: opened for one page of one visitor, who is then in the audit."""

from dataclasses import dataclass
from typing import Final

from console.staff_work import Visit
from store.patients import patient_by_ref

LONGEST_NOTE: Final = 500


@dataclass(frozen=True, slots=True)
class Person:
    """`name` and `phone` are "" where they are not known, or erased."""

    name: str
    phone: str
    language: str


def person_of(at: Visit, ref: str) -> Person:
    patient = patient_by_ref(at.connection, at.desk.clinic_id, ref)
    assert patient is not None, "a task's patient is there"
    at.has_read("contact-details", f"patient-ref/{ref}")
    if patient["key_wrapped"] is None:
        return Person("", "", patient["language"])
    key = at.desk.keyring.patient_key(at.desk.key, patient["patient_id"], patient["key_wrapped"])

    def opened(column: str) -> str:
        sealed = patient[column]
        row = str(patient["patient_id"])
        return "" if sealed is None else key.open(sealed, table="patient", column=column, row=row)

    return Person(opened("name_sealed"), opened("phone_sealed"), patient["language"])
