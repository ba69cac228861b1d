"""What a night tells on the command line: alerts as they are raised, reasons once, and what to do."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from persona_pipeline.alerts.message import Message
from persona_pipeline.night import NightReport

from .common import complain, say

_OF_THE_RUN = ("gate_stopped", "run_failed")
_WITHOUT_DETAILS = 3
"""Lines of an alert about the run itself before its technical details, which end the command as its error."""


class _Shown(logging.Handler):
    """Alerts as a title and lines, where the log has JSON."""

    def emit(self, record: logging.LogRecord) -> None:
        alert = getattr(record, "alert", None)
        if not isinstance(alert, Message):
            return
        lines = alert.body.splitlines()
        say(f"alert: {alert.title}")
        for line in lines[:_WITHOUT_DETAILS] if alert.rule in _OF_THE_RUN else lines:
            say(f"  {line}")


@contextmanager
def alerts_shown() -> Iterator[None]:
    """Alerts that are delivered to the log meanwhile are told to people, on stderr."""
    logger, handler = logging.getLogger("persona_pipeline.alerts"), _Shown()
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def tell_stopped(report: NightReport, workspace: Path, command: str) -> None:
    """Why the night was stopped, each reason once, and what to do; on stderr."""
    for reason in dict.fromkeys(check.reason for check in report.stopped_by):
        tables = ", ".join(dict.fromkeys(check.table for check in report.stopped_by if check.reason == reason))
        complain(f"{tables}: {reason}")
    first, last = report.dates[0], report.dates[-1]
    nights = f" --as-of {last}" if first == last else f" --from {first} --to {last}"
    again = f"persona-pipeline {command} -w {workspace}{nights if command == 'refresh' else ''}"
    say(f"to do: mend what is named above, then run `{again}` again")


def rows_taken_in(report: NightReport) -> int | None:
    """Rows that this run took in, from all sources; None where it took in nothing by its nature."""
    taken = [figures for name, figures in report.figures.items() if name.startswith("take_in_")]
    return sum(int(str(figures.get("rows_in", 0))) for figures in taken) if taken else None
