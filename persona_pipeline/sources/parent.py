"""Send files to a throw-away child process and survive its death."""

from __future__ import annotations

import json
import selectors
import tempfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from persona_pipeline import children

from .model import ReadJob, ReadReport, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from persona_pipeline.children import Child
    from persona_pipeline.settings import WarehouseSettings

START_PATIENCE_S = 120.0
PATIENCE_BASE_S = 300.0
PATIENCE_S_PER_MB = 4.0
_STOP = '{"stop"'
_CHILD = "persona_pipeline.sources.child"


class ReadingStopped(RuntimeError):
    """Files cannot be read on this machine now: the process does not start, or the disk is full. No file is to blame."""


class ChildDied(Exception):
    """The child ended, or said nothing for too long, while it had a file in hand."""


def read_files(jobs: Sequence[ReadJob], limits: WarehouseSettings) -> Iterator[ReadReport]:
    """Read files in a child process; one report for each job, in order.

    One child serves all files. The file it dies on is tried once more in a child of its own; if that one dies too, the
    file is refused with error_code ``child_died`` and a fresh child goes on with the rest.

    Raises:
        ReadingStopped: if no child can be started, or the disk is full.
    """
    position = 0
    while position < len(jobs):
        with _Reader.started(jobs[position:], limits) as reader:
            for job in jobs[position:]:
                position += 1
                try:
                    report = reader.read(job)
                except ChildDied:
                    break
                yield report
            else:
                return
        yield _once_more(jobs[position - 1], limits)


def _once_more(job: ReadJob, limits: WarehouseSettings) -> ReadReport:
    with _Reader.started([job], limits) as reader:
        try:
            return reader.read(job)
        except ChildDied as died:
            return refusal(
                job,
                "child_died",
                f"{job.file_name}: found a file that ends its reader, twice ({died}); expected one that can be read. "
                "Mend: export it again; if it persists, report it with the file.",
            )


class _Reader:
    """A running child process that reads files."""

    def __init__(self, child: Child, errors: IO[bytes]) -> None:
        self._child, self._errors = child, errors

    @classmethod
    @contextmanager
    def started(cls, jobs: Sequence[ReadJob], limits: WarehouseSettings) -> Iterator[_Reader]:
        with tempfile.TemporaryFile() as errors, tempfile.TemporaryDirectory(prefix="persona-pipeline-read-") as spill:
            try:
                with children.started(_CHILD, (), cwd=spill, errors=errors) as child:
                    reader = cls(child, errors)
                    reader._greet(_hello(jobs, limits, spill))
                    yield reader
            except children.NotStarted as error:
                raise ReadingStopped(f"the process that reads files does not start: {error}") from error

    def read(self, job: ReadJob) -> ReadReport:
        """The report on one file.

        Raises:
            ChildDied: if the process ends or is silent for too long.
            ReadingStopped: if the disk is full or may not be written.
        """
        self._say(job.to_json())
        answer = self._answer(_patience_s(job.path))
        if answer.startswith(_STOP):
            raise ReadingStopped(
                f"{job.file_name}: reading stopped, and the file is not to blame: {json.loads(answer)['stop']}"
            )
        return ReadReport.from_json(answer)

    def _greet(self, hello: dict[str, object]) -> None:
        """Wait until it is ready; a child that cannot even start says nothing about any file."""
        try:
            self._say(json.dumps(hello))
            self._answer(START_PATIENCE_S)
        except ChildDied as died:
            raise ReadingStopped(f"the process that reads files does not start: {died}") from died

    def _say(self, line: str) -> None:
        try:
            self._child.input.write(line + "\n")
            self._child.input.flush()
        except BrokenPipeError:
            raise ChildDied(self._last_words()) from None

    def _answer(self, patience_s: float) -> str:
        with selectors.DefaultSelector() as selector:
            selector.register(self._child.output, selectors.EVENT_READ)
            if not selector.select(patience_s):
                raise ChildDied(f"no answer within {patience_s:.0f} seconds")
        line = self._child.output.readline()
        if not line.endswith("\n"):
            raise ChildDied(self._last_words())
        return line

    def _last_words(self) -> str:
        code = self._child.wait()
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        named = [line for line in lines if "Error" in line or "Exception" in line]
        said = f": {(named or lines)[-1][:300]}" if lines else ""
        return f"signal {-code}{said}" if code < 0 else f"exit code {code}{said}"


def _hello(jobs: Sequence[ReadJob], limits: WarehouseSettings, spill: str) -> dict[str, object]:
    folders = {str(job.path.parent) for job in jobs} | {str(job.out_dir) for job in jobs}
    return {"memory_limit": limits.memory_limit, "threads": limits.threads, "spill": spill, "folders": sorted(folders)}


def _patience_s(path: Path) -> float:
    size_mb = path.stat().st_size / 1e6 if path.exists() else 0.0
    return PATIENCE_BASE_S + PATIENCE_S_PER_MB * size_mb
