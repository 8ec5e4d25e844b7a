"""Offices for measuring: N services in one process, answers made beforehand, each call delayed.

``python tests/bench/offices.py N DOCUMENTS DELAY_SECONDS CONTENT_BYTES`` prints one JSON line with the base
URLs, the offices and the DOCDB numbers of the family's members, then serves until its standard input closes.

Each connection has a thread that sleeps and then sends bytes that are ready, so that a call takes the delay
and as little more as the machine allows. What it takes more nonetheless can be asked for, of any office:
``/lateness`` gives, for each answer of all offices since that was last asked, the seconds from the request's
arrival until the answer had left, less the delay. After ``/fresh`` the ids and titles in all answers are such
as no answer had before, so that nobody can have read them already. After ``/another`` so are the numbers: all
answers are about another family, and it gives the number of its first member. ``/calls`` gives how often each
path was asked, at all offices, since that or this was last asked.
"""

from __future__ import annotations

import json
import re
import socket
import socketserver
import sys
import threading
import time
from collections import Counter
from contextlib import suppress

from msgspec.structs import replace

from connectors.case.encode import encode_doclist, encode_family
from connectors.kit.generated import OFFICES, generate_families
from connectors.kit.sheets import Held
from connectors.model import Application, Document
from connectors.numbers.identity import ApplicationNumber, Number

CONTENT_CHUNK = bytes(range(256)) * 256
MARK = "000000000000"
"""What ends every id and title; another number in fresh answers."""

SERIAL = re.compile(r"[0-9]{4}(?=[A-Z]?$)")
"""The running number in the number of a generated application, the same in all numbers of a family."""

SERIALS = range(1000, 10_000)


class Measured:
    """What all offices of the process share: the delay, how late answers left, how often they changed.

    ``first`` is the number of the family's first member, by which the family is asked for.
    """

    def __init__(self, delay: float, content_bytes: int, first: ApplicationNumber) -> None:
        self.delay = delay
        self.content_bytes = content_bytes
        self.late: list[float] = []
        self.asked: list[str] = []
        self._first = first.docdb
        self._written = self._serial = _serial(first)
        self._changed = 0

    def told(self, path: str) -> bytes:
        """The answer to what is asked about the measurement itself."""
        if path in ("/another", "/calls"):
            asked, self.asked = self.asked, []
            return json.dumps(Counter(asked) if path == "/calls" else self._another()).encode()
        late, self.late = self.late, []
        self._changed += path == "/fresh"
        return json.dumps(late).encode()

    def _another(self) -> str:
        self._changed += 1
        following = int(self._serial) + 1
        self._serial = str(following if following in SERIALS else SERIALS.start)
        return self._first.replace(self._written, self._serial)

    def now(self, body: bytes) -> bytes:
        """A body that was made beforehand, as it is answered now."""
        if self._changed:
            body = body.replace(MARK.encode(), b"%012d" % self._changed)
        if self._serial != self._written:
            body = body.replace(self._written.encode(), self._serial.encode())
        return body


class Office(socketserver.ThreadingTCPServer):
    """One office's service."""

    daemon_threads = True
    request_queue_size = 512

    def __init__(self, own: Held, family: list[Held], measured: Measured) -> None:
        super().__init__(("127.0.0.1", 0), Connection)
        asked = Number("application", own.number.office, own.number.number, own.number.kind)
        documents = [_marked(document) for document in own.dossier.documents]
        members = [_titled(held.dossier.application) for held in family]
        self.measured = measured
        self.bodies = {
            "/families": encode_family(asked, members, "simple"),
            "/doclists": encode_doclist(own.number, documents, total=len(documents)),
        }


class Connection(socketserver.BaseRequestHandler):
    """One connection and its requests, one after the other."""

    server: Office
    request: socket.socket

    def handle(self) -> None:
        """Answers until the other side closes, or breaks off."""
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        with suppress(ConnectionError):
            self._answer_all()

    def _answer_all(self) -> None:
        received = bytearray()
        while True:
            while b"\r\n\r\n" not in received:
                data = self.request.recv(65_536)
                if not data:
                    return
                received += data
            since = time.perf_counter()
            target = received.split(b" ", 2)[1].decode()
            del received[: received.index(b"\r\n\r\n") + 4]
            self._answer(target.partition("?")[0], since)

    def _answer(self, path: str, since: float) -> None:
        measured, body = self.server.measured, self.server.bodies.get(path)
        if body is not None:
            measured.asked.append(path)
            body = measured.now(body)
            answer = _head("application/json", len(body)) + body
            time.sleep(measured.delay)
            self.request.sendall(answer)
            measured.late.append(time.perf_counter() - since - measured.delay)
        elif path.startswith("/documents/"):
            self._send_content(measured.content_bytes)
        else:
            told = measured.told(path)
            self.request.sendall(_head("application/json", len(told)) + told)

    def _send_content(self, length: int) -> None:
        self.request.sendall(_head("application/pdf", length))
        for _ in range(length // len(CONTENT_CHUNK)):
            self.request.sendall(CONTENT_CHUNK)


def _head(media_type: str, length: int) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n".encode()


def _serial(number: ApplicationNumber) -> str:
    found = SERIAL.search(number.number)
    if found is None:
        raise SystemExit(f"no running number in {number.docdb}")
    return found[0]


def _marked(document: Document) -> Document:
    return replace(document, id=document.id[: -len(MARK)] + MARK)


def _titled(application: Application) -> Application:
    return replace(application, title=f"{application.title} {MARK}")


def main(offices: int, documents: int, delay: float, content_bytes: int) -> None:
    """Serves until standard input closes."""
    family = list(generate_families(1, offices=OFFICES[:offices], documents=documents)[0].members)
    measured = Measured(delay, content_bytes, family[0].number)
    services = [Office(held, family, measured) for held in family]
    for service in services:
        threading.Thread(target=service.serve_forever, daemon=True).start()
    there = {
        "urls": [f"http://127.0.0.1:{service.server_address[1]}" for service in services],
        "offices": [held.number.office for held in family],
        "numbers": [held.number.docdb for held in family],
        "document": _marked(family[0].dossier.documents[0]).id,
    }
    sys.stdout.write(json.dumps(there) + "\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))
