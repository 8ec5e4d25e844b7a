"""The world outside a gateway, on loopback: names that resolve as a test says, and every connection counted.

What the gateway may reach is answered by one office over TLS, to which sockets for public addresses are led;
nothing leaves the machine. What it may not reach is seen by the interpreter's own audit events: any
``connect`` of any socket of this process is noted, whoever opened it.
"""

from __future__ import annotations

import asyncio
import datetime
import socket
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from connectors.guard import AddrInfo

PUBLIC = "93.184.215.14"
_noting: list[list[tuple[str, int]]] = []
_hooked: list[bool] = []


Answering = Callable[[str, str], bytes | Awaitable[bytes]]
"""What is sent for a host and a target."""


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _noting and isinstance(arguments[1], tuple):
        _noting[-1].append(arguments[1][:2])


@contextmanager
def connections() -> Iterator[list[tuple[str, int]]]:
    """The address and port of every connection that this process begins, until the block is left."""
    if not _hooked:
        sys.addaudithook(_note)
        _hooked.append(True)
    noted: list[tuple[str, int]] = []
    _noting.append(noted)
    try:
        yield noted
    finally:
        _noting.remove(noted)


class Names(AbstractResolver):
    """Answers the lookups of each name in turn, the last one again and again; none is no such name."""

    def __init__(self, *answers: Iterable[str]) -> None:
        self._answers = [list(answer) for answer in answers]
        self.lookups: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """One lookup."""
        self.lookups.append(host)
        found = self._answers[min(self.lookups.count(host), len(self._answers)) - 1]
        if not found:
            raise OSError("no such name")
        return [
            ResolveResult(
                hostname=host,
                host=one,
                port=port,
                family=socket.AF_INET6 if ":" in one else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for one in found
        ]

    async def close(self) -> None:
        """Holds nothing."""


class Led(socket.socket):
    """A socket that connects to a listener of loopback, whatever address it is told, which it remembers."""

    listener: tuple[str, int]
    dialled: list[tuple[str, int]]
    told: int

    @property
    def family(self) -> socket.AddressFamily:
        """The family of the address that it is told."""
        return socket.AddressFamily(self.told)

    def connect(self, address: Any) -> None:
        """Connects to the listener."""
        self.dialled.append(address[:2])
        super().connect(self.listener)


class Office:
    """A providing office over TLS that answers as a test says; every connection and request is counted."""

    def __init__(self, port: int, authority: Path) -> None:
        self.port = port
        self.authority = authority
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        """Host, target and header fields (names in lower case) of each request."""
        self.dialled: list[tuple[str, int]] = []
        """The public address and port behind each connection."""
        self.answer: Answering = lambda host, target: reply(b"{}")

    def open(self, address: AddrInfo) -> socket.socket:
        """A socket for an address that the guard let pass: it leads here."""
        made = Led(socket.AF_INET, socket.SOCK_STREAM)
        made.listener, made.dialled, made.told = ("127.0.0.1", self.port), self.dialled, address[0]
        return made

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                fields = {
                    name.lower(): value
                    for name, _, value in (line.partition(": ") for line in head[1:] if line)
                }
                target = head[0].split(" ")[1]
                self.requests.append((fields["host"], target, fields))
                await reader.readexactly(int(fields.get("content-length", 0)))
                answered = self.answer(fields["host"], target)
                writer.write(answered if isinstance(answered, bytes) else await answered)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def reply(body: bytes, *fields: str, status: str = "200 OK") -> bytes:
    """An answer as it goes over the wire."""
    length = f"Content-Length: {len(body)}"
    return "\r\n".join((f"HTTP/1.1 {status}", length, *fields, "", "")).encode() + body


@asynccontextmanager
async def office_at(names: Iterable[str], folder: Path) -> AsyncIterator[Office]:
    """An office that answers for all these host names, with a certificate of an authority of its own."""
    authority, chain = certificates(sorted(set(names)), folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain)
    office = Office(0, authority)
    server = await asyncio.start_server(office.serve, "127.0.0.1", 0, ssl=context)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        server.close()
        await asyncio.sleep(0)


def certificates(names: list[str], folder: Path) -> tuple[Path, Path]:
    """The files of an authority's certificate, and of a key with a certificate for the names."""
    key, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
    now = datetime.datetime.now(datetime.UTC)

    def builder(subject: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
        made = made.serial_number(x509.random_serial_number())
        lasting = datetime.timedelta(days=1)
        return made.not_valid_before(now - lasting).not_valid_after(now + lasting)

    root = (
        builder(issuer, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test office")])
    hosts = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
    leaf = builder(subject, own.public_key()).add_extension(hosts, critical=False).sign(key, hashes.SHA256())
    authority, chain = folder / "authority.pem", folder / "office.pem"
    authority.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    chain.write_bytes(
        own.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + leaf.public_bytes(serialization.Encoding.PEM)
    )
    return authority, chain
