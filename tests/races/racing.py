"""Threads that start together and say how each of them ended."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

from jishan.core.errors import Refusal

Answer = TypeVar("Answer")


def together(steps: Sequence[Callable[[], Answer]]) -> list[Answer | Refusal]:
    """Run every step in a thread and a connection of its own, all at once; answers in their order.

    A refusal is an answer. Any other exception is a failure of the test.
    """
    barrier = Barrier(len(steps))

    def run(step: Callable[[], Answer]) -> Answer | Refusal:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            return step()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))
