"""A providing office joins by itself: registers, proves, is examined, approved, changes, and leaves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from replicas import Replica, replica

from connectors.kit.demonstration import simulate_demonstration
from connectors.kit.simulator import SimulatedEndpoint, Simulation
from gateway.audit.record import Origin
from gateway.following import catch_up
from gateway.registrations.desk import Desk

PATH = "/api/v1/registrations"
NUMBER = {"ca": "CA 3109276", "au": "AU 2019325418"}
SCOPES = {
    "CA": ["ask", "register"],
    "AU": ["ask", "register"],
    "JP": ["ask"],
    "US": ["ask"],
    "WO": ["administer"],
    "IL": ["administer", "register"],
}


def key(office: str) -> str:
    """The key of an office."""
    return f"the-key-of-{office.lower()}-for-these-tests"


class House:
    """A gateway without any file of an office, over simulated offices that can register."""

    def __init__(self, gateway: Replica, simulation: Simulation) -> None:
        self.replica = gateway
        self.simulation = simulation
        self.records: dict[str, tuple[str, ...]] = {}

    def body(self, id: str, **changes: Any) -> dict[str, Any]:
        """What an office submits for its simulated endpoint."""
        there: SimulatedEndpoint = self.simulation.endpoint(id)
        usual = {
            "id": f"{id}-own",
            "name": there.name,
            "serves": list(there.serves),
            "protocol": there.protocol,
            "url": there.url,
            "auth": {"type": "arranged" if there.key else "none"},
            "visibility": {"default": "offices"},
            "contact": {"name": "Desk", "email": "desk@office.example"},
        }
        return usual | changes

    def asked(self, id: str) -> int:
        """How often a simulated office was asked anything."""
        return sum(self.simulation.asked(id).values())

    async def send(self, method: str, path: str, office: str, body: Any = None, **headers: str) -> Any:
        """One request of an office; ``If_Match`` and such are header fields."""
        sent = {"Authorization": f"Bearer {key(office)}", "Content-Type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.replica.session.request(
            method,
            self.replica.url + PATH + path,
            headers=sent,
            data=None if body is None else json.dumps(body),
        ) as answer:
            content = await answer.read()
            tag = answer.headers.get("ETag", "")
            return answer.status, (json.loads(content) if content else None), tag

    async def step(self, method: str, path: str, office: str, body: Any = None, **headers: str) -> Any:
        """A step that succeeds, in force when it is given; the registration."""
        status, said, tag = await self.send(method, path, office, body, **headers)
        assert status in (200, 201, 204), said
        await catch_up(self.replica.gateway)
        return said, tag

    async def join(self, id: str, **changes: Any) -> None:
        """Registers, proves and has approved an endpoint."""
        office = id.upper()
        said, _ = await self.step("POST", "", office, self.body(id, **changes))
        self.records[said["challenge"]["txtName"]] = (said["challenge"]["token"],)
        said, tag = await self.step(
            "POST", f"/{id}-own/verification", office, {"method": "dns", "number": NUMBER[id]}
        )
        assert said["status"] == "verified", said["examination"]
        said, _ = await self.step("POST", f"/{id}-own/approval", "WO", {}, If_Match=tag)
        assert said["status"] == "approved"

    async def shown(self, id: str, office: str | None = "JP") -> set[str]:
        """The outcome codes of asking for the endpoint's application; of nobody there is none."""
        got = await self.replica.get(
            "/api/v1/families", None if office is None else key(office), number=NUMBER[id], type="application"
        )
        found = got.json.get("outcomes", ()) if got.status == 200 else ()
        codes = {one["code"] for one in found if one["provider"] == f"{id}-own"}
        return {"ok" if code == "cached" else code for code in codes} | {str(got.status)}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """The gateway, in the demo profile, with a database on the disk."""
    async with AsyncExitStack() as stack:
        simulation = await stack.enter_async_context(simulate_demonstration(faults={}))
        au = simulation.endpoint("au")
        assert au.key is not None
        credentials = {"provider": "au-own", "url": au.url, "auth": dict(au.auth)}
        settings: dict[str, Any] = {
            "profile": "demo",
            "public_url": "http://127.0.0.1",
            "storage": {"url": f"sqlite:///{tmp_path}/casegate.db"},
            "access": {
                "keys": [
                    {"office": office, "key": f"literal:{key(office)}", "scopes": scopes}
                    for office, scopes in SCOPES.items()
                ]
            },
            "registrations": {"credentials": [credentials]},
        }
        (tmp_path / "gateway.yaml").write_text(
            "".join(f"{name}: {json.dumps(value)}\n" for name, value in settings.items())
        )
        (tmp_path / "agreements.yaml").write_text(
            "agreements:\n  - {id: ca-us, provider: ca-own, accessing: [US], from: 2020-01-01,"
            ' status: active, terms: "1", accepted_by: [CA, US]}\n'
        )
        made: list[House] = []

        async def texts(name: str) -> tuple[str, ...]:
            return made[0].records.get(name, ())

        made.append(House(await stack.enter_async_context(replica(tmp_path, texts)), simulation))
        yield made[0]


async def test_an_office_joins_and_leaves(house: House) -> None:
    """Nothing of it before consent, all of it after, nothing within a look at the database once it is out."""
    assert await house.shown("ca") == {"404"}
    await house.join("ca")
    assert await house.shown("ca") == {"200", "ok"}
    assert await house.shown("ca", None) == {"404"}
    _, said, tag = await house.send("GET", "/ca-own", "CA")
    assert (said["status"], said["needs"], said["examination"]["passed"]) == ("approved", [], True)
    assert said["examination"]["counts"]["pass"] > 10
    await house.step("DELETE", "/ca-own", "CA", If_Match=tag)
    assert await house.shown("ca") == {"404"}
    assert (await house.send("PUT", "/ca-own", "CA", house.body("ca"), If_Match="*"))[0] == 409


async def test_credentials_come_from_the_operator(house: House) -> None:
    """An endpoint that wants a key is reached with what was arranged; its office never writes it."""
    await house.join("au")
    assert "ok" in await house.shown("au")


async def test_an_agreement_opens_what_is_registered(house: House) -> None:
    """It names the registration as it would name a file; whom it does not name sees nothing."""
    await house.join("ca", visibility={"default": "named"})
    assert "ok" in await house.shown("ca", "US")
    assert await house.shown("ca", "JP") == {"404"}


async def test_narrowing_counts_at_once_and_widening_by_consent(house: House) -> None:
    """By the next question, without anybody's consent; the other way round only with it."""
    await house.join("ca")
    _, _, tag = await house.send("GET", "/ca-own", "CA")
    narrow = house.body("ca", visibility={"default": "named", "offices": ["AU"]})
    said, tag = await house.step("PUT", "/ca-own", "CA", narrow, If_Match=tag)
    assert said["needs"] == []
    assert await house.shown("ca") == {"404"}
    assert "ok" in await house.shown("ca", "AU")
    wide = house.body("ca", visibility={"default": "public"})
    said, tag = await house.step("PUT", "/ca-own", "CA", wide, If_Match=tag)
    assert (said["needs"], said["inForce"]["visibility"]["default"]) == (["approval"], "named")
    assert await house.shown("ca") == {"404"}
    maximum = {"maximum": {"visibility": "offices"}}
    assert (await house.send("POST", "/ca-own/approval", "WO", maximum, If_Match="*"))[0] == 428
    said, _ = await house.step("POST", "/ca-own/approval", "WO", maximum, If_Match=tag)
    assert said["maximum"] == {"visibility": "offices", "offices": []}
    assert "ok" in await house.shown("ca")
    assert await house.shown("ca", None) == {"404"}


async def test_suspension_forgets_what_was_answered(house: House) -> None:
    """It is not asked, and nothing of it is shown; taken up again it is asked anew."""
    await house.join("ca")
    assert await house.shown("ca") == {"200", "ok"}
    before = house.asked("ca")
    assert await house.shown("ca") == {"200", "ok"}
    assert house.asked("ca") == before
    desk = Desk(house.replica.gateway.store, house.replica.gateway.clock, house.replica.gateway.around)
    await desk.suspend("ca-own", "it answers nonsense", Origin("command-line", credential="operator kim"))
    await catch_up(house.replica.gateway)
    assert await house.shown("ca") == {"502"}
    assert house.asked("ca") == before
    _, said, tag = await house.send("GET", "/ca-own", "CA")
    assert (said["status"], said["reason"]) == ("suspended", "it answers nonsense")
    await house.step("POST", "/ca-own/approval", "WO", {}, If_Match=tag)
    assert await house.shown("ca") == {"200", "ok"}
    assert house.asked("ca") > before


async def test_maintenance_is_told(house: House) -> None:
    """A window that is open now: its asks end so, with when to come back."""
    await house.join("ca")
    _, _, tag = await house.send("GET", "/ca-own", "CA")
    always = [{"weekday": day, "at": "00:00", "minutes": 1440} for day in ("monday", "tuesday", "wednesday")]
    always += [{"weekday": day, "at": "00:00", "minutes": 1440} for day in ("thursday", "friday")]
    always += [{"weekday": day, "at": "00:00", "minutes": 1440} for day in ("saturday", "sunday")]
    await house.step("PUT", "/ca-own", "CA", house.body("ca", maintenance=always), If_Match=tag)
    before = house.asked("ca")
    got = await house.replica.get("/api/v1/families", key("JP"), number=NUMBER["ca"], type="application")
    assert got.status == 502
    assert "ca-own (maintenance)" in got.json["detail"]
    assert int(got.headers["Retry-After"]) > 0
    assert house.asked("ca") == before


async def test_a_preview_shows_what_would_be_shown(house: House) -> None:
    """To the public nothing, to an office its family; to its own office alone, and only once it is proved."""
    said, _ = await house.step("POST", "", "CA", house.body("ca"))
    query = f"/ca-own/preview?number={NUMBER['ca'].replace(' ', '%20')}&type=application"
    assert (await house.send("GET", f"{query}&as=JP", "CA"))[0] == 409
    house.records[said["challenge"]["txtName"]] = ("other", said["challenge"]["token"])
    await house.step("POST", "/ca-own/verification", "CA", {"number": NUMBER["ca"]})
    status, said, _ = await house.send("GET", f"{query}&as=JP", "CA")
    assert (status, said["family"]["members"][0]["availability"]) == (200, "available")
    assert (await house.send("GET", f"{query}&as=public", "CA"))[0] == 404
    assert (await house.send("GET", f"{query}&as=JP", "AU"))[0] == 404
    assert await house.shown("ca") == {"404"}


async def test_without_proof_nothing_goes_on(house: House) -> None:
    """It is told what was looked for; the endpoint itself is not asked anything."""
    said, _ = await house.step("POST", "", "CA", house.body("ca"))
    before = house.asked("ca")
    said, tag = await house.step("POST", "/ca-own/verification", "CA", {"number": NUMBER["ca"]})
    assert (said["status"], said["examination"]["passed"]) == ("draft", False)
    assert "none of 0 TXT records" in said["examination"]["detail"]
    assert house.asked("ca") == before
    assert (await house.send("POST", "/ca-own/approval", "WO", {}, If_Match=tag))[0] == 409


async def test_who_may_do_what(house: House) -> None:
    """Scopes, versions, media types, other offices: each refused in its own way."""
    body = house.body("ca")
    assert (await house.send("POST", "", "JP", body))[1]["code"] == "scope-missing"
    assert (await house.send("POST", "", "AU", body))[1]["code"] == "not-your-office"
    _, tag = await house.step("POST", "", "CA", body, Idempotency_Key="one")
    again = await house.send("POST", "", "CA", body, Idempotency_Key="one")
    assert (again[0], again[2]) == (201, tag)
    other = house.body("ca", name="Other")
    assert (await house.send("POST", "", "CA", other, Idempotency_Key="one"))[1][
        "code"
    ] == "idempotency-key-reused"
    assert (await house.send("POST", "", "CA", body))[1]["code"] == "registration-conflict"
    assert (await house.send("PUT", "/ca-own", "CA", other))[1]["code"] == "precondition-required"
    assert (await house.send("PUT", "/ca-own", "CA", other, If_Match='"ca-own.9"'))[1]["code"] == (
        "precondition-failed"
    )
    yaml = await house.send("PUT", "/ca-own", "CA", other, If_Match=tag, Content_Type="text/yaml")
    assert (yaml[0], yaml[1]["code"]) == (415, "media-type-not-read")
    for method, path in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/verification")):
        sent = {} if path else house.body("au")
        status, said, _ = await house.send(method, f"/ca-own{path}", "AU", sent, If_Match="*")
        absent = await house.send(method, f"/zz-none{path}", "AU", sent, If_Match="*")
        assert status == absent[0] == 404
        assert said | {"correlationId": ""} == absent[1] | {"correlationId": ""}
    assert (await house.send("POST", "/ca-own/approval", "CA", {}, If_Match=tag))[1][
        "code"
    ] == "scope-missing"
    _, mine, _ = await house.send("GET", "", "CA")
    assert [one["id"] for one in mine["registrations"]] == ["ca-own"]
    assert (await house.send("GET", "", "AU"))[1] == {"registrations": []}
    assert len((await house.send("GET", "", "WO"))[1]["registrations"]) == 1


async def test_each_refusal_is_one_security_event(house: House) -> None:
    """With the office and the kind, and nothing of what was written."""
    for changes in ({"status": "approved"}, {"serves": ["JP"]}, {"url": "https://10.0.0.1/"}):
        status, said, _ = await house.send("POST", "", "CA", house.body("ca", **changes))
        assert status in (403, 422)
        assert "10.0.0.1" not in json.dumps(said) or "allow_networks" in said["detail"]
    await house.replica.gateway.trail.flush()
    events = await house.replica.gateway.store.read(
        lambda c: c.execute("SELECT operation, accessing FROM trail WHERE kind = 'security'").fetchall()
    )
    assert events == [("unknown-member", "CA"), ("other-office", "CA"), ("body-invalid", "CA")]


async def test_many_at_once_are_one_after_the_other(house: House) -> None:
    """Of twenty changes to one version one is made, the others are told that it has changed."""
    _, tag = await house.step("POST", "", "CA", house.body("ca"))
    sent = [
        house.send("PUT", "/ca-own", "CA", house.body("ca", name=f"Name {n}"), If_Match=tag)
        for n in range(20)
    ]
    statuses = [status for status, _, _ in await asyncio.gather(*sent)]
    assert sorted(statuses) == [200] + [412] * 19
