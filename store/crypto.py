"""Three layers of keys: a key per patient under a key per clinic under the root key. Shredding one erases one patient.

A data key is a small set of versions: the last one seals, all of them open. So a process that still holds the set
from before a rotation writes nothing that cannot be read afterwards. The clinic's set also carries the key of its
blind index, which no rotation changes: an opt-out must be found by its address for as long as the clinic exists.
"""

import base64
import hmac
import os
import re
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from store.chance import PIECE_BYTES, random_piece

KEY_BYTES: Final = 32
NONCE_BYTES: Final = PIECE_BYTES
TAG_BYTES: Final = 16
# The first byte of everything sealed, wrapped or indexed: another layout would have another number.
FORMAT: Final = b"\x01"
INDEX_VERSION: Final = b"\x01"
LAST_VERSION: Final = 255
ROOT_ID = re.compile(r"[A-Za-z0-9_.-]{1,32}")


class SealBrokenError(Exception):
    """The sealed value cannot be opened: it was moved, changed, or sealed under a key that is not here."""


class KeyShreddedError(SealBrokenError):
    """The patient was erased: the key to everything sealed for him is gone."""


class DataKey:
    """The key of one clinic or one patient. Built once and kept: making the cipher costs as much as using it."""

    __slots__ = ("_cipher", "_ciphers", "_current", "_head", "_scope")

    def __init__(self, scope: str, keys: Mapping[int, bytes]) -> None:
        self._scope = scope
        self._ciphers = {version: AESGCM(key) for version, key in keys.items()}
        self._current = max(self._ciphers)
        self._cipher = self._ciphers[self._current]
        self._head = FORMAT + bytes((self._current,))

    def __repr__(self) -> str:
        return f"DataKey({self._scope!r})"

    def seal(self, text: str, *, table: str, column: str, row: str) -> bytes:
        """Text to bytes that open only for this column of this row. A lone surrogate is kept as it came."""
        return self._seal(text.encode("utf-8", "surrogatepass"), self._place(table, column, row))

    def open(self, sealed: bytes, *, table: str, column: str, row: str) -> str:
        """Raises SealBrokenError."""
        return self._open(sealed, self._place(table, column, row)).decode("utf-8", "surrogatepass")

    def is_current(self, sealed: bytes) -> bool:
        """Whether the newest version of this key sealed it."""
        return sealed[:2] == self._head

    def _place(self, table: str, column: str, row: str) -> bytes:
        return f"{self._scope}\n{table}\n{column}\n{row}".encode()

    def _seal(self, plain: bytes, place: bytes) -> bytes:
        nonce = random_piece()
        return self._head + nonce + self._cipher.encrypt(nonce, plain, place)

    def _open(self, sealed: bytes, place: bytes) -> bytes:
        cipher = self._ciphers.get(sealed[1]) if len(sealed) >= 2 + NONCE_BYTES + TAG_BYTES else None
        if cipher is None or sealed[:1] != FORMAT:
            raise SealBrokenError("sealed under a version of the key that is not here")
        try:
            return cipher.decrypt(sealed[2 : 2 + NONCE_BYTES], sealed[2 + NONCE_BYTES :], place)
        except InvalidTag:
            raise SealBrokenError("the sealed value was moved or changed") from None


class Keyring:
    """The root keys of this installation, and the blind index keys of the clinics that it has opened."""

    def __init__(self, roots: Mapping[str, bytes]) -> None:
        """`roots` by id, the current one first."""
        self._roots = {root_id: AESGCM(key) for root_id, key in roots.items()}
        self._current = next(iter(self._roots))
        self._index_keys: dict[str, bytes] = {}

    @classmethod
    def parse(cls, text: str) -> "Keyring":
        """`id:base64[,id:base64…]`, the current key first. Raises ValueError, which never shows the text."""
        roots: dict[str, bytes] = {}
        for entry in text.strip().split(","):
            root_id, _, encoded = entry.strip().partition(":")
            if not ROOT_ID.fullmatch(root_id) or root_id in roots:
                raise ValueError("a root key is written id:base64, with a different id for each key")
            roots[root_id] = _decode(encoded)
        return cls(roots)

    def new_clinic_key(self) -> bytes:
        """A clinic's first data key and its index key, wrapped by the current root."""
        return self._wrap(os.urandom(KEY_BYTES) + _pack({1: os.urandom(KEY_BYTES)}))

    def clinic_key(self, clinic_id: str, wrapped: bytes) -> DataKey:
        """Raises SealBrokenError. From then on this keyring makes the clinic's blind indexes too."""
        plain = self._unwrap(wrapped)
        self._index_keys[clinic_id] = plain[:KEY_BYTES]
        return DataKey(f"clinic/{clinic_id}", _unpack(plain[KEY_BYTES:]))

    def rewrapped(self, wrapped: bytes) -> bytes:
        """The same clinic key under the current root."""
        return wrapped if self.wraps(wrapped) == self._current else self._wrap(self._unwrap(wrapped))

    def renewed_clinic_key(self, wrapped: bytes) -> bytes:
        """The clinic's set with a new version that seals from now on; only the version before it still opens."""
        plain = self._unwrap(wrapped)
        return self._wrap(plain[:KEY_BYTES] + _pack(_renewed(_unpack(plain[KEY_BYTES:]))))

    def wraps(self, wrapped: bytes) -> str:
        """The id of the root key that a clinic's key is wrapped by."""
        return _split_wrapped(wrapped)[0]

    def new_patient_key(self, clinic: DataKey, patient_id: UUID | str) -> bytes:
        return wrap_patient_keys(clinic, patient_id, {1: os.urandom(KEY_BYTES)})

    def patient_key(self, clinic: DataKey, patient_id: UUID | str, wrapped: bytes | None) -> DataKey:
        """Raises KeyShreddedError for a patient who was erased, otherwise SealBrokenError."""
        return DataKey(f"patient/{patient_id}", _patient_keys(clinic, patient_id, wrapped))

    def renewed_patient_key(self, old: DataKey, new: DataKey, patient_id: UUID | str, wrapped: bytes) -> bytes:
        """As `renewed_clinic_key`; `old` and `new` are the clinic's key before and after its own renewal."""
        return wrap_patient_keys(new, patient_id, _renewed(_patient_keys(old, patient_id, wrapped)))

    def phone_index(self, clinic_id: str, e164: str) -> bytes:
        """What a number is found by without being stored: its version, and an HMAC that no other clinic shares.

        Raises LookupError before `clinic_key` was called for the clinic.
        """
        key = self._index_keys.get(clinic_id)
        if key is None:
            raise LookupError(f"open the key of clinic {clinic_id!r} before its index is used")
        return INDEX_VERSION + hmac.digest(key, e164.encode("utf-8", "surrogatepass"), "sha256")

    def address_index(self, clinic_id: str, address: str) -> bytes:
        """The same for any address: a chat id, or a number, which then equals its phone index."""
        return self.phone_index(clinic_id, address)

    def _wrap(self, plain: bytes) -> bytes:
        nonce, root_id = random_piece(), self._current.encode()
        head = FORMAT + bytes((len(root_id),)) + root_id
        return head + nonce + self._roots[self._current].encrypt(nonce, plain, b"clinic key\n" + head)

    def _unwrap(self, wrapped: bytes) -> bytes:
        root_id, body = _split_wrapped(wrapped)
        root = self._roots.get(root_id)
        if root is None:
            raise SealBrokenError(f"wrapped by root key {root_id!r}, which PROSVAR_KEY does not hold: add that key")
        head = wrapped[: len(wrapped) - len(body)]
        try:
            return root.decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], b"clinic key\n" + head)
        except InvalidTag:
            raise SealBrokenError(f"root key {root_id!r} in PROSVAR_KEY is not the one that wrapped this") from None


def generate_root_key(root_id: str = "root-1") -> str:
    """A new root key as PROSVAR_KEY takes it. A second one needs an id of its own."""
    return f"{root_id}:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"


def wrap_patient_keys(clinic: DataKey, patient_id: UUID | str, keys: Mapping[int, bytes]) -> bytes:
    return clinic._seal(_pack(keys), _patient_place(patient_id))


def _patient_keys(clinic: DataKey, patient_id: UUID | str, wrapped: bytes | None) -> dict[int, bytes]:
    if wrapped is None:
        raise KeyShreddedError("the patient was erased")
    return _unpack(clinic._open(wrapped, _patient_place(patient_id)))


def _patient_place(patient_id: UUID | str) -> bytes:
    return f"patient key\n{patient_id}".encode()


def _pack(keys: Mapping[int, bytes]) -> bytes:
    return b"".join(bytes((version,)) + key for version, key in sorted(keys.items()))


def _unpack(packed: bytes) -> dict[int, bytes]:
    step = 1 + KEY_BYTES
    if len(packed) == step:  # as most are: never renewed
        return {packed[0]: packed[1:]}
    return {packed[at]: packed[at + 1 : at + step] for at in range(0, len(packed), step)}


def _renewed(keys: Mapping[int, bytes]) -> dict[int, bytes]:
    newest = max(keys)
    if newest == LAST_VERSION:
        raise ValueError("this key has been renewed 254 times, which is all that its version has room for")
    return {newest: keys[newest], newest + 1: os.urandom(KEY_BYTES)}


def _split_wrapped(wrapped: bytes) -> tuple[str, bytes]:
    if len(wrapped) < 2 or wrapped[:1] != FORMAT or len(wrapped) < 2 + wrapped[1] + NONCE_BYTES + TAG_BYTES:
        raise SealBrokenError("this is not a wrapped key")
    end = 2 + wrapped[1]
    return wrapped[2:end].decode("ascii", "replace"), wrapped[end:]


def _decode(encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError:  # not base64, or not even ASCII
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a root key is {KEY_BYTES} bytes in base64")
    return key
