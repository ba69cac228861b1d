"""Rows without a date of their own get the day that the file's name tells, where persona.yaml says how to read it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from persona_pipeline.settings import days_named

from .fields import MAIN_MOMENT
from .model import FileRefused

if TYPE_CHECKING:
    from .model import ReadJob


def dated(job: ReadJob) -> ReadJob:
    """The job with that day as the constant of the kind's moment, at its first minute; unchanged without ``date_in_name``.

    Raises:
        FileRefused: no_date_in_name where the name tells no day, or more than one.
    """
    source = job.source
    if source.date_in_name is None:
        return job
    name = PurePath(job.file_name).name
    days = days_named(source.date_in_name, name)
    if len(days) != 1:
        told = "no such date" if not days else f"{len(days)} dates ({', '.join(map(str, days))})"
        raise FileRefused(
            "no_date_in_name",
            found=f"the file name {name!r} with {told}",
            expected=f"one date in the form {source.date_in_name} (`date_in_name` of source {source.name})",
            mend="rename the file, or correct `date_in_name` in persona.yaml.",
        )
    constants = {**source.constants, MAIN_MOMENT[source.kind]: days[0].isoformat()}
    return replace(job, source=source.model_copy(update={"constants": constants}))
