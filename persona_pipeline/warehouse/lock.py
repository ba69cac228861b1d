"""One writer: a file lock that the kernel frees when its holder dies, and a fence against runs that wake up late."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(RuntimeError):
    """Another run holds the workspace."""


class Fenced(RuntimeError):
    """A later run has taken over; this one must not write any more."""


@contextmanager
def hold_lock(path: Path, *, patience_s: float = 0.0) -> Iterator[None]:
    """Hold the lock file while the block runs.

    Raises:
        Busy: if it is still held by somebody else after ``patience_s`` seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        deadline = time.monotonic() + patience_s
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise Busy(
                        f"{path.parent}: another run is working in this workspace. "
                        "Mend: wait until it ends; the lock frees itself when its process dies."
                    ) from None
                time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)
