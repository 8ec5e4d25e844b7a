"""The kinds of value that settings are made of, each with its grammar.

Judged against a ``Ground`` (the validation context) where the profile, the environment or a file decides.
Messages say what is wrong and what to write; they never repeat a value that could be a secret.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from ipaddress import ip_address, ip_network
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, StrictStr, ValidationError, ValidationInfo
from pydantic_core import InitErrorDetails, PydanticCustomError

from connectors.offices import ALIASES, MISTAKEN, OFFICES
from connectors.urls import MAX_URL, checked_url
from gateway.settings.ground import Ground, IPNetwork
from gateway.settings.secrets import is_reference, located, reveal, split_reference

T = TypeVar("T")

_DOORS = ("api/", "case-api/", "opdapi/", "auth/", "oauth2/")
_ANYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))
_HOST_NAME = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\.?"
)
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_FRAMING_HEADERS = frozenset(
    {"connection", "content-length", "host", "te", "trailer", "transfer-encoding", "upgrade"}
)


def misplaced(*faults: tuple[tuple[str | int, ...], str]) -> ValidationError:
    """An error about parts of a value: each a location under it and a sentence."""
    return ValidationError.from_exception_data(
        "settings",
        [
            InitErrorDetails(
                type=PydanticCustomError("setting", "{sentence}", {"sentence": text}), loc=loc, input=None
            )
            for loc, text in faults
        ],
    )


def repeated(values: Sequence[object], what: str, *, but: object = None) -> None:
    """Refuses a list that says the same twice (``but`` one value), at the place where it does.

    Raises:
        ValidationError: it does.
    """
    again = [place for place, value in enumerate(values) if value in values[:place] and value != but]
    if again:
        raise misplaced(*(((place,), f"This {what} is listed twice") for place in again))


def _office(text: str) -> str:
    if text in OFFICES:
        return ALIASES.get(text, text)
    meant = MISTAKEN.get(text.upper(), text.upper())
    hint = f"; did you mean {meant} ({OFFICES[meant]})?" if meant in OFFICES else ""
    raise ValueError(f"Not an office code of WIPO ST.3{hint}")


def _visible(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("Should be readable text, not empty, in one line")
    return text


def _provider_id(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,62}", text):
        raise ValueError("Should be at most 63 lower-case letters, digits, - and _")
    return text


def _url(text: str) -> str:
    """A URL of the gateway itself: http or https, a host, no credentials, query or fragment."""
    if len(text) > MAX_URL:
        raise ValueError(f"Should be at most {MAX_URL} characters")
    if not text.isascii():
        raise ValueError(
            "Should be ASCII: write an international host name in its xn-- form, a path percent-encoded"
        )
    if re.search(r"[\x00-\x20\x7f\\<>\"{}|^`]", text):
        raise ValueError("Holds a character that no URL may hold")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("Should be a URL: the host or the port cannot be read") from None
    if parts.scheme not in ("http", "https") or "://" not in text:
        raise ValueError("Should be a URL that begins with https://")
    if "@" in parts.netloc:
        raise ValueError("A URL holds no user or password here; write them under auth")
    if "?" in text or "#" in text:
        raise ValueError("Should end with its path: no '?' and no '#'")
    if not parts.hostname or not _is_host(parts.hostname) or port == 0 or parts.netloc.endswith(":"):
        raise ValueError("Should be a URL with a host name or an address, and a port from 1 to 65535 if any")
    if any(part in (".", "..") for part in parts.path.split("/")):
        raise ValueError("Should have no '.' or '..' in its path")
    return text.rstrip("/")


def _is_host(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return (
            ":" not in text and _HOST_NAME.fullmatch(text) is not None and not text.replace(".", "").isdigit()
        )


def _secured(url: str, info: ValidationInfo) -> str:
    ground = info.context
    if isinstance(ground, Ground) and ground.production and not url.startswith("https://"):
        raise ValueError("Should be https: plain http is for the demo profile only")
    return url


def _fetched(text: str, info: ValidationInfo) -> str:
    """A URL that the gateway may fetch (``connectors.urls``), by the rules of the ground if there is one."""
    ground = info.context
    if isinstance(ground, Ground):
        url = checked_url(
            text,
            allow_http=not ground.production,
            allow_networks=ground.allow_networks,
            deny_networks=ground.deny_networks,
            ports=ground.ports,
        )
        if ground.public_url is not None and _is_own(url, ground.public_url):
            raise ValueError("Is the gateway itself, which would ask itself in circles")
    else:
        checked_url(text, allow_http=True, allow_networks=_ANYWHERE, ports=None)
    if any(part in (".", "..") for part in text.split("/")):
        raise ValueError("Should have no '.' or '..' in its path")
    return text.rstrip("/")


def _is_own(url: str, public_url: str) -> bool:
    """Whether a URL is one of the gateway's own doors; beside them another service may have the same host."""
    try:
        own = checked_url(public_url, allow_http=True, allow_networks=_ANYWHERE, ports=None).rstrip("/")
    except ValueError:
        return False
    door = f"{url.rstrip('/')}/".removeprefix(f"{own}/")
    return door == "" or door.startswith(_DOORS)


def _host(text: str) -> str:
    if not _is_host(text):
        raise ValueError("Should be an address or a host name to listen on, for example 0.0.0.0")
    return text


def _network(value: object) -> IPNetwork:
    try:
        return ip_network(value if isinstance(value, str) else "")
    except ValueError as error:
        hint = " (bits are set right of the prefix)" if "host bits" in str(error) else ""
        raise ValueError(f"Should be a network such as 10.1.0.0/16 or fd00::/8{hint}") from None


def _day(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError("Should be a date such as 2011-03-01")


def _flag(value: object) -> object:
    if isinstance(value, bool) or value == "planned":
        return value
    raise ValueError("Should be true, false or planned")


def _password(text: str, info: ValidationInfo) -> str:
    value = _referenced(text, info)
    if value is not None and not value.isprintable():
        raise ValueError("The secret holds a line break or another control character")
    return _placed(text, info)


def _secret(text: str, info: ValidationInfo) -> str:
    value = _referenced(text, info)
    if value is not None and not (value.isascii() and value.strip() == value):
        raise ValueError(
            "The secret cannot stand in a header: it is not ASCII, or begins or ends with a blank"
        )
    return _password(text, info)


def _bearer(text: str, info: ValidationInfo) -> str:
    value = _referenced(text, info)
    if value is not None and re.search(r"\s", value):
        raise ValueError("The secret holds a blank; a key that requesters present as Bearer has none")
    return _secret(text, info)


def _pem(text: str, info: ValidationInfo) -> str:
    value = _referenced(text, info)
    if value is not None and "-----BEGIN " not in value:
        raise ValueError("The secret is not a key in PEM form")
    return _placed(text, info)


def _account(text: str, info: ValidationInfo) -> str:
    return _password(text, info) if is_reference(text) else _visible(text)


def _pem_file(text: str, info: ValidationInfo) -> str:
    kind, _ = split_reference(text)
    if kind != "file":
        raise ValueError("Should be file:PATH, a file in PEM form")
    _pem(text, info)
    return _placed(text, info)


def _referenced(text: str, info: ValidationInfo) -> str | None:
    """The value behind a reference, or None when there is no ground to look for it."""
    kind, _ = split_reference(text)
    ground = info.context
    if not isinstance(ground, Ground):
        return None
    if kind == "literal" and ground.production:
        raise ValueError("Literal secrets are for the demo profile only; write env:NAME or file:PATH")
    return reveal(located(text, ground.directory), ground.environ).reveal()


def _placed(text: str, info: ValidationInfo) -> str:
    return located(text, info.context.directory) if isinstance(info.context, Ground) else text


def _header(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise ValueError("Should be the name of a header, for example X-Api-Key")
    if text.lower() in _FRAMING_HEADERS:
        raise ValueError("Is a header that the gateway sets itself")
    return text


def _listed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Listed = Annotated[tuple[T, ...], BeforeValidator(_listed)]
"""A list, kept as a tuple."""

OfficeCode = Annotated[StrictStr, AfterValidator(_office)]
"""An ST.3 code; ``IB`` is read as ``WO``."""

Line = Annotated[StrictStr, Field(max_length=200), AfterValidator(_visible)]
"""One line of text."""

ProviderId = Annotated[StrictStr, AfterValidator(_provider_id)]
"""The id of a provider: safe in a file name and in a document id."""

PublicUrl = Annotated[StrictStr, AfterValidator(_url), AfterValidator(_secured)]
"""A URL of the gateway itself, without a trailing slash; https in production."""

EndpointUrl = Annotated[StrictStr, AfterValidator(_fetched)]
"""A URL that the gateway calls, without a trailing slash; in production https and public."""

ListenHost = Annotated[StrictStr, AfterValidator(_host)]
"""An address or a host name to listen on."""

Network = Annotated[IPNetwork, BeforeValidator(_network)]
"""A CIDR."""

Day = Annotated[date, BeforeValidator(_day)]
"""A calendar date."""

Flag = Annotated[bool | Literal["planned"], BeforeValidator(_flag)]
"""``true``, ``false`` or ``planned`` (agreed, not operational yet)."""

SecretRef = Annotated[StrictStr, AfterValidator(_secret)]
"""A reference to a key that travels in a header: printable ASCII in one line."""

BearerRef = Annotated[StrictStr, AfterValidator(_bearer)]
"""A reference to a key that requesters present as ``Authorization: Bearer``: no blanks."""

PasswordRef = Annotated[StrictStr, AfterValidator(_password)]
"""A reference to a password or a client's secret: one line of text."""

PemRef = Annotated[StrictStr, AfterValidator(_pem)]
"""A reference to a private key in PEM form."""

PemFile = Annotated[StrictStr, AfterValidator(_pem_file)]
"""A reference ``file:PATH`` to a PEM file."""

AccountRef = Annotated[StrictStr, Field(max_length=200), AfterValidator(_account)]
"""The name of an account: plain, or a reference."""

HeaderName = Annotated[StrictStr, AfterValidator(_header)]
"""The name of an HTTP header (RFC 9110, section 5.1)."""
