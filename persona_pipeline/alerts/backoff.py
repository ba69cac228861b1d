"""When a message that did not arrive is tried again: exponential back-off with jitter, the same for the same message and try."""

from __future__ import annotations

import hashlib
from datetime import timedelta

FIRST_S, LONGEST_S, LONGEST_ASKED_S = 60.0, 3_600.0, 86_400.0


def jitter(key: str, number: int) -> float:
    """A number from 0.5 up to 1 that follows from the key, so that messages do not come back all at once."""
    digest = hashlib.sha256(f"{key}\x1f{number}".encode()).digest()
    return 0.5 + int.from_bytes(digest[:8], "big") / 2**65


def wait_after(key: str, failures: int, asked_s: float | None = None) -> timedelta:
    """How long to wait after so many failures in a row, at least as long as the receiver asks for.

    Half to all of 1 minute, 2, 4, up to an hour; a receiver's wish is heard up to a day.
    """
    doubled = FIRST_S * 2.0 ** min(max(failures, 1) - 1, 20)
    own = min(doubled, LONGEST_S) * jitter(key, failures)
    return timedelta(seconds=max(own, min(asked_s or 0.0, LONGEST_ASKED_S)))
