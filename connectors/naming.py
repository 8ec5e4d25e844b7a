"""Names beyond addresses: the TXT records by which whoever holds a domain proves that it is theirs.

Asked of the resolver that the system is configured with, or of the servers given; nothing is connected that
an answer names. Imported late: only registrations need it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from connectors.errors import ConnectFailed, TimedOut
from connectors.urls import UnsafeURL, checked_name

if TYPE_CHECKING:
    import aiodns

SECONDS = 5.0
MOST_RECORDS = 64
_MARK = re.compile(r"_[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?")
_NOTHING = frozenset({"ARES_ENODATA", "ARES_ENOTFOUND"})


async def txt_records(
    name: str, *, servers: Sequence[str] | None = None, seconds: float = SECONDS
) -> tuple[str, ...]:
    """The TXT records of a name, each with its parts joined (RFC 7208, section 3.3); there may be none.

    Args:
        name: a public host name, with labels before it that begin with ``_`` (``_challenge.office.example``).
        servers: ``address`` or ``address:port`` of the name servers to ask; the system's by default.
        seconds: how long all of it may take.

    Raises:
        UnsafeURL: it is not the name of a public host.
        TimedOut: no answer in time.
        ConnectFailed: the name servers failed.
    """
    asked = _checked(name)
    import aiodns

    resolver = aiodns.DNSResolver(nameservers=servers, timeout=seconds / 2, tries=2)
    try:
        async with asyncio.timeout(seconds):
            return _texts(await resolver.query_dns(asked, "TXT"))
    except TimeoutError:
        raise TimedOut("dns_error: the name servers did not answer in time") from None
    except aiodns.error.DNSError as error:
        return _none(error)
    finally:
        await resolver.close()


def _checked(name: str) -> str:
    """The name in lower case: marked labels, then a public host name."""
    labels = name.lower().split(".")
    marks = 0
    while marks < len(labels) and _MARK.fullmatch(labels[marks]):
        marks += 1
    if len(name) > 253:
        raise UnsafeURL("The name is longer than 253 characters")
    return ".".join((*labels[:marks], checked_name(".".join(labels[marks:]))))


def _texts(result: Any) -> tuple[str, ...]:
    """What the TXT records among the answers say, at most 64 of them; what is no ASCII is no text."""
    found: list[str] = []
    for record in result.answer:
        data = getattr(record.data, "data", None)
        if isinstance(data, bytes) and data.isascii():
            found.append(data.decode("ascii"))
    return tuple(found[:MOST_RECORDS])


def _none(error: aiodns.error.DNSError) -> tuple[str, ...]:
    """No records where the servers say that there are none.

    Raises:
        TimedOut: they did not answer.
        ConnectFailed: they failed in another way.
    """
    import pycares

    code = error.args[0] if error.args else None
    word = pycares.errno.errorcode.get(code, "ARES_EFORMERR")
    if word in _NOTHING:
        return ()
    if word in ("ARES_ETIMEOUT", "ARES_ECANCELLED"):
        raise TimedOut("dns_error: the name servers did not answer in time") from None
    raise ConnectFailed("dns_error: the name servers failed") from None
