"""Whether a registered endpoint is its office's, and whether it works: the proof of its domain, the checks.

Everything is fetched by the gateway's one guarded way out. What comes back is told to the office in the words
of the checks; nothing of it is kept but these.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

import connectors.catalogue
from connectors.client import Network
from connectors.endpoint import Endpoint, MutualTLS, NoAuth
from connectors.errors import ConnectFailed, ConnectorError, Throttled, TimedOut
from connectors.numbers.identity import ApplicationNumber
from connectors.numbers.reading import ambiguous, read
from connectors.proving import proof_of
from gateway.registrations.refusals import BodyInvalid
from gateway.registrations.registration import Examination, Registration, Tried
from gateway.registrations.submission import Submission
from gateway.settings.section import Section

if TYPE_CHECKING:
    from connectors.conformance.findings import Report

EXAMINE_SECONDS = 90.0
"""How long all checks of one verification may take together."""

MOST_TOLD = 60
_CHALLENGE_BYTES = 1_024

Method = Literal["file", "dns"]
Texts = Callable[[str], Awaitable[tuple[str, ...]]]
"""The TXT records of a name."""
Sleep = Callable[[float], Awaitable[None]]

_Text = Annotated[str, Field(min_length=1, max_length=100)]


class Verification(Section):
    """What an office asks for: how its domain is to be proved, and with which applications to examine it.

    ``number`` is an application whose file it holds and shows, ``withheld`` one whose file it keeps closed.
    """

    method: Method | None = None
    number: _Text | None = None
    withheld: _Text | None = None


class NotProved(Exception):
    """The domain could not be proved; the message says what was looked for and what was found."""


def number_of(text: str | None, name: str, submission: Submission) -> ApplicationNumber | None:
    """An application of the office, as it writes it.

    Raises:
        BodyInvalid: it cannot be read, or not in one way.
    """
    if text is None:
        return None
    try:
        readings = read(text, type="application", office=submission.serves[0])
        found = None if ambiguous(readings) else readings[0].number.application
    except ValueError as error:
        raise BodyInvalid(f"{name}: {error}.") from None
    if found is None:
        raise BodyInvalid(f"{name}: Should be one application; write it as CC.number.K.")
    return found


async def prove(registration: Registration, method: Method | None, network: Network, texts: Texts) -> Method:
    """Proves that who registers has the endpoint's domain; gives by which way. Without one both are tried.

    Raises:
        NotProved: the token is nowhere to be found.
    """
    tried: list[str] = []
    if method != "dns":
        try:
            reply = await network.control.get(registration.challenge_url, max_bytes=_CHALLENGE_BYTES)
            if not _same(reply.body.strip(), registration.token):
                tried.append("the challenge file holds something else than the token")
            elif await _repeats(registration, network):
                tried.append("the host answers with whatever is asked for, which proves nothing")
            else:
                return "file"
        except ConnectorError as error:
            tried.append(f"the challenge file could not be read ({error.detail})")
    if method != "file":
        try:
            records = await texts(registration.challenge_name)
            if any(_same(one.encode(), registration.token) for one in records):
                return "dns"
            tried.append(f"none of {len(records)} TXT records is the token")
        except (ConnectorError, ValueError) as error:
            tried.append(f"the TXT records could not be asked for ({error})")
    raise NotProved("The domain is not proved: " + "; ".join(tried) + ".")


async def _repeats(registration: Registration, network: Network) -> bool:
    """Whether a host gives back the name of any file that it is asked for: then nobody put the token there.

    Raises:
        ConnectorError: it does not answer this time.
    """
    other = hashlib.sha256(registration.token.encode()).hexdigest()
    try:
        url = f"{registration.challenge_url.removesuffix(registration.token)}{other}"
        reply = await network.control.get(url, max_bytes=_CHALLENGE_BYTES)
    except (ConnectFailed, TimedOut, Throttled):
        raise
    except ConnectorError:
        return False
    return _same(reply.body.strip(), other)


async def verify(
    registration: Registration,
    endpoint: Endpoint,
    asked: Verification,
    network: Network,
    texts: Texts,
    now: Callable[[], datetime],
    sleep: Sleep = asyncio.sleep,
) -> Examination:
    """The proof, and after it the checks; what fails is told, not raised.

    An endpoint of the CASE profile is examined by all checks, with what the gateway proves itself by. One of
    another protocol, or that wants a client certificate, is asked whether it is well.

    Raises:
        BodyInvalid: a number cannot be read, or there is none and the checks need one.
    """
    number = number_of(asked.number, "number", registration.wanted)
    withheld = number_of(asked.withheld, "withheld", registration.wanted)
    whole = registration.wanted.protocol == "case" and not isinstance(endpoint.auth, MutualTLS)
    if whole and number is None:
        raise BodyInvalid(
            "number: Is required: the checks need an application whose file the endpoint shows."
        )
    url = registration.wanted.url
    try:
        proved = await prove(registration, asked.method, network, texts)
    except NotProved as error:
        return Examination(now(), url, False, detail=str(error))
    try:
        async with asyncio.timeout(EXAMINE_SECONDS):
            if not whole:
                await _ping(endpoint, network)
                return Examination(now(), url, True, proved)
            report = await _examined(endpoint, network, number, withheld, sleep)
            return _told(report, url, proved, now())
    except ConnectorError as error:
        return Examination(now(), url, False, proved, f"The endpoint is not well: {error.detail}.")
    except TimeoutError:
        return Examination(now(), url, False, proved, f"It took longer than {EXAMINE_SECONDS:.0f} s.")


async def _examined(
    endpoint: Endpoint,
    network: Network,
    number: ApplicationNumber | None,
    withheld: ApplicationNumber | None,
    sleep: Sleep,
) -> Report:
    """All checks; imported late, since most gateways make them seldom."""
    from connectors.conformance.asking import asker_over
    from connectors.conformance.examination import examine

    proof = await proof_of(endpoint, network.means)
    async with asker_over(network, endpoint.url, credentials=proof) as asker:
        return await examine(
            asker,
            endpoint.url,
            number=number,
            withheld=withheld,
            proven=not isinstance(endpoint.auth, NoAuth),
            sleep=sleep,
        )


async def _ping(endpoint: Endpoint, network: Network) -> None:
    connector = connectors.catalogue.wire(endpoint.protocol).open(endpoint, network)
    try:
        await connector.ping()
    finally:
        await connector.aclose()


def _told(report: Report, url: str, proved: Method, now: datetime) -> Examination:
    findings = tuple(
        Tried(one.check, one.result, one.detail[:300], one.remedy)
        for one in report.findings
        if one.result == "warn" or one.result == "fail"
    )
    failed = report.counts["fail"]
    return Examination(
        at=now,
        url=url,
        passed=report.passed,
        proved_by=proved,
        detail=None if report.passed else f"{failed} of the checks failed.",
        counts={str(result): number for result, number in report.counts.items()},
        findings=findings[:MOST_TOLD],
        requests=report.requests,
    )


def _same(given: bytes, token: str) -> bool:
    return hmac.compare_digest(given, token.encode())


class Verifying:
    """The verifications under way in this process: one of each office, so that none takes every place."""

    MOST = 4

    def __init__(self) -> None:
        self._under_way: set[str] = set()

    def begin(self, office: str) -> bool:
        """Takes a place; false when there is none."""
        if office in self._under_way or len(self._under_way) >= self.MOST:
            return False
        self._under_way.add(office)
        return True

    def end(self, office: str) -> None:
        """Gives the place back."""
        self._under_way.discard(office)
