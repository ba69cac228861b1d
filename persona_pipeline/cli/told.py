"""What a night tells on the command line: alerts as they are raised, reasons once, and what to do."""

import logging
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from persona_pipeline.alerts.message import Message
from persona_pipeline.night import NightReport

from .common import complain, say

_OF_THE_RUN = ("gate_stopped", "run_failed")
_WITHOUT_DETAILS = 3
"""Lines of an alert about the run itself before its technical details, which end the command as its error."""


class _Heard(logging.Handler):
    def __init__(self, hear: Callable[[logging.LogRecord], None]) -> None:
        super().__init__()
        self._hear = hear

    def emit(self, record: logging.LogRecord) -> None:
        self._hear(record)


@contextmanager
def listening(name: str, hear: Callable[[logging.LogRecord], None]) -> Iterator[None]:
    """What is logged under the name meanwhile is heard, and not printed as it is for want of a handler."""
    logger, handler = logging.getLogger(name), _Heard(hear)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


@contextmanager
def log_shown() -> Iterator[None]:
    """Alerts and warnings of feeds are told to people meanwhile, on stderr: in lines, where the log has JSON."""
    with (
        listening("persona_pipeline.alerts", _show_alert),
        listening("persona_pipeline.feeds", lambda record: say(f"warning: {record.getMessage()}")),
    ):
        yield


def _show_alert(record: logging.LogRecord) -> None:
    alert = getattr(record, "alert", None)
    if not isinstance(alert, Message):
        return
    lines = alert.body.splitlines()
    say(f"alert: {alert.title}")
    for line in lines[:_WITHOUT_DETAILS] if alert.rule in _OF_THE_RUN else lines:
        say(f"  {line}")


def tell_stopped(report: NightReport, workspace: Path, command: str) -> None:
    """Why the night was stopped, each reason once, and what to do; on stderr."""
    for reason in dict.fromkeys(check.reason for check in report.stopped_by):
        tables = ", ".join(dict.fromkeys(check.table for check in report.stopped_by if check.reason == reason))
        complain(f"{tables}: {reason}")
    first, last = report.dates[0], report.dates[-1]
    nights = f" --as-of {last}" if first == last else f" --from {first} --to {last}"
    again = f"persona-pipeline {command} -w {shlex.quote(str(workspace))}{nights if command == 'refresh' else ''}"
    say(f"to do: mend what is named above, then run `{again}` again")


def rows_taken_in(report: NightReport) -> int | None:
    """Rows that this run took in, from all sources; None where it took in nothing by its nature."""
    taken = [figures for name, figures in report.figures.items() if name.startswith("take_in_")]
    return sum(int(str(figures.get("rows_in", 0))) for figures in taken) if taken else None
