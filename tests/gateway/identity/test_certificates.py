"""Client certificates: what they say, and for which office they speak."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from certified import CertificateAuthority
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from connectors.endpoint import Secret
from gateway.errors import BadQuestion, Unauthorised
from gateway.identity.access import ASK, Access
from gateway.identity.certificates import (
    Binding,
    KnownBy,
    NotACertificate,
    passed_on,
    read_certificate,
    written_subject,
)
from gateway.identity.credentials import Certificate, Credentials
from gateway.identity.identity import Identity
from gateway.requesters import Requester

NOW = datetime(2026, 7, 1, tzinfo=UTC)
SUBJECT = "CN=search,O=IP Australia,C=AU"
NAMES = ("dns:Search.IPA.example", "uri:urn:office:au", "email:it@ipa.example", "ip:192.0.2.7")
TOKEN = "a.b.c"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate of the Australian office."""
    authority = CertificateAuthority(tmp_path_factory.mktemp("ca"), now=NOW)
    return read_certificate(authority.issue("au", SUBJECT, san=NAMES, days=30).der)


def bound(office: str, known_by: KnownBy, value: str, name: str = "certificate-1") -> Binding:
    """A binding, to ask."""
    return Binding(office, ASK, known_by, value, name)


def access(*bindings: Binding) -> Access:
    """Access by these certificates, and by one key."""
    return replace(Access.of(True, [("JP", Secret("key"))]), certificates=bindings)


class Tokens:
    """Believes one token, of the Australian office."""

    async def verify(self, token: str, certificate: Certificate | None, now: float) -> Identity:
        """The Australian office."""
        return Identity(Requester("AU"), ASK, "client-1")

    def stands(self, identity: Identity, now: float) -> bool:
        """Always."""
        return True


def test_what_a_certificate_says(certificate: Certificate) -> None:
    """Its subject as RFC 4514 writes it, its names with their kinds, its time."""
    assert certificate.subject == SUBJECT
    assert certificate.names == {
        "dns:search.ipa.example", "uri:urn:office:au", "email:it@ipa.example", "ip:192.0.2.7",
    }  # fmt: skip
    assert certificate.begins == (NOW - timedelta(days=2)).timestamp()
    assert certificate.ends == (NOW + timedelta(days=30)).timestamp()


@pytest.mark.parametrize(
    ("known_by", "value"),
    [("subject", SUBJECT), ("san", "dns:search.ipa.example"), ("san", "uri:urn:office:au"), ("sha256", "")],
)
async def test_a_certificate_speaks_for_the_office_it_is_bound_to(
    certificate: Certificate, known_by: KnownBy, value: str
) -> None:
    """For as long as it lasts, and as long as the binding stands."""
    binding = bound("AU", known_by, value or certificate.thumbprint.hex())
    gate = access(binding)
    identity = await gate.identify(Credentials(certificate=certificate), NOW.timestamp())
    assert (identity.requester.office, identity.method) == ("AU", "certificate")
    assert (identity.credential, identity.until) == ("certificate-1", certificate.ends)
    assert gate.stands(identity, NOW.timestamp())
    assert not gate.stands(identity, certificate.ends)
    for other in (access(), access(replace(binding, office="JP")), access(replace(binding, value="x"))):
        assert not other.stands(identity, NOW.timestamp())


@pytest.mark.parametrize(
    "binding",
    [
        bound("AU", "sha256", "00" * 32),
        bound("AU", "subject", "CN=search"),
        bound("AU", "subject", "C=AU,O=IP Australia,CN=search"),
        bound("AU", "subject", SUBJECT.lower()),
        bound("AU", "san", "dns:ipa.example"),
        bound("AU", "san", "uri:search.ipa.example"),
        bound("AU", "san", SUBJECT),
    ],
)
async def test_a_certificate_that_is_bound_to_nobody_is_refused(
    certificate: Certificate, binding: Binding
) -> None:
    """Never the public's view; a part of a name, another order or another kind is another name."""
    with pytest.raises(Unauthorised) as refused:
        await access(binding).identify(Credentials(certificate=certificate), NOW.timestamp())
    assert (refused.value.event, refused.value.credential) == ("certificate-unknown", None)


async def test_a_certificate_out_of_its_time_is_refused(certificate: Certificate) -> None:
    """Before it begins, and from its end on; the event names which one it is."""
    gate = access(bound("AU", "subject", SUBJECT))
    for now in (certificate.begins - 1, certificate.ends, certificate.ends + 1):
        with pytest.raises(Unauthorised) as refused:
            await gate.identify(Credentials(certificate=certificate), now)
        assert (refused.value.event, refused.value.credential) == ("certificate-expired", "certificate-1")
    assert (await gate.identify(Credentials(certificate=certificate), certificate.begins)).method


async def test_a_certificate_of_two_offices_speaks_for_neither(certificate: Certificate) -> None:
    """By its subject for one and by a name for the other; twice for one office is no matter."""
    by_subject, by_name = bound("AU", "subject", SUBJECT), bound("JP", "san", "uri:urn:office:au", "two")
    with pytest.raises(Unauthorised) as refused:
        await access(by_subject, by_name).identify(Credentials(certificate=certificate), NOW.timestamp())
    assert refused.value.event == "certificate-ambiguous"
    gate = access(by_subject, replace(by_name, office="AU"))
    identity = await gate.identify(Credentials(certificate=certificate), NOW.timestamp())
    assert identity.credential == "certificate-1"


@pytest.mark.parametrize("shown", [Credentials("Bearer key"), Credentials(key="key")])
async def test_a_key_beside_a_certificate_is_two_credentials(
    certificate: Certificate, shown: Credentials
) -> None:
    """Unless the certificate speaks for nobody: then it opened a door before this one."""
    with pytest.raises(BadQuestion) as refused:
        await access(bound("AU", "subject", SUBJECT)).identify(
            replace(shown, certificate=certificate), NOW.timestamp()
        )
    assert refused.value.event == "two-credentials"
    identity = await access().identify(replace(shown, certificate=certificate), NOW.timestamp())
    assert identity.requester.office == "JP"


async def test_a_token_may_come_with_the_certificate_of_its_own_office(certificate: Certificate) -> None:
    """A token can be bound to a certificate; one of another office beside it is two credentials."""
    shown = Credentials(f"Bearer {TOKEN}", certificate=certificate)
    for office in ("AU", None):
        bindings = () if office is None else (bound(office, "subject", SUBJECT),)
        gate = replace(access(*bindings), tokens=Tokens())
        assert (await gate.identify(shown, NOW.timestamp())).requester.office == "AU"
    gate = replace(access(bound("JP", "subject", SUBJECT)), tokens=Tokens())
    for _ in range(2):
        with pytest.raises(BadQuestion):
            await gate.identify(shown, NOW.timestamp())


def test_a_certificate_is_passed_on_as_one_byte_sequence(tmp_path: Path) -> None:
    """RFC 9440, section 2.1."""
    issued = CertificateAuthority(tmp_path, now=NOW).issue("au", SUBJECT)
    assert read_certificate(passed_on(issued.passed_on)).thumbprint == issued.thumbprint


@pytest.mark.parametrize(
    "field",
    ["", ":", "::", ":AAA:", "AAAA", ":AAAA", ":AA AA:", ":AAAA:, :AAAA:", '"AAAA"', ":AAAA:;x=1", ":=AAA:",
     "-----BEGIN CERTIFICATE-----", ":" + "A" * 50_000 + ":", ":\u0391AAA:"],
)  # fmt: skip
def test_what_is_no_certificate_is_refused_as_such(field: str) -> None:
    """Neither as a field nor as bytes, and in no other way than this."""
    with pytest.raises(NotACertificate):
        read_certificate(passed_on(field))


@given(st.binary(max_size=400))
def test_bytes_that_are_no_certificate_never_fail_otherwise(der: bytes) -> None:
    """Whatever they are."""
    with pytest.raises(NotACertificate):
        read_certificate(der)


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_damaged_certificate_is_another_one_or_none(certificate_der: bytes, place: int, value: int) -> None:
    """A changed byte never leaves the thumbprint as it was."""
    damaged = bytearray(certificate_der)
    damaged[place % len(damaged)] = value
    try:
        read = read_certificate(bytes(damaged))
    except NotACertificate:
        return
    assert (read.thumbprint == read_certificate(certificate_der).thumbprint) == (
        bytes(damaged) == certificate_der
    )


@pytest.fixture(scope="module")
def certificate_der(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A certificate as bytes."""
    return CertificateAuthority(tmp_path_factory.mktemp("der"), now=NOW).issue("au", SUBJECT, san=NAMES).der


def test_subjects_are_compared_in_one_form() -> None:
    """As RFC 4514 has it, whatever was escaped that need not be; what is no subject is refused."""
    assert written_subject(SUBJECT) == SUBJECT
    assert written_subject("CN=search,O=\\49P Australia,2.5.4.6=AU") == SUBJECT
    for text in ("CN=search, O=x", "", "search", "CN", "=x", "CN=a,,O=b", "FOO=bar"):
        with pytest.raises(ValueError, match="Should be a subject"):
            written_subject(text)
