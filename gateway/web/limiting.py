"""What is allowed at the door: who is let in now, what a request causes, and what is told of it.

``RateLimit`` and ``RateLimit-Policy`` are those of draft-ietf-httpapi-ratelimit-headers, structured fields
(RFC 9651): ``r`` of a quota is left, and ``t`` seconds later it is whole again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil

import msgspec
import structlog
from aiohttp import web

from gateway.errors import GatewayError
from gateway.flights.claims import Claim
from gateway.identity.identity import Identity
from gateway.identity.oauth.authority import TOKEN_PATH
from gateway.identity.proxies import read_address
from gateway.limits.allowance import Allowance, Meter
from gateway.limits.connections import Connections
from gateway.limits.failures import FailedLogins
from gateway.limits.limiter import Admission, Limiter, Quota
from gateway.limits.limits import RequesterLimits
from gateway.limits.networks import network_of
from gateway.limits.refusals import too_many_failures
from gateway.setup import Current, Setup
from gateway.web.keys import CLOCK, CURRENT, FLIGHTS
from gateway.web.opd_api.refusals import Said
from gateway.web.peers import client_address
from gateway.web.showing import KEY_HEADER

MEBIBYTE = 2**20

EVENTS = Allowance(600)
"""Security events of one network that are told of: each is a line in the log and a record for good."""

_ONCE = Allowance(1)

POLICY, REMAINING = "RateLimit-Policy", "RateLimit"


class Gate:
    """What one process knows of everybody's use of it."""

    def __init__(self) -> None:
        self.limiter = Limiter()
        self.logins = FailedLogins()
        self.connections = Connections()
        self.events = Meter()
        self.left_out = Meter()


class _Visit(msgspec.Struct):
    """One request's requester, its limits and, once it is let in, its admission."""

    who: str
    limits: RequesterLimits
    claim: Claim
    admission: Admission | None = None
    released: bool = False


_log = structlog.get_logger("casegate.web")

GATE: web.AppKey[Gate] = web.AppKey("gate", Gate)
_VISIT: web.RequestKey[_Visit] = web.RequestKey("visit", _Visit)


class Doorkeeper:
    """Who may connect now."""

    def __init__(self, connections: Connections, current: Current) -> None:
        self._connections = connections
        self._current = current

    def take(self, peer: object) -> str | None:
        """Counts a connection; the network to ``leave`` by, ``None`` when there is no place."""
        setup, address = self._current.setup, peer[0] if isinstance(peer, tuple) and peer else ""
        network, trusted = network_of(address), setup.proxies.trusts(read_address(address))
        return network if self._connections.opened(network, setup.limits, trusted=trusted) else None

    def leave(self, network: str) -> None:
        """A connection that was taken has ended."""
        self._connections.closed(network)


def doorkeeper(application: web.Application) -> Doorkeeper:
    """The doorkeeper of an application, by the limits in force."""
    return Doorkeeper(application[GATE].connections, application[CURRENT])


def look_at(request: web.Request) -> None:
    """Looks at a request before anybody does.

    Raises:
        TooMuch: too many wrong credentials came from its network, and these are not known to be good.
    """
    if (proof := _proof(request)) is None:
        return
    most = request.app[CURRENT].setup.limits.failed_logins_per_minute
    wait = request.app[GATE].logins.wait(_network(request), proof, most, _now(request))
    if wait:
        raise too_many_failures(wait)


def let_through(request: web.Request, setup: Setup, identity: Identity) -> None:
    """Lets a request of a known requester through, within its limits; once, however often it is looked at.

    Raises:
        TooMuch: they are used up.
    """
    if _VISIT in request:
        return
    if identity.method != "none" and (proof := _proof(request)) is not None:
        request.app[GATE].logins.accepted(_network(request), proof, _now(request))
    count(request, setup, identity.requester.office)


def count(request: web.Request, setup: Setup, office: str | None) -> None:
    """Counts a request as one of an office's, or of the public's in its network.

    Raises:
        TooMuch: its limits are used up.
    """
    limits = setup.limits.public if office is None else setup.limits.office
    who = f"public {_network(request)}" if office is None else office
    visit = request[_VISIT] = _Visit(who, limits, Claim(request.app[FLIGHTS], who))
    visit.admission = request.app[GATE].limiter.admit(who, limits, _now(request))


def claim(request: web.Request) -> Claim:
    """The flights as this request uses them: in turn with others, and counted."""
    return request[_VISIT].claim


def begin_stream(request: web.Request) -> None:
    """What is answered now takes as long as its reader.

    Raises:
        TooMuch: as many streams of this requester are under way as may be.
    """
    if (admission := request[_VISIT].admission) is not None:
        admission.begin_stream()


def worth_telling(request: web.Request) -> bool:
    """Whether one more security event is told of; that some are left out is told once a minute."""
    gate, network, now = request.app[GATE], _network(request), _now(request)
    if not gate.events.wait(network, EVENTS, 1, now):
        gate.events.charge(network, EVENTS, 1, now)
        return True
    if not gate.left_out.wait(network, _ONCE, 1, now):
        gate.left_out.charge(network, _ONCE, 1, now)
        _log.warning("security_events_left_out", network=network)
    return False


def settle(request: web.Request, response: web.StreamResponse | None, refused: GatewayError | None) -> None:
    """Takes note of how a request ended: its cost, and whether its credentials were wrong."""
    if refused is not None and _status(refused) == 401 and _proof(request) is not None:
        most = request.app[CURRENT].setup.limits.failed_logins_per_minute
        request.app[GATE].logins.failed(_network(request), most, _now(request))
    elif _gave_token(request, response):
        request.app[GATE].logins.accepted(_network(request), _proof(request) or "", _now(request))
    visit = request.get(_VISIT)
    if visit is None or visit.admission is None or visit.released:
        return
    visit.released = True
    visit.admission.release(visit.claim.caused + _sent(request, response) / MEBIBYTE, _now(request))


def rate_fields(request: web.Request) -> Mapping[str, str]:
    """What the requester has left, as header fields; none where nothing is limited."""
    visit = request.get(_VISIT)
    if visit is None:
        return {}
    pending = 0.0 if visit.released else visit.claim.caused
    limiter = request.app[GATE].limiter
    return fields_of(tuple(limiter.quotas(visit.who, visit.limits, pending, _now(request))))


def fields_of(quotas: Iterable[Quota]) -> Mapping[str, str]:
    """Quotas as ``RateLimit-Policy`` and ``RateLimit``."""
    told = tuple(quotas)
    if not told:
        return {}
    return {
        POLICY: ", ".join(f'"{one.name}";q={one.amount};w={one.window_seconds}' for one in told),
        REMAINING: ", ".join(
            f'"{one.name}";r={int(one.left + 1e-6)};t={ceil(one.whole_in_seconds)}' for one in told
        ),
    }


def _gave_token(request: web.Request, response: web.StreamResponse | None) -> bool:
    """Whether the credentials in the header of a request for a token were good; a form's are none."""
    return (
        request.path == TOKEN_PATH
        and response is not None
        and response.status == 200
        and "Authorization" in request.headers
    )


def _proof(request: web.Request) -> str | None:
    """The credentials that a request shows, as they are written; ``None`` without any."""
    shown = request.headers.getall("Authorization", []) + request.headers.getall(KEY_HEADER, [])
    if shown:
        return "\n".join(shown)
    return f"form {request.path}" if request.method == "POST" else None


def _status(refused: GatewayError) -> int:
    """The HTTP status of a refusal; a profile's own errors have theirs."""
    return refused.http_status if isinstance(refused, Said) else refused.status


def _sent(request: web.Request, response: web.StreamResponse | None) -> int:
    """The bytes that go out, as far as they are known when the answer is ready or done."""
    written = request.writer.output_size
    body = response.body if isinstance(response, web.Response) else None
    return max(written, len(body) if isinstance(body, bytes | bytearray) else 0)


def _network(request: web.Request) -> str:
    address = client_address(request)
    return network_of(None if address is None else str(address))


def _now(request: web.Request) -> float:
    return request.app[CLOCK].monotonic()
