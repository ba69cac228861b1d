"""Children of the nursery: alone with their own files and environment, started anew when the nursery is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from persona_pipeline import children

PROBE = """
import json, os, sys
def main():
    if "fail" in sys.argv: raise ValueError("as asked")
    if "wait" in sys.argv: sys.stdin.read()
    print(json.dumps({"args": sys.argv[1:], "cwd": os.getcwd(), "secret": os.environ.get("SECRET"), "point": os.environ.get("CRASH_AT"),
                      "files": sorted(int(f) for f in os.listdir("/proc/self/fd"))}))
"""


@pytest.fixture
def probe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module that tells of its process; a nursery that knows where it is."""
    (tmp_path / "probe_of_children.py").write_text(PROBE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    nursery = children._ours.pop(os.getpid(), None)
    if nursery:
        nursery.end()
    return "probe_of_children"


def run(module: str, *args: str, cwd: Path) -> tuple[str, int, str]:
    with tempfile.TemporaryFile() as errors, children.started(module, args, cwd=cwd, errors=errors) as child:
        child.input.close()
        said, code = child.output.read(), child.wait()
        errors.seek(0)
        return said, code, errors.read().decode()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_child_has_its_own_files_folder_and_environment(
    probe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "s3cret")
    with (tmp_path / "of the owner").open("w"):
        first, code, _ = run(probe, "a", cwd=tmp_path)
    assert code == 0
    assert f'"args": ["a"], "cwd": "{tmp_path}", "secret": null, "point": null, "files": [0, 1, 2, ' in first
    assert first.count(",") <= 8, "its three files, and the one it lists them with"
    monkeypatch.setenv("CRASH_AT", "here")
    assert '"point": "here"' in run(probe, cwd=tmp_path)[0], "the environment of now, not that of the nursery's start"


def test_a_child_that_fails_says_why(probe: str, tmp_path: Path) -> None:
    _, code, errors = run(probe, "fail", cwd=tmp_path)
    assert code == 1
    assert errors.strip().endswith("ValueError: as asked")
    _, code, errors = run("persona_pipeline.not_there", cwd=tmp_path)
    assert code == 1
    assert "ModuleNotFoundError" in errors


def test_a_child_is_killed_at_the_end(probe: str, tmp_path: Path) -> None:
    with (
        tempfile.TemporaryFile() as errors,
        children.started(probe, ["wait"], cwd=tmp_path, errors=errors) as child,
    ):
        process = psutil.Process(child.pid)
        assert process.is_running()
    assert child.wait() == -signal.SIGKILL
    assert not psutil.pid_exists(child.pid)


def test_a_nursery_that_was_killed_is_started_anew(probe: str, tmp_path: Path) -> None:
    run(probe, cwd=tmp_path)
    children._ours[os.getpid()].process.kill()
    assert run(probe, cwd=tmp_path)[1] == 0


def test_where_none_starts_it_is_said(probe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(children.NotStarted, match="ended with 1"):
        run(probe, cwd=tmp_path)


def test_the_nursery_ends_with_its_owner(tmp_path: Path) -> None:
    code = (
        "import os, tempfile\nfrom persona_pipeline import children\n"
        "with tempfile.TemporaryFile() as e, children.started('persona_pipeline.faults', [], cwd='/', errors=e) as c: c.wait()\n"
        "print(children._ours[os.getpid()].process.pid, flush=True)\nos._exit(9)"
    )
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=root)
    pid = int(done.stdout)
    until = time.monotonic() + 20
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < until
        time.sleep(0.05)
