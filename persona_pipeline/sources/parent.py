"""Send files to a throw-away child process and survive its death."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

import persona_pipeline

from .model import ReadJob, ReadReport, refusal

if TYPE_CHECKING:
    from persona_pipeline.settings import WarehouseSettings
    from collections.abc import Iterator, Sequence

PATIENCE_BASE_S = 300.0
PATIENCE_S_PER_MB = 4.0
_KEPT_ENVIRONMENT = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "HOME",
    "LD_LIBRARY_PATH",
    "CRASH_AT",
    "COVERAGE_PROCESS_START",
)


class ChildDied(Exception):
    """The child ended, or said nothing for too long, while it had a file in hand."""


def read_files(jobs: Sequence[ReadJob], limits: WarehouseSettings) -> Iterator[ReadReport]:
    """Read files in a child process; one report for each job, in order.

    One child serves all files. The file it dies on is tried once more in a child of its own; if that one dies too, the
    file is refused with error_code ``child_died`` and a fresh child goes on with the rest.
    """
    position = 0
    while position < len(jobs):
        with _Child.started(jobs[position:], limits) as child:
            for job in jobs[position:]:
                position += 1
                try:
                    report = child.read(job)
                except ChildDied:
                    break
                yield report
            else:
                return
        yield _once_more(jobs[position - 1], limits)


def _once_more(job: ReadJob, limits: WarehouseSettings) -> ReadReport:
    with _Child.started([job], limits) as child:
        try:
            return child.read(job)
        except ChildDied as died:
            return refusal(
                job,
                "child_died",
                f"{job.file_name}: found a file that ends its reader, twice ({died}); expected one that can be read. Mend: export it again; if it persists, report it with the file.",
            )


class _Child:
    """A running child process."""

    def __init__(self, process: subprocess.Popen[str], errors: IO[bytes]) -> None:
        self._process = process
        self._errors = errors

    @classmethod
    @contextmanager
    def started(cls, jobs: Sequence[ReadJob], limits: WarehouseSettings) -> Iterator[_Child]:
        with tempfile.TemporaryFile() as errors, tempfile.TemporaryDirectory(prefix="persona-pipeline-read-") as spill:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "persona_pipeline.sources.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=_environment(),
                cwd=spill,
                encoding="utf-8",
            )
            try:
                child = cls(process, errors)
                child._say(json.dumps(_hello(jobs, limits, spill)))
                yield child
            finally:
                process.kill()
                process.wait()
                for pipe in (process.stdin, process.stdout):
                    if pipe is not None:
                        _close(pipe)

    def read(self, job: ReadJob) -> ReadReport:
        """The report on one file.

        Raises:
            ChildDied: if the process ends or is silent for too long.
        """
        self._say(job.to_json())
        return ReadReport.from_json(self._answer(_patience_s(job.path)))

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise ChildDied(self._last_words()) from None

    def _answer(self, patience_s: float) -> str:
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            if not selector.select(patience_s):
                raise ChildDied(f"no answer within {patience_s:.0f} seconds")
        line = self._process.stdout.readline()
        if not line.endswith("\n"):
            raise ChildDied(self._last_words())
        return line

    def _last_words(self) -> str:
        code = self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        said = f": {lines[-1][:300]}" if lines else ""
        return f"signal {-code}{said}" if code < 0 else f"exit code {code}{said}"


def _hello(jobs: Sequence[ReadJob], limits: WarehouseSettings, spill: str) -> dict[str, object]:
    folders = {str(job.path.parent) for job in jobs} | {str(job.out_dir) for job in jobs}
    return {"memory_limit": limits.memory_limit, "threads": limits.threads, "spill": spill, "folders": sorted(folders)}


def _environment() -> dict[str, str]:
    """What a child needs to start, and no secret."""
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return {**kept, "PYTHONPATH": str(Path(persona_pipeline.__file__).parents[1]), "PYTHONUTF8": "1"}


def _patience_s(path: Path) -> float:
    size_mb = path.stat().st_size / 1e6 if path.exists() else 0.0
    return PATIENCE_BASE_S + PATIENCE_S_PER_MB * size_mb


def _close(pipe: IO[str]) -> None:
    with suppress(OSError):
        pipe.close()
