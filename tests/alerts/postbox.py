"""A mail server on localhost that answers as it is told, and keeps what it was given."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Postbox:
    """``data`` is the answer to a whole message, ``rcpt`` those to addresses that are not taken; ``hang_s`` delays the greeting."""

    tls: ssl.SSLContext | None = None
    data: str = "250 ok"
    rcpt: dict[str, str] = field(default_factory=dict)
    password: str | None = None
    hang_s: float = 0.0
    port: int = 0
    mails: list[bytes] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)


class _Handler(socketserver.StreamRequestHandler):
    @property
    def box(self) -> Postbox:
        assert isinstance(self.server, _Server)
        return self.server.box

    def handle(self) -> None:
        time.sleep(self.box.hang_s)
        try:
            self._say("220 postbox")
            while self._answer(self.rfile.readline().decode().rstrip("\r\n")):
                pass
        except OSError:
            return

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
        self.wfile.flush()

    def _answer(self, line: str) -> bool:
        self.box.commands.append(line)
        verb, _, rest = line.partition(" ")
        if verb.upper() in ("QUIT", ""):
            self._say("221 bye")
            return False
        step = getattr(self, f"_{verb.lower()}", None)
        if step is None:
            self._say("250 ok")
        else:
            step(rest)
        return True

    def _ehlo(self, _rest: str) -> None:
        self._say("250-postbox")
        if self.box.tls and not isinstance(self.connection, ssl.SSLSocket):
            self._say("250-STARTTLS")
        self._say("250 AUTH PLAIN" if self.box.password else "250 8BITMIME")

    def _starttls(self, _rest: str) -> None:
        assert self.box.tls
        self._say("220 go ahead")
        self.connection = self.box.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")

    def _auth(self, rest: str) -> None:
        given = base64.b64decode(rest.split()[1]).split(b"\0")[2].decode()
        self._say("235 welcome" if given == self.box.password else "535 no")

    def _rcpt(self, rest: str) -> None:
        self._say(self.box.rcpt.get(rest.partition("<")[2].partition(">")[0], "250 ok"))

    def _data(self, _rest: str) -> None:
        self._say("354 go")
        lines = []
        while (got := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(got.removeprefix(b"."))
        if self.box.data.startswith("250"):
            self.box.mails.append(b"".join(lines))
        self._say(self.box.data)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    box: Postbox

    def handle_error(self, request: object, client_address: object) -> None:
        return


@contextmanager
def taking(box: Postbox) -> Iterator[Postbox]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.box = box
    box.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
