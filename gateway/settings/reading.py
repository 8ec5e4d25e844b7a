"""Reads a configuration directory: all of it or nothing, and every fault at once.

``gateway.yaml`` is required; the others, ``offices/*.yaml`` too, may be absent. Nothing is read but
these files and the secrets they refer to, nothing is written, and no connection is made.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import connectors.catalogue
from connectors.catalogue import Wire
from connectors.guard import LOOPBACK
from connectors.urls import PORTS
from gateway.settings.agreements import AgreementsFile, check_parties
from gateway.settings.documents import MAX_BYTES, Written, read_document
from gateway.settings.faults import Fault, SettingsFaults
from gateway.settings.gateway import DatabaseSettings, GatewaySettings, TrailSettings
from gateway.settings.ground import Catalogue, Ground, IPNetwork
from gateway.settings.judging import judge
from gateway.settings.models import OfficeSettings, ParticipantsFile, Settings

GATEWAY_FILE = "gateway.yaml"
OFFICES_FOLDER = "offices"
PARTICIPANTS_FILE = "participants.yaml"
AGREEMENTS_FILE = "agreements.yaml"


def read_settings(
    directory: Path, environ: Mapping[str, str], *, catalogue: Catalogue = connectors.catalogue
) -> Settings:
    """The settings of a configuration directory.

    ``environ`` is where ``env:NAME`` is looked up; ``catalogue`` the installed protocols.

    Raises:
        SettingsFaults: with all that is wrong, in all files.
    """
    directory = directory.absolute()
    faults: list[Fault] = []
    gateway_file = _read(directory, GATEWAY_FILE)
    ground = _ground(directory, environ, catalogue, gateway_file.data or {})
    gateway = judge(GatewaySettings, gateway_file, ground)
    faults += gateway_file.faults

    offices: dict[str, OfficeSettings] = {}
    first: dict[object, str] = {}
    names, folder_faults = _office_files(directory)
    faults += folder_faults
    for name in names:
        written = _read(directory, name)
        office = judge(OfficeSettings, written, replace(ground, file_name=Path(name).stem))
        _check_id(written, first)
        faults += written.faults
        if office is not None:
            offices[office.id] = office

    participants = ParticipantsFile()
    if _exists(directory / PARTICIPANTS_FILE):
        written = _read(directory, PARTICIPANTS_FILE)
        participants = judge(ParticipantsFile, written, ground) or participants
        faults += written.faults

    agreements = AgreementsFile()
    if _exists(directory / AGREEMENTS_FILE):
        written = _read(directory, AGREEMENTS_FILE)
        agreements = judge(AgreementsFile, written, ground) or agreements
        serves = {office.id: office.serves for office in offices.values()}
        check_parties(agreements, serves, [Path(name).stem for name in names], written)
        faults += written.faults

    if faults or gateway is None:
        raise SettingsFaults(faults)
    return Settings(
        gateway=gateway,
        offices=tuple(offices.values()),
        participants=participants.participants,
        agreements=agreements.agreements,
    )


def read_database(directory: Path) -> Path | None:
    """The file of the database of a configuration directory, for commands that need nothing else of it.

    Secrets need not be there: whoever tends the database may have none of them. ``None``: in memory.

    Raises:
        SettingsFaults: ``gateway.yaml`` cannot be read, or says nothing usable of its database.
    """
    written = _read(directory.absolute(), GATEWAY_FILE)
    ground = _ground(directory.absolute(), {}, connectors.catalogue, written.data or {})
    kept = judge(DatabaseSettings, written, ground)
    if written.faults or kept is None:
        raise SettingsFaults(written.faults)
    return kept.database


def read_trail(directory: Path, environ: Mapping[str, str]) -> TrailSettings:
    """What a configuration directory says of the database and of the trail in it, and nothing else.

    Raises:
        SettingsFaults: ``gateway.yaml`` cannot be read, or says nothing usable of them.
    """
    written = _read(directory.absolute(), GATEWAY_FILE)
    ground = _ground(directory.absolute(), environ, connectors.catalogue, written.data or {})
    found = judge(TrailSettings, written, ground)
    if written.faults or found is None:
        raise SettingsFaults(written.faults)
    return found


def _read(directory: Path, name: str) -> Written:
    path = directory / name
    unread = Written(name)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            unread.fault((1, 1), (), "Is not a file")
            return unread
        with path.open("rb") as opened:
            return read_document(name, opened.read(MAX_BYTES + 1))
    except OSError as error:
        unread.fault((1, 1), (), f"Cannot be read: {error.strerror or type(error).__name__}")
        return unread


def _exists(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _office_files(directory: Path) -> tuple[list[str], list[Fault]]:
    """The office files by name, and what is wrong with the folder; hidden files are passed over."""
    folder = directory / OFFICES_FOLDER
    if not _exists(folder):
        return [], []
    try:
        entries = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        message = f"Cannot be read as a folder: {error.strerror or type(error).__name__}"
        return [], [Fault(OFFICES_FOLDER, 1, 1, "", message)]
    misnamed = [
        Fault(
            f"{OFFICES_FOLDER}/{name}", 1, 1, "", "Should end in .yaml; under this name it would not be read"
        )
        for name in entries
        if name.lower().endswith((".yml", ".yaml", ".json")) and not name.endswith(".yaml")
    ]
    return [f"{OFFICES_FOLDER}/{name}" for name in entries if name.endswith(".yaml")], misnamed


def _check_id(written: Written, first: dict[object, str]) -> None:
    """Notes an id that an earlier file has, whether or not the rest of either file is right."""
    given = (written.data or {}).get("id")
    if not isinstance(given, str):
        return
    if given in first:
        written.fault(written.place(("id",)), ("id",), f"Is already the id of {first[given]}")
    else:
        first[given] = written.file


def _ground(
    directory: Path, environ: Mapping[str, str], catalogue: Catalogue, gateway: dict[str, Any]
) -> Ground:
    """What the files are judged against, from a ``gateway.yaml`` that may itself be faulty."""

    @cache
    def wire(protocol: str) -> Wire:
        try:
            return catalogue.wire(protocol)
        except Exception as error:  # a third party's connector may fail in any way when it is loaded
            raise ValueError(f"The connector of protocol {protocol} cannot be loaded: {error}") from error

    demo, outbound = gateway.get("profile") == "demo", gateway.get("outbound")
    return Ground(
        directory=directory,
        environ=environ,
        profile="demo" if demo else "production",
        protocols=catalogue.protocols(),
        wire=wire,
        allow_networks=(*_networks(outbound, "allow_networks"), *(LOOPBACK if demo else ())),
        deny_networks=_networks(outbound, "deny_networks"),
        ports=None if demo else _ports(outbound),
        public_url=own if isinstance(own := gateway.get("public_url"), str) else None,
    )


def ground_of(gateway: GatewaySettings) -> Ground:
    """What is written by others than the operator is judged against: no environment, no files, no secrets."""
    demo, outbound = gateway.profile == "demo", gateway.outbound
    return Ground(
        directory=Path("/nonexistent"),
        environ={},
        profile=gateway.profile,
        protocols=connectors.catalogue.protocols(),
        wire=connectors.catalogue.wire,
        allow_networks=(*outbound.allow_networks, *(LOOPBACK if demo else ())),
        deny_networks=outbound.deny_networks,
        ports=None if demo else frozenset(outbound.ports),
        public_url=gateway.public_url,
    )


def _ports(outbound: object) -> frozenset[int]:
    listed = outbound.get("ports") if isinstance(outbound, dict) else None
    return PORTS if not isinstance(listed, list) else frozenset(one for one in listed if type(one) is int)


def _networks(outbound: object, key: str) -> tuple[IPNetwork, ...]:
    listed = outbound.get(key) if isinstance(outbound, dict) else None
    found = []
    for text in listed if isinstance(listed, list) else []:
        try:
            found.append(ip_network(text if isinstance(text, str) else ""))
        except ValueError:
            continue
    return tuple(found)
