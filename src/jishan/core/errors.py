"""Refusal: the one family of "no"."""

from typing import Any, ClassVar


class Refusal(Exception):
    """Something a person may not do, or that cannot be done with what was given.

    A refusal carries a `code` (stable, `room.what_happened`) and facts; it becomes a sentence
    in Chinese only at the face (`entrance/words`). What a programmer promised is an `assert`
    and never a refusal.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code


class NotFound(Refusal):
    """The row does not exist, or lies outside the actor's reach: the same answer, to the byte."""

    code = "not_found"


class NotAllowed(Refusal):
    """The actor's role at this place does not hold the permission that the step needs."""

    code = "not_allowed"
