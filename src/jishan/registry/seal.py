"""Sealing personal data with the installation's own key, which is kept outside the database.

A sealed text is `<key id>.<base64>`: AES-256-GCM with a random nonce, bound to what it is about
(`about`), so that a value copied into another row does not open. The blind index is a keyed hash:
equal numbers in one village have equal indexes, and nobody computes one without the key.
"""

import base64
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE_BYTES = 12


class SealBroken(Exception):
    """Sealed with another key, moved to another row, or damaged: an operator's matter."""


@dataclass(frozen=True, slots=True)
class _Keys:
    """All keys of one installation, each for one purpose. `key_id` names them in sealed texts."""

    key_id: str
    fields: AESGCM
    files: AESGCM
    index: bytes
    pins: bytes


def _derived(master: str, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=b"jishan", info=purpose.encode()).derive(master.encode())


@lru_cache(maxsize=4)
def _keys_of(master: str) -> _Keys:
    return _Keys(
        key_id=_derived(master, "key id").hex()[:8],
        fields=AESGCM(_derived(master, "personal fields")),
        files=AESGCM(_derived(master, "incoming files")),
        index=_derived(master, "blind index"),
        pins=_derived(master, "card pins"),
    )


def _keys() -> _Keys:
    return _keys_of(settings.PERSONAL_KEY)


def seal(text: str, *, about: str) -> str:
    """The text for nobody but this installation. `about` names table, column and row."""
    keys = _keys()
    nonce = os.urandom(_NONCE_BYTES)
    box = nonce + keys.fields.encrypt(nonce, text.encode(), about.encode())
    return f"{keys.key_id}.{base64.b64encode(box).decode()}"


def unseal(sealed: str, *, about: str) -> str:
    keys = _keys()
    key_id, _, packed = sealed.partition(".")
    if key_id != keys.key_id:
        raise SealBroken(f"sealed with key {key_id}")
    box = base64.b64decode(packed)
    try:
        opened = keys.fields.decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], about.encode())
    except InvalidTag:
        raise SealBroken(about) from None
    return opened.decode()


def seal_file(content: bytes, *, about: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _keys().files.encrypt(nonce, content, about.encode())


def unseal_file(box: bytes, *, about: str) -> bytes:
    try:
        return _keys().files.decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], about.encode())
    except (InvalidTag, ValueError):
        raise SealBroken(about) from None


def identity_index(village_id: int, identity: str) -> str:
    """The blind index of an identity number: 64 hexadecimal digits, one value per village."""
    return identity_indexer(village_id)(identity)


def identity_indexer(village_id: int) -> Callable[[str], str]:
    """`identity_index` for a hundred thousand numbers of one village."""
    key, prefix, digest = _keys().index, f"{village_id}:", hmac.digest
    return lambda identity: digest(key, (prefix + identity).encode(), "sha256").hex()


def pin_digest(about: str, text: str) -> bytes:
    """What a PIN is hashed as, or drawn from: without the key a stolen table says nothing."""
    return hmac.digest(_keys().pins, f"{about}:{text}".encode(), "sha256")


def phone_about(village_id: int, resident_id: int) -> str:
    """What a sealed phone is bound to."""
    return f"resident.phone:{village_id}:{resident_id}"
