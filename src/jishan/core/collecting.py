"""Work that makes much and keeps it: looking for garbage in between would only cost time."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collector() -> Iterator[None]:
    """The collector of reference cycles rests, and looks at what was made with the old only."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()  # into the oldest generation, without a walk through it
            gc.enable()
