"""A directory is read whole, or every fault of it is told at its place."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gateway.settings.faults import Fault
from gateway.settings.reading import read_database

EVERYTHING = """
profile: production
public_url: https://gateway.example/
listen: {host: 127.0.0.1, port: 9000}
storage: {url: sqlite:///data/x.db}
cache: {url: memory://, max_mebibytes: 16, fresh_seconds: 0, stale_seconds: 0}
deadline: {default_seconds: 2.5, max_seconds: 5}
outbound: {allow_networks: [10.0.0.0/8, "fd00::/8"]}
access:
  anonymous: none
  keys:
    - {office: AU, key: env:KEY_AU}
    - {office: AU, key: env:KEY_AU_NEXT}
"""


def test_one_line_is_a_configuration(folder: Any) -> None:
    """`public_url` alone will do; everything else has the documented default."""
    gateway = folder.read().gateway
    assert (gateway.profile, gateway.listen.port, gateway.cache.fresh_seconds) == ("production", 8080, 300)
    assert (gateway.deadline.default_seconds, gateway.deadline.max_seconds) == (10, 60)
    assert gateway.access.anonymous == "public"
    assert folder.read().offices == folder.read().participants == ()


def test_every_key_of_gateway_yaml_arrives(folder: Any) -> None:
    """What is written is what the models hold; the trailing slash of a URL goes."""
    folder.write("gateway.yaml", EVERYTHING)
    gateway = folder.read({"KEY_AU": "one", "KEY_AU_NEXT": "two"}).gateway
    assert gateway.public_url == "https://gateway.example"
    assert (gateway.listen.host, gateway.listen.port) == ("127.0.0.1", 9000)
    assert gateway.database == folder.path / "data" / "x.db"
    assert (gateway.cache.max_mebibytes, gateway.cache.stale_seconds) == (16, 0)
    assert gateway.deadline.default_seconds == 2.5
    assert [str(network) for network in gateway.outbound.allow_networks] == ["10.0.0.0/8", "fd00::/8"]
    assert [key.office for key in gateway.access.keys] == ["AU", "AU"]
    assert gateway.access.anonymous == "none"


def test_no_is_norway(folder: Any) -> None:
    """YAML 1.2: the ST.3 code NO is text, in every place where a code can stand."""
    folder.office(id="no", serves="[NO]", name="NO")
    folder.write("participants.yaml", "participants: [{office: NO, accessing: true}]\n")
    settings = folder.read()
    assert (settings.offices[0].serves, settings.offices[0].name) == (("NO",), "NO")
    assert (settings.participants[0].office, settings.participants[0].name) == ("NO", "Norway")


def test_offices_come_by_id_with_everything_written(folder: Any) -> None:
    """Each office file is one provider; IB is read as WO; rules keep their conditions."""
    folder.office(id="wo", serves="[WO, IB]")
    folder.office(
        """
capabilities: [family, dossier]
limits: {concurrency: 2, requests_per_minute: 60, requests_per_day: 500, timeout_seconds: 0.5}
visibility:
  default: named
  offices: [GB, NZ]
  rules:
    - category: [search-report]
      direction: [outgoing]
      since: 2006-01-01
      until: 2007-01-01
      visibility: none
status: suspended
gateway: true
"""
    )
    au, wo = folder.read().offices
    assert wo.serves == ("WO",)
    assert au.capabilities == ("family", "dossier")
    assert (au.limits.concurrency, au.limits.requests_per_day, au.limits.timeout_seconds) == (2, 500, 0.5)
    assert (au.visibility.default, au.visibility.offices) == ("named", ("GB", "NZ"))
    rule = au.visibility.rules[0]
    assert (rule.category, rule.direction, rule.visibility) == (("search-report",), ("outgoing",), "none")
    assert (rule.since, rule.until) == (date(2006, 1, 1), date(2007, 1, 1))
    assert (au.status, au.gateway) == ("suspended", True)


def test_every_fault_of_every_file_is_told_at_once(folder: Any) -> None:
    """Syntax, unknown and missing keys, bad values, missing secrets: one pass finds all, in reading order."""
    folder.write(
        "gateway.yaml",
        "profil: demo\npublic_url: https://g.example\ncache: {fresh_seconds: -1}\n"
        "access:\n  keys:\n    - {office: UK, key: env:MISSING}\n",
    )
    folder.write("offices/a.yaml", "id: a\n\tname: x\n")
    folder.office(
        "limits:\n  timeout_seconds: 61\n  concurrency: 0\nname: again\n", id="no", serves="[NO, no]"
    )
    folder.write("participants.yaml", "participants:\n  - {office: AU, accessing: yes}\n  - {name: x}\n")
    assert folder.faults() == [
        "gateway.yaml:1:1: profil: Unknown setting; did you mean profile?",
        "gateway.yaml:3:24: cache.fresh_seconds: Input should be greater than or equal to 0",
        "gateway.yaml:6:16: access.keys[0].office: Not an office code of WIPO ST.3; "
        "did you mean GB (United Kingdom)?",
        "gateway.yaml:6:25: access.keys[0].key: The environment variable MISSING is not set",
        "offices/a.yaml:2:1: A tab cannot stand here: indent with spaces",
        "offices/no.yaml:3:14: serves[1]: Not an office code of WIPO ST.3; did you mean NO (Norway)?",
        "offices/no.yaml:7:20: limits.timeout_seconds: Input should be less than or equal to 60",
        "offices/no.yaml:8:16: limits.concurrency: Input should be greater than or equal to 1",
        "offices/no.yaml:9:1: name: Is written twice; first at 2:1",
        "participants.yaml:2:29: participants[0].accessing: Should be true, false or planned",
        "participants.yaml:3:5: participants[1].office: Is required",
    ]


def test_a_missing_key_is_reported_where_it_should_stand(folder: Any) -> None:
    """At the key around it; in a list, at the item; at the top, at the beginning of the file."""
    folder.write("gateway.yaml", "# a comment\nlisten: {port: 1}\naccess: {keys: [{office: AU}]}\n")
    folder.office("auth: {type: basic, username: x}\n")
    assert folder.raw_faults() == (
        Fault("gateway.yaml", 2, 1, "public_url", "Is required"),
        Fault("gateway.yaml", 3, 17, "access.keys[0].key", "Is required"),
        Fault("offices/au.yaml", 6, 1, "auth.password", "Is required"),
    )


def test_an_empty_section_is_reported_at_its_key(folder: Any) -> None:
    """A key with nothing after it is not a mapping; the fault does not stand on the next line."""
    folder.write("gateway.yaml", "public_url: https://g.example\nlisten:\n\n\nprofile: demo\n")
    (fault,) = folder.raw_faults()
    assert (fault.line, fault.column, fault.key) == (2, 1, "listen")


def test_the_id_is_the_name_of_the_file_and_is_used_once(folder: Any) -> None:
    """A second file with an id of another says which file has it already, even if that one is faulty."""
    folder.office(id="au", status="gone")
    folder.write("offices/xx.yaml", (folder.path / "offices/au.yaml").read_text().replace("gone", "active"))
    faults = folder.faults()
    assert "offices/xx.yaml:1:5: id: Should be 'xx', the name of the file" in faults
    assert "offices/xx.yaml:1:5: id: Is already the id of offices/au.yaml" in faults
    assert len(faults) == 3


@pytest.mark.parametrize("name", ["au.yml", "au.YAML", "au.json"])
def test_an_office_file_that_would_be_passed_over_is_a_fault(folder: Any, name: str) -> None:
    """Only `.yaml` is read, and what looks like an office file under another name is not silently lost."""
    folder.write(f"offices/{name}", "id: au\n")
    (fault,) = folder.raw_faults()
    assert (fault.file, fault.line, fault.column) == (f"offices/{name}", 1, 1)


def test_hidden_and_foreign_files_are_not_read(folder: Any) -> None:
    """Editors' and mounts' hidden files, and files that are no configuration, are passed over."""
    for name in (".au.yaml.swp", "..data", ".hidden.yaml", "README.md", "au.yaml~"):
        folder.write(f"offices/{name}", "\0")
    assert folder.read().offices == ()


def test_links_are_followed(folder: Any, tmp_path: Path) -> None:
    """Files and folders may be symbolic links, as mounted volumes have them."""
    folder.office()
    (folder.path / "offices").rename(folder.path / "..2024")
    (folder.path / "offices").symlink_to("..2024")
    (folder.path / "gateway.yaml").rename(folder.path / "real")
    (folder.path / "gateway.yaml").symlink_to("real")
    assert [office.id for office in folder.read().offices] == ["au"]


def test_what_cannot_be_read_is_a_fault_and_hides_nothing_else(folder: Any) -> None:
    """A dangling link, a folder, a pipe in place of a file: told, without waiting, beside the others."""
    (folder.path / "gateway.yaml").unlink()
    (folder.path / "offices").mkdir()
    (folder.path / "offices/a.yaml").symlink_to("nowhere")
    (folder.path / "offices/b.yaml").mkdir()
    os.mkfifo(folder.path / "offices/c.yaml")
    (folder.path / "participants.yaml").symlink_to("nowhere")
    assert folder.faults() == [
        "gateway.yaml:1:1: Cannot be read: No such file or directory",
        "offices/a.yaml:1:1: Cannot be read: No such file or directory",
        "offices/b.yaml:1:1: Is not a file",
        "offices/c.yaml:1:1: Is not a file",
        "participants.yaml:1:1: Cannot be read: No such file or directory",
    ]


def test_offices_that_is_no_folder_is_a_fault(folder: Any) -> None:
    """A file named `offices` is told."""
    folder.write("offices", "x")
    (fault,) = folder.raw_faults()
    assert fault.file == "offices"


def test_the_catalogue_is_asked_once_however_many_offices(folder: Any) -> None:
    """Forty offices cost one look at the installed protocols, and load a protocol once."""
    for number in range(40):
        folder.office("capabilities: [family]\n", id=f"office{number:02}")
    assert len(folder.read().offices) == 40
    assert folder.catalogue.asked == {"protocols": 1, "case": 1}


def test_protocols_are_loaded_only_to_judge_capabilities(folder: Any) -> None:
    """An office without `capabilities` needs no connector to be loaded while reading."""
    folder.office()
    folder.office(id="hub", protocol="broken")
    folder.read()
    assert folder.catalogue.asked == {"protocols": 1}


def test_a_connector_that_cannot_be_loaded_is_a_fault(folder: Any) -> None:
    """What a third party's package raises becomes a fault at the office that needs it."""
    folder.office("capabilities: [family]\n", protocol="broken")
    (fault,) = folder.raw_faults()
    assert (fault.line, fault.key) == (6, "capabilities")
    assert "no module named acme" in fault.message


@pytest.mark.parametrize(
    ("lines", "database"),
    [
        ("profile: production\n", "var/casegate.db"),
        ("profile: demo\n", None),
        ("profile: demo\nstorage: {url: 'sqlite:///gate.db'}\n", "gate.db"),
        ("storage: {url: 'sqlite:////srv/gate.db'}\n", "/srv/gate.db"),
    ],
)
def test_the_database_is_the_same_from_wherever_it_is_named(
    folder: Any, lines: str, database: str | None
) -> None:
    """A relative path is one in the configuration directory: for the gateway and for the commands."""
    folder.write("gateway.yaml", f"{lines}public_url: https://gateway.example\n")
    expected = None if database is None else folder.path / database
    assert folder.read().gateway.database == read_database(folder.path) == expected
