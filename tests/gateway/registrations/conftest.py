"""A desk over a database in memory, and endpoints to register."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from virtual_time import LoopClock

import connectors.catalogue
from connectors.client import Network
from connectors.guard import LOOPBACK
from gateway.audit.record import Origin
from gateway.registrations.desk import Around, Desk
from gateway.registrations.ledger import Answer
from gateway.registrations.registration import Registration, fingerprint
from gateway.registrations.submission import Submission
from gateway.settings.auth import BasicSettings
from gateway.settings.ground import Ground
from gateway.store.store import Store

BODY: dict[str, Any] = {
    "id": "au-dossiers",
    "name": "IP Australia",
    "serves": ["AU"],
    "protocol": "case",
    "url": "https://dossier.office.example/case-api/v1",
    "contact": {"name": "Dossier desk", "email": "desk@office.example"},
}


def written(**changes: Any) -> dict[str, Any]:
    """A body with some members changed; ``None`` leaves one away."""
    return {name: value for name, value in (BODY | changes).items() if value is not None}


def encoded(**changes: Any) -> bytes:
    """The same as JSON."""
    return msgspec.json.encode(written(**changes))


def told(registration: Registration) -> Answer:
    """What is answered to a new registration."""
    return Answer(f"{registration.id} {registration.token}".encode(), fingerprint(registration))


AU = Origin("api", accessing="AU", credential="key au")
JP = Origin("api", accessing="JP", credential="key jp")
ONE, OTHER = Origin("api", credential="operator one"), Origin("command-line", credential="operator two")


def ground(profile: Any = "production") -> Ground:
    """What submissions are judged against."""
    networks = LOOPBACK if profile == "demo" else ()
    return Ground(
        directory=Path("/"),
        environ={},
        profile=profile,
        protocols=("case", "opd", "static-index"),
        wire=connectors.catalogue.wire,
        allow_networks=networks,
        ports=None if profile == "demo" else frozenset({443, 8443}),
    )


@pytest.fixture
def made() -> Callable[..., Submission]:
    """``made(name="x")``: a submission with some members changed."""
    return lambda **changes: Submission.model_validate(written(**changes), context=ground())


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    """A database in memory."""
    opened = Store(None)
    yield opened
    opened.close()


class Office:
    """A desk, and what it looks at: TXT records by name, the profile, what the operator has configured."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = LoopClock()
        self.records: dict[str, tuple[str, ...]] = {}
        self.around = self.surroundings()
        self.desk = Desk(store, self.clock, lambda: self.around, texts=self._texts)

    def surroundings(self, profile: Any = "production", **more: Any) -> Around:
        """What the configuration means for registrations."""
        network = Network(allow_http=profile == "demo", allow_networks=LOOPBACK if profile == "demo" else ())
        usual = {"configured": frozenset({"jp"}), "arranged": {}, "environ": {}}
        return Around(ground=ground(profile), network=network, **(usual | more))

    async def _texts(self, name: str) -> tuple[str, ...]:
        return self.records.get(name, ())

    async def trail(self) -> list[tuple[str, str | None, str | None, str | None]]:
        """The operation, the provider, the credential and the code of each record."""
        return await self.store.read(
            lambda c: c.execute(
                "SELECT operation, provider, credential, code FROM trail WHERE kind <> 'genesis' ORDER BY seq"
            ).fetchall()
        )

    def encoded(self, **changes: Any) -> bytes:
        """A body with some members changed."""
        return encoded(**changes)

    def told(self, registration: Registration) -> Answer:
        """What is answered to a new registration."""
        return told(registration)

    def basic(self) -> BasicSettings:
        """Credentials that an operator has arranged."""
        return BasicSettings(type="basic", username="gateway", password="literal:x")

    async def registered(self, **changes: Any) -> Registration:
        """A registration of AU."""
        _, id = await self.desk.register(encoded(**changes), "AU", AU, told)
        return await self.desk.find(id, "AU")


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Office]:
    """The desk."""
    made = Office(store)
    yield made
    await made.around.network.aclose()


@pytest.fixture
def origins() -> tuple[Origin, Origin, Origin, Origin]:
    """Two offices, and two operators."""
    return AU, JP, ONE, OTHER
