"""The offices of the demonstration: seven providers with the sample families, some of them in trouble.

AU, CA, GB, IL and the International Bureau answer in the CASE profile, NZ is the provider kit over a real
folder of documents, and one hub speaks for US, EP, JP, KR and CN. CA is slow with its document lists, IL
refuses connections, GB withholds a file, AU shows most of its file to participating offices only and some
to a few of them.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType

import msgspec

from connectors.endpoint import Secret
from connectors.kit.faults import Faults, Sleep
from connectors.kit.folder import FolderHoldings
from connectors.kit.holdings import Place
from connectors.kit.papers import paper
from connectors.kit.samples import hub_holdings, office_holdings, office_of, sample_names, sample_sheet
from connectors.kit.sheets import ApplicationSheet, FamilySheet, held_from
from connectors.kit.shelf import SHEET
from connectors.kit.simulator import SimulatedOffice, Simulation, simulate

FAULTS: Mapping[str, Faults] = MappingProxyType(
    {"ca": Faults(operations=("doclists",), delay_seconds=1.2), "il": Faults(refuse=True)}
)
"""What goes wrong in the demonstration unless it is said otherwise."""

_OFFICES = (
    ("au", "IP Australia (simulated)", "public", Secret("sample-key-of-au")),
    ("ca", "Canadian Intellectual Property Office (simulated)", "offices", None),
    ("gb", "UK Intellectual Property Office (simulated)", "offices", None),
    ("il", "Israel Patent Office (simulated)", "offices", None),
    ("wo", "International Bureau of WIPO (simulated)", "public", None),
)
_IP5 = ("US", "EP", "JP", "KR", "CN")


@asynccontextmanager
async def simulate_demonstration(
    *,
    faults: Mapping[str, Faults] = FAULTS,
    host: str = "127.0.0.1",
    port_base: int | None = None,
    sleep: Sleep = asyncio.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[Simulation]:
    """Runs the providers of the demonstration until the block is left, see ``simulator.simulate``.

    The folder of the provider kit is a temporary one and goes at the end.
    """
    with tempfile.TemporaryDirectory(prefix="casegate-nz-") as folder:
        offices = await asyncio.to_thread(demonstration_offices, Path(folder))
        async with simulate(
            offices, faults=faults, host=host, port_base=port_base, sleep=sleep, clock=clock
        ) as simulation:
            yield simulation


def demonstration_offices(folder: Path) -> tuple[SimulatedOffice, ...]:
    """The providers of the demonstration; NZ's documents are written into ``folder``."""
    sheets = [sample_sheet(name) for name in sample_names()]
    families = [held_from(application) for sheet in sheets for application in sheet.applications]
    write_folder(folder, sheets, "NZ")
    offices = [
        SimulatedOffice(
            id=id,
            name=name,
            serves=(id.upper(),),
            holdings=office_holdings(families, (id.upper(),)),
            visibility={"default": visibility},
            key=key,
        )
        for id, name, visibility, key in _OFFICES
    ]
    kit = SimulatedOffice(
        id="nz",
        name="Intellectual Property Office of New Zealand (simulated)",
        serves=("NZ",),
        holdings=FolderHoldings(folder),
    )
    ip5 = SimulatedOffice(
        id="ip5",
        name="One Portal Dossier hub (simulated)",
        serves=_IP5,
        protocol="opd",
        holdings=hub_holdings(families, _IP5),
        key=Secret("sample-password"),
    )
    return (*offices, kit, ip5)


def write_folder(folder: Path, sheets: Iterable[FamilySheet], office: str) -> None:
    """Writes one office's sample applications as the folder of documents that the provider kit serves."""
    for sheet in sheets:
        for application in sheet.applications:
            held = held_from(application)
            if office_of(held.number) != office:
                continue
            shelf = folder / f"{office} {held.number.number}"
            shelf.mkdir(parents=True)
            files = []
            for written, document in zip(application.documents, held.dossier.documents, strict=True):
                file = f"{written.date}_{written.code}_{written.title}.pdf".replace("/", "-")
                (shelf / file).write_bytes(paper(Place(held, document, document.renditions[0])).data)
                files.append(msgspec.structs.replace(written, file=file))
            described: ApplicationSheet = msgspec.structs.replace(application, documents=tuple(files))
            (shelf / SHEET).write_bytes(msgspec.json.format(msgspec.json.encode(described), indent=2))
