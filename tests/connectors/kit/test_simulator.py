from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest
from ruamel.yaml import YAML

from connectors.kit.demonstration import FAULTS, simulate_demonstration
from connectors.kit.faults import Faults
from connectors.kit.generated import generate_families, generated_offices
from connectors.kit.listener import Listener
from connectors.kit.running import control
from connectors.kit.simulator import simulate


async def test_the_demonstration_has_seven_providers_for_eleven_offices() -> None:
    """AU, CA, GB, IL, NZ and the International Bureau answer themselves, one hub for the five big offices."""
    async with simulate_demonstration() as simulation:
        served = {endpoint.id: endpoint.serves for endpoint in simulation.endpoints}
        assert served == {
            "au": ("AU",), "ca": ("CA",), "gb": ("GB",), "il": ("IL",), "nz": ("NZ",), "wo": ("WO",),
            "ip5": ("US", "EP", "JP", "KR", "CN"),
        }  # fmt: skip
        assert simulation.faults("ca") == FAULTS["ca"]
        assert simulation.faults("il").refuse


async def test_each_running_provider_of_the_demonstration_answers() -> None:
    """The showcase's list comes from every office by its own number, the folder of documents included."""
    numbers = {"au": "AU2019325418", "ca": "CA3109276", "nz": "NZ773158", "wo": "PCTAU2019050912"}
    async with simulate_demonstration(faults={}) as simulation, aiohttp.ClientSession() as session:
        for id, number in numbers.items():
            endpoint = simulation.endpoint(id)
            url = f"{endpoint.url}/doclists?applicationIdentifier={number}"
            async with session.get(url, headers=endpoint.headers) as answer:
                assert (answer.status, id) == (200, id)
                assert (await answer.json())["documentTotalQuantity"] > 5


async def test_the_written_configuration_says_where_the_providers_are(tmp_path: Path) -> None:
    """One YAML file for each provider, with what a gateway needs to reach it."""
    async with simulate_demonstration() as simulation:
        simulation.write_config(tmp_path)
        for endpoint in simulation.endpoints:
            path = tmp_path / "offices" / f"{endpoint.id}.yaml"
            written = YAML(typ="safe").load(path)
            assert written == endpoint.settings
            assert written["url"].startswith("http://127.0.0.1:")


async def test_many_generated_offices_run_at_once() -> None:
    """Thirty offices of a hundred documents each listen on ports of their own; answers are made once."""
    families = generate_families(3, offices=["AU", "CA", "GB", "NZ", "JP", "US"], documents=100)
    offices = generated_offices(families)
    async with simulate(offices, remember=True) as simulation, aiohttp.ClientSession() as session:
        assert len({endpoint.url for endpoint in simulation.endpoints}) == 6
        for member in families[0].members:
            endpoint = simulation.endpoint(member.number.office.lower())
            url = (
                f"{endpoint.url}/doclists?applicationIdentifier={member.number.office}{member.number.number}"
            )
            bodies = []
            for _ in range(2):
                async with session.get(url) as answer:
                    bodies.append(await answer.read())
            assert bodies[0] == bodies[1]
            assert bodies[0].count(b'"documentIncluded"') == 100
            assert simulation.asked(endpoint.id) == {"doclists": 2}


async def test_faults_for_nobody_are_refused() -> None:
    """A fault for an office that is not simulated is a mistake that is said."""
    with pytest.raises(LookupError, match="xx"):
        async with simulate_demonstration(faults={"xx": Faults()}):
            pass


async def test_faults_are_set_over_the_control_service() -> None:
    """A running simulation is listed, and its faults changed, over HTTP."""
    async with (
        simulate_demonstration(faults={}) as simulation,
        Listener(control(simulation)) as listener,
        aiohttp.ClientSession() as session,
    ):
        async with session.put(f"{listener.origin}/faults/ca", json={"status": 503}) as answer:
            assert answer.status == 204
        async with session.get(f"{simulation.endpoint('ca').url}/health") as answer:
            assert answer.status == 503
        async with session.put(f"{listener.origin}/faults/ca", json={"refuse": True}) as answer:
            assert answer.status == 204
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(f"{simulation.endpoint('ca').url}/health")
        async with session.get(listener.origin) as answer:
            listed = {one["id"]: one for one in await answer.json()}
        assert listed["ca"]["faults"] == {"refuse": True}
        assert listed["ca"]["asked"] == {"health": 1}
        async with session.put(f"{listener.origin}/faults/ca", json={"statsu": 503}) as answer:
            assert answer.status == 400
        async with session.put(f"{listener.origin}/faults/xx", json={}) as answer:
            assert answer.status == 404


def sockets() -> set[str]:
    """The sockets that this process has open."""
    found = set()
    for handle in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            found.add(str(handle.readlink()))
    return {name for name in found if name.startswith("socket:")}


async def test_nothing_is_left_when_a_simulation_ends() -> None:
    """Every socket that it listened on is closed."""
    before = sockets()
    async with simulate_demonstration(faults={}) as simulation:
        assert len(sockets() - before) >= len(simulation.endpoints)
    assert sockets() <= before
