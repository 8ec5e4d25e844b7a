"""What the service's errors mean. Their texts (stack traces among them) are looked at and never passed on."""

from __future__ import annotations

import re
from typing import ClassVar

import msgspec

from connectors.errors import ConnectorError, Malformed, NotHeld, Unavailable, Unsupported
from connectors.global_dossier.service import ServiceState
from connectors.global_dossier.wire import ErrorShape
from connectors.reply import Reply, refusal
from connectors.scalars import Scalar

_ERROR = msgspec.json.Decoder(ErrorShape)
_HOURS = re.compile(r"[A-Za-z0-9 :.,;/&()+–-]{1,100}")
_SYSTEM_PROBLEM = "system problem"
_NOT_FOUND = ("not found", "notfound", "unable to convert")


class NotAvailable(Unavailable):
    """A dossier of a participating office that the service cannot give now; the service itself is well."""

    retryable: ClassVar[bool] = False
    counts_as_failure: ClassVar[bool] = False


def parse_error(reply: Reply) -> ConnectorError | None:
    """What an answer outside 2xx means in the service's words; ``None`` when it says nothing of its own.

    A 404 with "system problem" is what it says to a wrong kind, to another spelling, and to a real fault.
    That it cannot read a question says nothing of whether it holds the number, nor does a page: its own words
    are JSON, and those about content a short text.
    """
    if reply.status != 404:
        if type(refusal(reply, 0.0)) is not Unsupported:
            return None
        return Malformed(f"bad_request: Global Dossier cannot read the question (HTTP {reply.status})")
    if reply.body.lstrip().startswith(b"<"):
        return Malformed(
            "no_such_path: Global Dossier has nothing there (HTTP 404); is the provider's url right?"
        )
    try:
        message = _ERROR.decode(reply.body).message
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    if isinstance(message, str) and _SYSTEM_PROBLEM in message.lower():
        return NotHeld("system_problem: Global Dossier cannot find it, or cannot now")
    return None


def unlisted(message: Scalar) -> ConnectorError:
    """The error for a document list that is not there, with the message that came in its place."""
    if isinstance(message, str) and any(word in message.lower() for word in _NOT_FOUND):
        return no_list()
    return not_available()


def no_list() -> NotHeld:
    """The error for a list that is not there under the number asked for."""
    return NotHeld("no_list: Global Dossier found no document list under this number")


def not_available() -> NotAvailable:
    """The error for a participating office's dossier that cannot be had now."""
    return NotAvailable("no_list: the office takes part, and Global Dossier has no document list of it now")


def out(state: ServiceState) -> NotAvailable:
    """The error for an IP5 office's dossier that is not there now: its part is down, if the service says so.

    Its hours are told where they are made of words, days and times only.
    """
    if state.up is not False:
        return not_available()
    hours = state.hours if state.hours is not None and _HOURS.fullmatch(state.hours) else None
    told = "" if hours is None else f"; its hours: {hours}"
    return NotAvailable(f"outage: Global Dossier says that the part of {state.office} is down now{told}")


def not_participating() -> NotHeld:
    """The error for an office whose dossiers the service never has."""
    return NotHeld("not_participating: the office shows no dossiers through Global Dossier")
