"""Child processes that are there at once: forked from one that has imported what they need.

Starting Python and importing takes most of a second, and a night wants a handful of children. So the first one asked for
starts a nursery: a process with a clean environment and a single thread that imports the modules asked of it, touches no
data, and forks. What it forks shares nothing that is written: every child is as much a throw-away process as before.
The nursery ends when its owner does, and its children with it.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn

import persona_pipeline

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
_LONGEST_REQUEST = 1 << 16
_FIRST_OTHER_FILE, _LAST_FILE = 3, 1 << 16


class NotStarted(RuntimeError):
    """No child can be started on this machine now."""


class Child:
    """A running child process with pipes to its standard input and output (text, UTF-8)."""

    def __init__(self, pid: int, status: socket.socket, input_: IO[str], output: IO[str]) -> None:
        self.pid, self.input, self.output = pid, input_, output
        self._status = status
        self._code: int | None = None

    def wait(self) -> int:
        """Its exit code, once it has ended; minus the number of the signal that ended it."""
        if self._code is None:
            said = self._status.recv(32)
            self._code = int(said) if said else -signal.SIGKILL  # the nursery took it along
        return self._code

    def kill(self) -> None:
        """End it, if it has not ended by itself."""
        if self._code is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


def environment() -> dict[str, str]:
    """What a child needs to start, and no secret."""
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    places = [str(Path(persona_pipeline.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(places), "PYTHONUTF8": "1"}


@contextlib.contextmanager
def started(module: str, args: Sequence[str], *, cwd: str | Path, errors: IO[bytes]) -> Iterator[Child]:
    """Run ``main()`` of a module in a child of its own, ``errors`` as its standard error; it is killed at the end.

    Raises:
        NotStarted: if no child can be started.
    """
    with contextlib.ExitStack() as stack:
        status, theirs = socket.socketpair()
        stack.callback(status.close)
        input_read, input_write = os.pipe()
        output_read, output_write = os.pipe()
        given = (input_read, output_write, errors.fileno(), theirs.fileno())
        request = {"module": module, "args": list(args), "cwd": str(cwd), "environment": environment()}
        try:
            output = stack.enter_context(os.fdopen(output_read, encoding="utf-8"))
            input_ = os.fdopen(input_write, "w", encoding="utf-8")
            stack.callback(_close_pipe, input_)
            pid = _ask(json.dumps(request).encode(), given, status)
        finally:
            os.close(input_read)
            os.close(output_write)
            theirs.close()
        child = Child(pid, status, input_, output)
        try:
            yield child
        finally:
            child.kill()
            child.wait()


def _close_pipe(pipe: IO[str]) -> None:
    with contextlib.suppress(OSError):  # whoever read from it is gone
        pipe.close()


class _Nursery:
    """This process's end of its nursery."""

    def __init__(self) -> None:
        self.control, theirs = socket.socketpair()
        self.said = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the nursery itself
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "persona_pipeline.children", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self.said,
                pass_fds=[theirs.fileno()],
                env=environment(),
                cwd="/",
            )

    def fork(self, request: bytes, given: Sequence[int], status: socket.socket) -> int | None:
        """The child's process id; None where the nursery is no longer there."""
        try:
            socket.send_fds(self.control, [request], given)
        except OSError:
            return None
        with (
            selectors.DefaultSelector() as selector
        ):  # its end shows on the control socket: we hold both ends of the other
            selector.register(status, selectors.EVENT_READ)
            selector.register(self.control, selectors.EVENT_READ)
            ready = {key.fileobj for key, _ in selector.select()}
        return int(status.recv(32)) if status in ready else None

    def end(self) -> str:
        """Take leave of it; its last words."""
        self.control.close()
        self.process.kill()
        self.process.wait()
        with self.said:
            self.said.seek(0)
            lines = self.said.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:300] if lines else f"it ended with {self.process.returncode}"


_locks = {"nursery": threading.Lock()}
os.register_at_fork(after_in_child=lambda: _locks.update(nursery=threading.Lock()))
_ours: dict[int, _Nursery] = {}
"""The nursery by the process that owns it: a fork of ours starts its own."""


def _ask(request: bytes, given: Sequence[int], status: socket.socket) -> int:
    if len(request) >= _LONGEST_REQUEST:
        raise NotStarted(f"its paths and environment are too long: {len(request)} bytes")
    words = ""
    with _locks["nursery"]:
        for _ in range(2):  # one that was ended from outside is started anew, once
            nursery = _ours.get(os.getpid())
            if nursery is None:
                nursery = _ours[os.getpid()] = _Nursery()
            pid = nursery.fork(request, given, status)
            if pid is not None:
                return pid
            words = _ours.pop(os.getpid()).end()
    raise NotStarted(words)


def main() -> None:
    """The nursery itself: fork what is asked for over the socket, tell of ends, until the owner is gone."""
    control = socket.socket(fileno=int(sys.argv[1]))
    woken, wake = os.pipe()
    os.set_blocking(woken, False)
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    running: dict[int, socket.socket] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is control:
                    request, given, _, _ = socket.recv_fds(control, _LONGEST_REQUEST, 4)
                    if not request:
                        return
                    pid = _forked(json.loads(request), given)
                    running[pid] = socket.socket(fileno=given[3])
                    _tell(running[pid], pid)
                else:
                    os.read(woken, 1024)
                    _reap(running)


def _forked(request: Mapping[str, object], given: Sequence[int]) -> int:
    """Fork a child; returns in the nursery only."""
    module = str(request["module"])
    with contextlib.suppress(Exception):  # the child meets the same error, and says it where it is heard
        importlib.import_module(module)
    pid = os.fork()
    if pid == 0:
        _live(module, request, given)
    for file in given[:3]:
        os.close(file)
    return pid


def _live(module: str, request: Mapping[str, object], given: Sequence[int]) -> NoReturn:
    """The child: only its own files, folder and environment, then the module's ``main``."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for place, file in enumerate(given[:3]):
            os.dup2(file, place)
        os.closerange(_FIRST_OTHER_FILE, _LAST_FILE)
        os.chdir(str(request["cwd"]))
        os.environ.clear()
        os.environ.update(request["environment"])  # type: ignore[call-overload]
        sys.argv = [module, *request["args"]]  # type: ignore[misc]
        importlib.import_module(module).main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - told on its standard error and by its exit code, as Python does
        traceback.print_exc()
    finally:
        for pipe in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                pipe.flush()
        os._exit(code)


def _reap(running: dict[int, socket.socket]) -> None:
    for pid in list(running):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with running.pop(pid) as owner:
                _tell(owner, os.waitstatus_to_exitcode(status))


def _tell(owner: socket.socket, number: int) -> None:
    with contextlib.suppress(OSError):  # it may have gone without waiting
        owner.send(str(number).encode())


if __name__ == "__main__":
    main()
