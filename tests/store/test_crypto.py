"""Sealed values open where they were sealed and nowhere else; indexes find, and outlive every rotation."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.crypto import DataKey, Keyring, KeyShreddedError, SealBrokenError, generate_root_key

PLACE = {"table": "patient", "column": "name_sealed", "row": "1"}
ANNA, BO = UUID(int=1), UUID(int=2)
KEYRING = Keyring.parse(generate_root_key())
WRAPPED = KEYRING.new_clinic_key()
CLINIC = KEYRING.clinic_key("north", WRAPPED)


def patient_key(patient_id: UUID = ANNA) -> DataKey:
    return KEYRING.patient_key(CLINIC, patient_id, KEYRING.new_patient_key(CLINIC, patient_id))


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert CLINIC.open(CLINIC.seal(text, **PLACE), **PLACE) == text


def test_a_lone_surrogate_and_a_nul_are_kept() -> None:
    assert CLINIC.open(CLINIC.seal("a\ud83d\x00b", **PLACE), **PLACE) == "a\ud83d\x00b"


def test_the_same_text_is_never_sealed_alike() -> None:
    assert CLINIC.seal("7", **PLACE) != CLINIC.seal("7", **PLACE)


@pytest.mark.parametrize("moved", [{"table": "task"}, {"column": "phone_sealed"}, {"row": "2"}, {"row": "1\n"}])
def test_a_value_moved_elsewhere_does_not_open(moved: dict[str, str]) -> None:
    sealed = CLINIC.seal("Anna", **PLACE)
    with pytest.raises(SealBrokenError):
        CLINIC.open(sealed, **{**PLACE, **moved})


@given(st.data())
def test_a_changed_or_cut_value_does_not_open(data: st.DataObject) -> None:
    sealed = bytearray(CLINIC.seal("Anna", **PLACE))
    at = data.draw(st.integers(0, len(sealed) - 1))
    if data.draw(st.booleans()):
        sealed = sealed[:at]
    else:
        sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBrokenError) as raised:
        CLINIC.open(bytes(sealed), **PLACE)
    assert "Anna" not in str(raised.value)


def test_no_key_opens_what_another_sealed() -> None:
    anna, bo = patient_key(ANNA), patient_key(BO)
    elsewhere = KEYRING.clinic_key("south", KEYRING.new_clinic_key())
    for holder in (bo, CLINIC, elsewhere, patient_key(ANNA)):
        with pytest.raises(SealBrokenError):
            holder.open(anna.seal("Anna", **PLACE), **PLACE)


def test_a_patient_key_opens_for_its_patient_and_clinic_only() -> None:
    wrapped = KEYRING.new_patient_key(CLINIC, ANNA)
    with pytest.raises(SealBrokenError):
        KEYRING.patient_key(CLINIC, BO, wrapped)
    with pytest.raises(SealBrokenError):
        KEYRING.patient_key(KEYRING.clinic_key("south", KEYRING.new_clinic_key()), ANNA, wrapped)
    with pytest.raises(KeyShreddedError):
        KEYRING.patient_key(CLINIC, ANNA, None)


def test_a_root_that_is_missing_is_named_and_a_wrong_one_is_told_from_it() -> None:
    with pytest.raises(SealBrokenError, match="'root-1'"):
        Keyring.parse(generate_root_key("root-2")).clinic_key("north", WRAPPED)
    with pytest.raises(SealBrokenError, match="not the one"):
        Keyring.parse(generate_root_key("root-1")).clinic_key("north", WRAPPED)
    for nothing in (b"", b"\x01", b"\x01\xff", b"\x02" + WRAPPED[1:], WRAPPED[:20]):
        with pytest.raises(SealBrokenError):
            KEYRING.clinic_key("north", nothing)


@pytest.mark.parametrize(
    "text", ["", "root-1", "root-1:", "root-1:AAAA", ":" + 43 * "A" + "=", "a b:" + 43 * "A" + "=", "r:" + 44 * "ø"]
)
def test_a_root_key_that_is_none_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(ValueError, match="root key") as raised:
        Keyring.parse(text)
    assert not text or text not in str(raised.value)
    one = generate_root_key()
    with pytest.raises(ValueError, match="different id"):
        Keyring.parse(f"{one},{one}")


def test_a_new_root_takes_over_and_the_old_one_may_go() -> None:
    old, new = generate_root_key("a"), generate_root_key("b")
    wrapped = Keyring.parse(old).new_clinic_key()
    sealed = Keyring.parse(old).clinic_key("north", wrapped).seal("Anna", **PLACE)
    both = Keyring.parse(f" {new} , {old}\n")
    again = both.rewrapped(wrapped)
    assert (both.wraps(wrapped), both.wraps(again)) == ("a", "b")
    assert both.rewrapped(again) == again
    assert Keyring.parse(new).clinic_key("north", again).open(sealed, **PLACE) == "Anna"


def test_a_renewed_key_seals_anew_and_opens_one_version_back() -> None:
    first = CLINIC.seal("Anna", **PLACE)
    once = KEYRING.renewed_clinic_key(WRAPPED)
    second_key = KEYRING.clinic_key("north", once)
    second = second_key.seal("Anna", **PLACE)
    assert (second_key.is_current(first), second_key.is_current(second)) == (False, True)
    assert second_key.open(first, **PLACE) == "Anna"
    third_key = KEYRING.clinic_key("north", KEYRING.renewed_clinic_key(once))
    assert third_key.open(second, **PLACE) == "Anna"
    for too_old, holder in ((first, third_key), (second, CLINIC)):
        with pytest.raises(SealBrokenError, match="version"):
            holder.open(too_old, **PLACE)


def test_an_index_finds_the_same_address_in_the_same_clinic_through_every_rotation() -> None:
    old, new = generate_root_key("a"), generate_root_key("b")
    keyring = Keyring.parse(f"{old},{new}")
    wrapped = keyring.new_clinic_key()
    with pytest.raises(LookupError, match="open the key"):
        keyring.phone_index("north", "+4520000001")
    keyring.clinic_key("north", wrapped)
    index = keyring.phone_index("north", "+4520000001")
    assert index == keyring.address_index("north", "+4520000001")
    assert index != keyring.phone_index("north", "+4520000002")
    keyring.clinic_key("south", keyring.new_clinic_key())
    assert index != keyring.phone_index("south", "+4520000001")
    later = Keyring.parse(f"{new},{old}")
    later.clinic_key("north", later.renewed_clinic_key(later.rewrapped(wrapped)))
    assert later.phone_index("north", "+4520000001") == index


def test_keys_do_not_show_themselves() -> None:
    assert repr(CLINIC) == "DataKey('clinic/north')"
