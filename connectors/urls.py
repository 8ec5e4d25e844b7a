"""Which URLs may be fetched at all: one strict grammar for everything that people, offices or answers name.

Endpoints, token endpoints, key sets, challenge files and webhooks all pass ``checked_url`` before anything is
looked up. The grammar is a narrow part of RFC 3986, so that no two programs can read a URL that passed in two
ways. It says nothing about where a name leads: every dial is judged again, by ``connectors.guard``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from ipaddress import IPv4Address, IPv6Address

from connectors.guard import Address, Network, why_denied

PORTS: frozenset[int] = frozenset({443, 8443})
"""The ports of public endpoints."""

MAX_URL = 2000

_URL = re.compile(
    r"(https?)://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::([1-9][0-9]{0,4}))?(/[^?#]*)?(?:\?([^#]*))?"
)
_PATH = re.compile(
    r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%(?![01][0-9A-Fa-f]|7[Ff]|2[EeFf]|5[Cc])[0-9A-Fa-f]{2})*"
)
_QUERY = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%(?![01][0-9A-Fa-f]|7[Ff])[0-9A-Fa-f]{2})*")
_ENDING = re.compile(r"[\x00-\x20\x7f#\\]|[^\x00-\x7f]")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
_USUAL_PORT = {"http": 80, "https": 443}
_LOCAL = frozenset(
    {"localhost", "local", "localdomain", "internal", "intranet", "private", "lan", "home", "corp"}
    | {"svc", "onion", "alt", "invalid", "arpa"}
)


class UnsafeURL(ValueError):
    """A URL that may not be fetched; ``str()`` says why, and repeats no more of it than the host."""


def checked_url(
    text: str,
    *,
    allow_http: bool = False,
    allow_networks: Sequence[Network] = (),
    deny_networks: Sequence[Network] = (),
    ports: Collection[int] | None = PORTS,
    query: bool = False,
) -> str:
    """A URL that may be fetched, in its one canonical form; nothing is looked up.

    Host in lower case, no usual port, dot segments resolved; the path is otherwise as written. ``https`` on
    one of ``ports`` (``None``: any) with a fully qualified host name; never a user, a fragment, a backslash,
    a control character or an encoded one. IP literals are accepted inside ``allow_networks`` only, at any
    port; local names (one label, ``.internal`` ...) only when there are ``allow_networks`` at all, since the
    dial decides then.

    Args:
        text: the URL as somebody wrote it.
        allow_http: accept cleartext, at any port (demo profile).
        allow_networks: ranges that may be reached although they are not public.
        deny_networks: ranges that may not be reached although they are.
        ports: where ``https`` may be spoken.
        query: whether it may have a query.

    Raises:
        UnsafeURL: with a sentence that says what is wrong, and repeats no part of it that may be a secret.
    """
    if len(text) > MAX_URL:
        raise UnsafeURL(f"Should be at most {MAX_URL} characters")
    if not text.isascii() or any(character <= " " or character == "\x7f" for character in text):
        raise UnsafeURL("Should be printable ASCII without blanks; write international names as xn-- labels")
    found = _URL.fullmatch(text)
    if found is None:
        raise UnsafeURL("Should be written as https://host/path, without user, password or fragment")
    scheme, host, port, path, asked = found[1], found[2].lower(), found[3], found[4] or "", found[5]
    if scheme == "http" and not allow_http:
        raise UnsafeURL("Should be https: cleartext http is for the demo profile only")
    if asked is not None and (not query or _QUERY.fullmatch(asked) is None):
        raise UnsafeURL("Should end with its path, without a query")
    if _PATH.fullmatch(path) is None:
        raise UnsafeURL("The path holds characters that are not allowed there")
    number = int(port) if port else _USUAL_PORT[scheme]
    if number > 65535:
        raise UnsafeURL("The port should be from 1 to 65535")
    literal = _literal(host)
    if literal is None:
        _check_name(host, local=bool(allow_networks))
        if ports is not None and scheme == "https" and number not in ports:
            raise UnsafeURL(f"The port is not one of {', '.join(str(one) for one in sorted(ports))}")
    elif not _inside(literal, allow_networks) or why_denied(literal, allow_networks, deny_networks):
        reason = why_denied(literal, deny=deny_networks) or "use its name"
        raise UnsafeURL(f"The address {host} is not in outbound.allow_networks ({reason})")
    where = host if number == _USUAL_PORT[scheme] else f"{host}:{number}"
    return f"{scheme}://{where}{_resolved(path)}{'' if asked is None else '?' + asked}"


def checked_name(text: str) -> str:
    """A fully qualified public host name in lower case; nothing is looked up.

    Raises:
        UnsafeURL: it is none, or an address, or a local name.
    """
    name = text.lower()
    if not text.isascii() or _NUMERIC.fullmatch(name.rpartition(".")[2]) is not None:
        raise UnsafeURL("Should be a host name, not an address")
    _check_name(name, local=False)
    return name


def stays_below(path: str) -> bool:
    """Whether a path, and a query behind it, put behind an endpoint's URL stay below it: it begins with a
    slash or is empty, has no dot segment, and nothing in it ends the request line.
    """
    if path[:1] not in ("", "/", "?") or _ENDING.search(path) is not None:
        return False
    return "/." not in path or not any(part in (".", "..") for part in path.partition("?")[0].split("/"))


def _literal(host: str) -> Address | None:
    """The address that a host is written as, in canonical form only; ``None`` for a name."""
    try:
        if host.startswith("["):
            return IPv6Address(host[1:-1])
        if _NUMERIC.fullmatch(host.rstrip(".").rpartition(".")[2]) is None:
            return None
        return IPv4Address(host)
    except ValueError:
        raise UnsafeURL("The host is not an address in its usual form") from None


def _inside(address: Address, networks: Sequence[Network]) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return any(
        one.version == network.version and one in network
        for network in networks
        for one in (address, mapped)
        if one
    )


def _check_name(host: str, *, local: bool) -> None:
    """Refuses what is no host name, and local names unless ``local``."""
    labels = host.split(".")
    if len(host) > 253 or any(_LABEL.fullmatch(label) is None for label in labels):
        raise UnsafeURL("The host is not a host name")
    for label in labels:
        if label.startswith("xn--"):
            try:
                import idna

                idna.decode(label)
            except UnicodeError:
                raise UnsafeURL("The host holds an xn-- label that is none") from None
    if not local and (len(labels) == 1 or labels[-1] in _LOCAL):
        raise UnsafeURL(f"{host} is a local name; outbound.allow_networks opens local networks")


def _resolved(path: str) -> str:
    """A path without dot segments (RFC 3986, section 5.2.4); it never leaves its root."""
    if "/." not in path:
        return path
    kept: list[str] = []
    parts = path.split("/")[1:]
    for part in parts:
        if part == "..":
            kept = kept[:-1]
        elif part != ".":
            kept.append(part)
    if parts[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)
