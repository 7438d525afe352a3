"""Public codes of doors and cards: seven letters that nobody guesses and anybody can read aloud.

Thirty-two letters: the digits and capitals without I, L, O and U. What a person types for them
is understood all the same: blanks, small letters, O for 0, I and L for 1.
"""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 7

# Eight bytes for each letter: every letter is as likely as every other.
_LETTER_OF_BYTE = ALPHABET.encode() * 8
_LOOKALIKES = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-_·]+")


def new_codes(count: int) -> list[str]:
    """Random codes, perhaps one of them twice."""
    letters = secrets.token_bytes(count * CODE_LENGTH).translate(_LETTER_OF_BYTE).decode()
    return [letters[n : n + CODE_LENGTH] for n in range(0, len(letters), CODE_LENGTH)]


def spellings(typed: str) -> tuple[str, ...]:
    """The codes that somebody may have meant, the literal one first; empty for what is none."""
    plain = _SEPARATORS.sub("", typed).upper()
    if not plain.isascii() or not plain.isalnum() or len(plain) > 16:
        return ()
    return tuple(dict.fromkeys((plain, plain.translate(_LOOKALIKES))))


def grouped(code: str) -> str:
    """As printed for the eye: `ABC 1234`."""
    return f"{code[:3]} {code[3:]}"
