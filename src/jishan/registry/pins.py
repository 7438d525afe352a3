"""PINs of household cards: six digits, drawn with the card and kept as an Argon2 hash only.

The PIN is keyed with the installation's secret before it is hashed: six digits alone would fall to
anybody who has the table, whatever the hash costs. So the hash may be the cheapest that OWASP
lets pass (19 MiB, two rounds), and a village's cards are issued in seconds.
"""

import os
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from jishan.orgs.passwords import Argon2
from jishan.registry.seal import pin_digest

PIN_DIGITS = 6

_TRIVIAL = frozenset([str(d) * PIN_DIGITS for d in range(10)] + ["123456", "654321", "012345"])


def pin_about(village_id: int, card_id: int) -> str:
    """What a card's PIN is about, as `draw_pin`, `hash_pin` and `pin_fits` want it."""
    return f"card.pin:{village_id}:{card_id}"


def draw_pin(about: str, key: str) -> str:
    """The PIN of a card. The same card and key draw the same PIN, so that a repeated step prints
    the same slip; the key is never stored.
    """
    number = int.from_bytes(pin_digest(about, f"draw:{key}"), "big")
    while (pin := f"{number % 10**PIN_DIGITS:0{PIN_DIGITS}d}") in _TRIVIAL:
        number //= 10**PIN_DIGITS
    return pin


def hash_pin(about: str, pin: str) -> str:
    return Argon2().encode(pin_digest(about, pin).hex(), secrets.token_hex(16))


def hash_pins(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """`hash_pin` for many (about, pin) at once, on all processors."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(lambda pair: hash_pin(*pair), pairs))


def pin_fits(about: str, pin: str, *, pin_hash: str | None) -> bool:
    """Does the PIN open this hash? Without a hash the same work is done, and the answer is no."""
    against = pin_hash if pin_hash is not None else _nobodys_hash()
    fits = Argon2().verify(pin_digest(about, pin).hex(), against)
    return fits and pin_hash is not None


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return Argon2().encode(secrets.token_hex(16), secrets.token_hex(16))
