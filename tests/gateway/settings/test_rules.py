"""What each setting accepts and refuses, and what the profile decides."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gateway.settings.gateway import GatewaySettings
from gateway.settings.models import OfficeSettings

URLS_REFUSED = [
    "dossier.office.example",
    "ftp://office.example",
    "https:/office.example",
    "https://",
    "https://user:pass@office.example",
    "https://office.example/a?b=c",
    "https://office.example/#x",
    "https://office.example:99999",
    "https://office.example:",
    "https://office.example:0",
    "https://office .example",
    "https://office.example/a\\b",
    "https://[::1",
    "https://büro.example",
    "https://office.example/a/../b",
    "https://-office.example",
    "https://300.1.1.1",
    "https://office.example/" + "a" * 2000,
]


@pytest.mark.parametrize("url", URLS_REFUSED)
def test_what_is_no_url_to_build_upon_is_refused_at_the_value(demo: Any, url: str) -> None:
    """Accounts, queries, fragments, dot segments, bad hosts and ports: refused in the demo profile too."""
    demo.office(url=f'"{url}"'.replace("\\", "\\\\"))
    (fault,) = demo.raw_faults()
    assert (fault.line, fault.column, fault.key) == (5, 6, "url")
    assert "pass" not in fault.message.replace("password", "")


@pytest.mark.parametrize(
    "url", ["http://office.example", "http://localhost:1", "https://127.0.0.1", "http://[::1]:80"]
)
def test_demo_allows_http_and_loopback_and_production_neither(folder: Any, demo: Any, url: str) -> None:
    """The same file is fine in the demo profile and a fault in production."""
    demo.office(url=url)
    assert demo.read().offices[0].url == url
    demo.write("gateway.yaml", "public_url: https://gateway.example\n")
    assert [fault.key for fault in demo.raw_faults()] == ["url"]


@pytest.mark.parametrize("url", ["https://10.1.2.3", "https://127.0.0.1:8443", "https://api.localhost"])
def test_an_address_that_is_not_public_needs_its_network_allowed(folder: Any, url: str) -> None:
    """In production an operator says which networks of its own may be called."""
    folder.office(url=url)
    (fault,) = folder.raw_faults()
    assert "outbound.allow_networks" in fault.message
    folder.write(
        "gateway.yaml",
        "public_url: https://g.example\noutbound: {allow_networks: [10.0.0.0/8, 127.0.0.0/8]}\n",
    )
    assert folder.read().offices[0].url == url


def test_an_operator_says_at_which_ports_and_in_which_networks_nothing_is_called(folder: Any) -> None:
    """Names at ports of the list only; a network that is closed stays closed, opened or not."""
    folder.office(url="https://office.example:9443")
    (fault,) = folder.raw_faults()
    assert "443, 8443" in fault.message
    folder.write("gateway.yaml", "public_url: https://g.example\noutbound: {ports: [443, 9443]}\n")
    assert folder.read().gateway.outbound.ports == (443, 9443)
    folder.office(url="https://10.1.2.3")
    folder.write(
        "gateway.yaml",
        "public_url: https://g.example\n"
        "outbound: {allow_networks: [10.0.0.0/8], deny_networks: [10.1.0.0/16]}\n",
    )
    assert "closed by the operator" in folder.raw_faults()[0].message
    folder.office(url="https://10.2.2.3")
    assert [str(one) for one in folder.read().gateway.outbound.deny_networks] == ["10.1.0.0/16"]


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://gateway.example", True),
        ("https://GATEWAY.example:443/case-api/v1/", True),
        ("https://gateway.example/opdapi/patent/v1", True),
        ("https://gateway.example/dossiers", False),
        ("https://gateway.example/case-api2", False),
        ("https://gateway.example:8443/case-api/v1", False),
        ("https://gateway.example.office.example", False),
    ],
)
def test_a_gateway_is_no_provider_of_its_own(folder: Any, url: str, own: bool) -> None:
    """It would ask itself in circles; another service of the same host is one like any other."""
    folder.office(url=url)
    if own:
        assert "itself" in folder.raw_faults()[0].message
    else:
        assert folder.read().offices[0].url == url


def test_offices_are_judged_even_when_gateway_yaml_is_faulty(folder: Any) -> None:
    """The profile and networks that can be read there hold for the rest: no fault waits for the next run."""
    folder.write(
        "gateway.yaml", "profile: demo\noutbound: {allow_networks: [x, 5, 10.0.0.0/8]}\npublic_url: nothing\n"
    )
    folder.office(url="http://10.0.0.1")
    assert {fault.file for fault in folder.raw_faults()} == {"gateway.yaml"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("deadline: {default_seconds: 61}", "deadline.max_seconds"),
        ("deadline: {default_seconds: 5, max_seconds: 4}", "deadline.max_seconds"),
        ("deadline: {default_seconds: 0}", "deadline.default_seconds"),
        ("deadline: {default_seconds: .inf}", "deadline.default_seconds"),
        ("deadline: {default_seconds: .nan}", "deadline.default_seconds"),
        ("deadline: {default_seconds: ten}", "deadline.default_seconds"),
        ("deadline: {max_seconds: true}", "deadline.max_seconds"),
        ("listen: {port: 65536}", "listen.port"),
        ("listen: {port: 80.5}", "listen.port"),
        ("listen: {port: '80'}", "listen.port"),
        ("listen: {host: 'not a host'}", "listen.host"),
        ("listen: 8080", "listen"),
        ("cache: {max_mebibytes: 0}", "cache.max_mebibytes"),
        ("cache: {stale_seconds: -1}", "cache.stale_seconds"),
        ("cache: {url: 'redis://localhost'}", "cache.url"),
        ("cache: {url: 'disk://'}", "cache.url"),
        ("storage: {url: 'postgresql://localhost/x'}", "storage.url"),
        ("storage: {url: 'sqlite:///'}", "storage.url"),
        ("outbound: {allow_networks: 10.0.0.0/8}", "outbound.allow_networks"),
        ("outbound: {allow_networks: [10.0.0.1/8]}", "outbound.allow_networks[0]"),
        ("outbound: {deny_networks: [10.0.0.1/8]}", "outbound.deny_networks[0]"),
        ("outbound: {ports: []}", "outbound.ports"),
        ("outbound: {ports: [0]}", "outbound.ports[0]"),
        ("outbound: {ports: [443, 65536]}", "outbound.ports[1]"),
        ("access: {anonymous: all}", "access.anonymous"),
        ("access: {keys: {AU: x}}", "access.keys"),
        ("profile: prod", "profile"),
        ("public_url: http://gateway.example", "public_url"),
        ("surprise: 1", "surprise"),
    ],
)  # fmt: skip
def test_gateway_yaml_refuses(folder: Any, text: str, key: str) -> None:
    """Out of bounds, of the wrong kind, contradictory, unknown or not available: one fault at its key."""
    lines = "" if text.startswith("public_url") else "public_url: https://g.example\n"
    folder.write("gateway.yaml", lines + text + "\n")
    assert [fault.key for fault in folder.raw_faults()] == [key]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("limits: {requests_per_minute: 0}", "limits.requests_per_minute"),
        ("limits: {requests_per_day: 1.5}", "limits.requests_per_day"),
        ("limits: {timeout_seconds: 0}", "limits.timeout_seconds"),
        ("capabilities: []", "capabilities"),
        ("capabilities: [family, family]", "capabilities[1]"),
        ("capabilities: [families]", "capabilities[0]"),
        ("capabilities: family", "capabilities"),
        ("visibility: {default: everyone}", "visibility.default"),
        ("visibility: {maximum: named}", "visibility.maximum_offices"),
        ("visibility: {maximum: offices, maximum_offices: [AU]}", "visibility.maximum_offices"),
        ("visibility: {maximum: everyone}", "visibility.maximum"),
        ("visibility: {maximum: none, maximum: public}", "visibility.maximum"),
        ("visibility: {default: named, offices: [AU, AU]}", "visibility.offices[1]"),
        ("visibility: {default: public, offices: [AU]}", "visibility.offices"),
        ("visibility: {rules: [{category: [claims]}]}", "visibility.rules[0].visibility"),
        ("visibility: {rules: [{visibility: none, status: [open]}]}", "visibility.rules[0].status[0]"),
        ("visibility: {rules: [{visibility: none, statuses: [filed]}]}", "visibility.rules[0].statuses"),
        ("visibility: {rules: [{visibility: none, category: [claim]}]}", "visibility.rules[0].category[0]"),
        ("visibility: {rules: [{visibility: none, direction: [in]}]}", "visibility.rules[0].direction[0]"),
        ("visibility: {rules: [{visibility: none, since: 2006}]}", "visibility.rules[0].since"),
        ("visibility: {rules: [{visibility: none, since: 2006-02-30}]}", "visibility.rules[0].since"),
        (
            "visibility: {rules: [{visibility: none, since: 2006-02-01, until: 2006-01-31}]}",
            "visibility.rules[0].until",
        ),
        ("status: paused", "status"),
        ("gateway: yes", "gateway"),
        ("agreements: x", "agreements"),
    ],
)  # fmt: skip
def test_an_office_file_refuses(folder: Any, text: str, key: str) -> None:
    """The same for a provider; an unknown visibility word is never read as something."""
    folder.office(text + "\n")
    assert [fault.key for fault in folder.raw_faults()] == [key]


@pytest.mark.parametrize(
    ("replaced", "key"),
    [
        ({"id": "AU"}, "id"),
        ({"id": "a~b"}, "id"),
        ({"name": "''"}, "name"),
        ({"name": "[IP]"}, "name"),
        ({"serves": "AU"}, "serves"),
        ({"serves": "[]"}, "serves"),
        ({"serves": "[AU, CA, AU]"}, "serves[2]"),
        ({"serves": "[WO, IB, WO, AU, AU]"}, "serves[4]"),
        ({"serves": "[ZZ]"}, "serves[0]"),
        ({"serves": "[au]"}, "serves[0]"),
        ({"protocol": "epo-ops"}, "protocol"),
        ({"protocol": "7"}, "protocol"),
    ],
)
def test_an_office_files_required_lines_refuse(folder: Any, replaced: dict[str, str], key: str) -> None:
    """Ids that cannot stand in a document id, offices that ST.3 does not know, protocols not installed."""
    folder.office(**{"id": "au", **{k: v for k, v in replaced.items() if k != "id"}})
    if "id" in replaced:
        path = folder.path / "offices/au.yaml"
        path.write_text(path.read_text().replace("id: au", f"id: {replaced['id']}"))
    assert [fault.key for fault in folder.raw_faults()] == [key]


def test_capabilities_never_exceed_the_protocols(folder: Any) -> None:
    """What the protocol cannot be asked is a fault at that word, which names what it can."""
    folder.office("capabilities: [family, citations, content]\n", protocol="opd")
    assert folder.faults() == [
        "offices/au.yaml:6:24: capabilities[1]: Protocol opd cannot be asked for this; "
        "it has: content, dossier, family"
    ]


@pytest.mark.parametrize("flag", ["yes", "1", "'true'", "Planned", "~", "[true]"])
def test_a_flag_is_true_false_or_planned(folder: Any, flag: str) -> None:
    """Nothing that only looks like it is taken for it."""
    folder.write("participants.yaml", f"participants: [{{office: AU, providing: {flag}}}]\n")
    assert [fault.key for fault in folder.raw_faults()] == ["participants[0].providing"]


def test_a_participant_is_listed_once(folder: Any) -> None:
    """IB and WO are one; the second mention is the fault."""
    folder.write("participants.yaml", "participants:\n- {office: WO}\n- {office: AU}\n- {office: IB}\n")
    assert folder.faults() == ["participants.yaml:4:12: participants[2].office: WO is listed twice"]


def test_models_built_in_code_need_no_ground_and_are_frozen() -> None:
    """The demo builds its settings itself: lists are taken, loopback is fine, nothing changes afterwards."""
    office = OfficeSettings(
        id="au", name="IP Australia", serves=("AU",), protocol="case", url="http://127.0.0.1:1/x/"
    )
    assert office.url == "http://127.0.0.1:1/x"
    with pytest.raises(ValidationError):
        office.url = "https://elsewhere.example"
    with pytest.raises(ValidationError):
        GatewaySettings.model_validate({"public_url": "https://g.example", "unknown": 1})


@given(st.text(max_size=60))
def test_no_text_makes_a_url_raise_anything_else(text: str) -> None:
    """A URL is taken or refused; nothing else comes out, and what is taken is ASCII without credentials."""
    try:
        url = GatewaySettings(public_url="https://" + text).public_url
    except ValidationError:
        return
    assert url.isascii()
    assert not set(url) & set(" @?#\\")
