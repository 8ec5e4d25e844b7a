"""Certificates made for a test: an authority, servers, clients with any subject, names and time."""

from __future__ import annotations

import base64
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_PEM, _DER = serialization.Encoding.PEM, serialization.Encoding.DER
_PLAIN = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


class Certified:
    """A certificate and its key, in a folder."""

    def __init__(self, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey, path: Path) -> None:
        self.der = certificate.public_bytes(_DER)
        self.certificate, self.key = path.with_suffix(".pem"), path.with_suffix(".key")
        self.certificate.write_bytes(certificate.public_bytes(_PEM))
        self.key.write_bytes(key.private_bytes(_PEM, *_PLAIN))
        self.thumbprint = certificate.fingerprint(hashes.SHA256())

    @property
    def passed_on(self) -> str:
        """As a proxy passes it on in ``Client-Cert``."""
        return f":{base64.b64encode(self.der).decode()}:"


class CertificateAuthority:
    """Signs certificates of servers and clients."""

    def __init__(self, folder: Path, name: str = "authority", now: datetime | None = None) -> None:
        self._folder = folder
        self._now = now or datetime.now(UTC)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name.from_rfc4514_string(f"CN={name}")
        builder = self._builder(self._name, self._key, days=1)
        root = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.path = Certified(root.sign(self._key, hashes.SHA256()), self._key, folder / name).certificate

    def issue(
        self, file: str, subject: str = "CN=client", *, san: tuple[str, ...] = (), days: int = 1
    ) -> Certified:
        """A certificate with this subject and these names, good from a day ago until in ``days``."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = self._builder(x509.Name.from_rfc4514_string(subject), key, days)
        if san:
            names = x509.SubjectAlternativeName([_general(name) for name in san])
            builder = builder.add_extension(names, critical=False)
        return Certified(builder.sign(self._key, hashes.SHA256()), key, self._folder / file)

    def client(self, shown: Certified | None = None) -> ssl.SSLContext:
        """How a client of a server of this authority speaks TLS, with a certificate of its own or none."""
        context = ssl.create_default_context(cafile=str(self.path))
        if shown is not None:
            context.load_cert_chain(shown.certificate, shown.key)
        return context

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._now - timedelta(days=2))
            .not_valid_after(self._now + timedelta(days=days))
        )


def _general(name: str) -> x509.GeneralName:
    kind, _, value = name.partition(":")
    if kind == "ip":
        return x509.IPAddress(ip_address(value))
    kinds = {"dns": x509.DNSName, "email": x509.RFC822Name, "uri": x509.UniformResourceIdentifier}
    return kinds[kind](value)
