"""Client certificates: what one says, how a proxy passes one on, and to which office it is bound.

That its holder has the key, and that it leads to a trusted authority, was checked where TLS ended: at this
server, or at a trusted proxy. What is decided here is for which office it speaks. Sources: RFC 5280, RFC
8705 (section 2.1.2: by which of its names a certificate is known), RFC 9440 (``Client-Cert``).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import msgspec

from gateway.identity.credentials import Certificate
from gateway.identity.identity import Identity, Scope
from gateway.requesters import Requester

if TYPE_CHECKING:
    from cryptography import x509

KnownBy = Literal["sha256", "subject", "san"]
"""By what a certificate is known: its thumbprint, its subject, or one of its alternative names."""

MAX_BYTES = 16_384
"""A certificate that is longer is none."""

_PASSED_ON = re.compile(r":([A-Za-z0-9+/]+={0,2}):")


class NotACertificate(ValueError):
    """What should be a certificate cannot be read as one."""


class Binding(msgspec.Struct, frozen=True):
    """A certificate that speaks for an office, known by one of its properties; ``name`` is for the trail."""

    office: str
    scopes: frozenset[Scope]
    known_by: KnownBy
    value: str
    name: str

    def fits(self, certificate: Certificate) -> bool:
        """Whether it is this certificate."""
        match self.known_by:
            case "sha256":
                return certificate.thumbprint.hex() == self.value
            case "subject":
                return certificate.subject == self.value
        return self.value in certificate.names

    @property
    def proof(self) -> bytes:
        """By what an identity is found again; another office or other scopes are another binding."""
        said = (self.office, sorted(self.scopes), self.known_by, self.value)
        return hashlib.sha256(repr(said).encode()).digest()

    def identity(self, certificate: Certificate) -> Identity:
        """Who comes with it, for as long as it lasts."""
        return Identity(
            Requester(self.office), self.scopes, self.name, "certificate", certificate.ends, self.proof
        )


def passed_on(field: str) -> bytes:
    """The certificate (DER) in ``Client-Cert``: one byte sequence of RFC 8941, and nothing else.

    Raises:
        NotACertificate: it is none.
    """
    found = _PASSED_ON.fullmatch(field.strip(" \t"))
    if found is None:
        raise NotACertificate("Client-Cert is no byte sequence")
    try:
        return base64.b64decode(found[1], validate=True)
    except binascii.Error as error:
        raise NotACertificate("Client-Cert is no base64") from error


@lru_cache(1_024)
def read_certificate(der: bytes) -> Certificate:
    """What a certificate says.

    Raises:
        NotACertificate: it cannot be read.
    """
    from cryptography import x509

    if len(der) > MAX_BYTES:
        raise NotACertificate("the certificate is too long")
    try:
        read = x509.load_der_x509_certificate(der)
        return Certificate(
            thumbprint=hashlib.sha256(der).digest(),
            subject=read.subject.rfc4514_string(),
            names=_names(read),
            begins=read.not_valid_before_utc.timestamp(),
            ends=read.not_valid_after_utc.timestamp(),
        )
    except Exception as error:  # a certificate from outside can be wrong in more ways than the library lists
        raise NotACertificate("the certificate cannot be read") from error


def written_subject(text: str) -> str:
    """A subject as an operator writes it (RFC 4514), in the one form in which subjects are compared.

    Raises:
        ValueError: it is no distinguished name.
    """
    from cryptography import x509

    try:
        name = x509.Name.from_rfc4514_string(text)
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError("Should be a subject such as CN=search,O=IP Australia,C=AU") from error
    if not list(name):
        raise ValueError("Should be a subject such as CN=search,O=IP Australia,C=AU")
    return name.rfc4514_string()


def _names(read: x509.Certificate) -> frozenset[str]:
    """The alternative names by which a certificate can be known."""
    from cryptography import x509

    try:
        names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension):
        return frozenset()
    kinds = (
        ("dns", x509.DNSName),
        ("email", x509.RFC822Name),
        ("ip", x509.IPAddress),
        ("uri", x509.UniformResourceIdentifier),
    )
    return frozenset(
        f"{kind}:{str(one).lower() if kind == 'dns' else one}"
        for kind, type_ in kinds
        for one in names.get_values_for_type(type_)
    )
