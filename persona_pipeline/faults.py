"""Named crash points: with CRASH_AT=<name> in the environment the process dies there, as a power cut would have it."""

import os


def crash_point(name: str) -> None:
    """Die without any clean-up if the environment names this point. Used by tests that prove what survives a crash."""
    if os.environ.get("CRASH_AT") == name:
        os._exit(137)
