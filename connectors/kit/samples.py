"""The sample families that come with the kit, read when they are first wanted."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

import msgspec

from connectors.kit.holdings import MemoryHoldings
from connectors.kit.papers import paper
from connectors.kit.sheets import FamilySheet, Held, held_from, parse_family
from connectors.numbers.identity import ApplicationNumber

SHOWCASE = "irrigation-valve"
"""The sample family with members at every simulated office."""


def sample_names() -> tuple[str, ...]:
    """The names of the sample families, sorted."""
    folder = files("connectors.kit") / "samples"
    return tuple(
        sorted(one.name.removesuffix(".json") for one in folder.iterdir() if one.name.endswith(".json"))
    )


def sample_sheet(name: str) -> FamilySheet:
    """One sample family as it is written.

    Raises:
        FileNotFoundError: there is none of this name.
    """
    return parse_family((files("connectors.kit") / "samples" / f"{name}.json").read_bytes())


def sample_family(name: str) -> tuple[Held, ...]:
    """The applications of one sample family.

    Raises:
        FileNotFoundError: there is none of this name.
    """
    return tuple(held_from(application) for application in sample_sheet(name).applications)


def office_of(number: ApplicationNumber) -> str:
    """The office that has the file of an application: ``WO`` for an international one."""
    return "WO" if number.kind == "W" else number.office


def office_holdings(families: Iterable[Held], offices: Iterable[str]) -> MemoryHoldings:
    """What the offices' own service has: the applications filed there, and nothing of others."""
    served = frozenset(offices)
    return MemoryHoldings((one for one in families if office_of(one.number) in served), paper)


def hub_holdings(families: Iterable[Held], offices: Iterable[str]) -> MemoryHoldings:
    """What a hub has: the dossiers of its offices, and the published and international members anywhere.

    A withheld file is unknown to it, and so is a document that its office shows to nobody.
    """
    families = tuple(families)
    served = frozenset(offices)
    return MemoryHoldings(
        (_by_own_ids(one) for one in families if office_of(one.number) in served and not one.withheld),
        paper,
        known=(one.application for one in families if one.application.publications or one.number.kind == "W"),
    )


def _by_own_ids(held: Held) -> Held:
    """A dossier whose renditions have ids of their own, as a hub lists them."""
    documents = tuple(
        msgspec.structs.replace(
            document,
            renditions=tuple(
                msgspec.structs.replace(one, id=document.id) if one.id == one.format else one
                for one in document.renditions
            ),
        )
        for document in held.dossier.documents
        if document.access is None or document.access.visibility == "public"
    )
    return Held(msgspec.structs.replace(held.dossier, documents=documents), held.withheld)
