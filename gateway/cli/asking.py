"""Asks a running gateway for a family, as any other client of its HTTP API would."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from gateway.cli.folding import Folded
from gateway.present.answer import FamilyAnswer, QueryOut
from gateway.questions.offices import OfficesAnswer

API = "/api/v1"
BULK = "bulk"
"""The preference of whoever works through a list: examiners who wait go first."""

_CONNECT_SECONDS = 5.0
_PATIENCE_SECONDS = 660.0
"""No gateway may be configured to wait longer for its offices."""


class Answered(msgspec.Struct, frozen=True):
    """A family, complete or partial: ``json`` as it came, ``answer`` the same typed.

    ``broken`` says that the gateway broke off before its answer was whole.
    """

    json: dict[str, Any]
    answer: FamilyAnswer
    broken: bool = False


class Choose(msgspec.Struct, frozen=True):
    """The number reads several ways that all count (300): ``json`` as it came, ``query`` the same typed."""

    json: dict[str, Any]
    query: QueryOut


class Problem(msgspec.Struct, frozen=True, rename="camel"):
    """No answer: problem details (RFC 9457), or why there are none (``status`` 0: no gateway was reached)."""

    status: int
    title: str = ""
    detail: str = ""
    code: str = ""
    retry_after: str | None = None
    correlation_id: str | None = None


Reply = Answered | Choose | Problem


class FamilyQuery(msgspec.Struct, frozen=True):
    """What is asked; ``wait_seconds`` is how long the gateway may wait for offices, ``None`` its own time.

    ``bulk``: nobody waits for it, and whoever waits goes first.
    """

    number: str
    type: str | None = None
    office: str | None = None
    year: int | None = None
    scope: str | None = None
    confidential: bool = False
    wait_seconds: int | None = None
    bulk: bool = False

    @property
    def preference(self) -> dict[str, str]:
        """The header field that says how long the gateway may wait, and for whom (RFC 7240)."""
        said = [] if self.wait_seconds is None else [f"wait={self.wait_seconds}"]
        said += [BULK] if self.bulk else []
        return {"Prefer": ", ".join(said)} if said else {}

    @property
    def parameters(self) -> dict[str, str]:
        """The query of the URL."""
        given = {
            "number": self.number,
            "type": self.type,
            "office": self.office,
            "year": None if self.year is None else str(self.year),
            "scope": self.scope,
            "confidential": "true" if self.confidential else None,
        }
        return {name: value for name, value in given.items() if value is not None}


class GatewayClient:
    """A client of one gateway, with or without an accessing office's key.

    ``identified``: with a key. ``exposed``: the key would cross a network unencrypted.

    Raises on construction:
        ValueError: the URL is none, or the key cannot stand in a header.
    """

    def __init__(
        self, url: str, key: str | None = None, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        parts = urlsplit(url)
        if "@" in parts.netloc:
            raise ValueError("A gateway's URL holds no user and no password; what you have is a key")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is no URL of a gateway; write for example http://127.0.0.1:8080")
        if key is not None and not (key.isascii() and key.isprintable() and key.strip() == key != ""):
            raise ValueError("The key holds characters that no key has")
        self.url = url.rstrip("/").removesuffix(API)
        self.identified = key is not None
        self.exposed = key is not None and parts.scheme == "http" and not _loopback(parts.hostname)
        self.warning = f"Your key goes to {self.url} unencrypted; use https."
        self._http = httpx.AsyncClient(
            base_url=self.url + API,
            headers={} if key is None else {"Authorization": f"Bearer {key}"},
            timeout=httpx.Timeout(_PATIENCE_SECONDS, connect=_CONNECT_SECONDS),
            trust_env=not _loopback(parts.hostname),
            transport=transport,
        )

    async def __aenter__(self) -> GatewayClient:
        """Opens nothing yet."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def list_offices(self) -> OfficesAnswer | None:
        """Who takes part and by which providers; ``None`` when the gateway does not say."""
        try:
            response = await self._http.get("/offices")
            return msgspec.json.decode(response.content, type=OfficesAnswer) if response.is_success else None
        except (httpx.HTTPError, msgspec.DecodeError):
            return None

    @asynccontextmanager
    async def open(
        self, path: str, parameters: Sequence[tuple[str, str]] = (), headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[httpx.Response]:
        """An answer that is read while it arrives.

        Raises:
            httpx.HTTPError: the gateway cannot be reached, or breaks off.
        """
        async with self._http.stream("GET", path, params=list(parameters), headers=headers) as response:
            yield response

    async def find_family(self, query: FamilyQuery) -> Reply:
        """The family of a number in one piece, when it is complete or the time is over."""
        try:
            response = await self._http.get(
                "/families",
                params=query.parameters,
                headers={"Accept": "application/json"} | query.preference,
            )
            if response.status_code != httpx.codes.OK:
                return no_answer(response, response.content)
            json = msgspec.json.decode(response.content, type=dict[str, Any])
        except (httpx.HTTPError, httpx.InvalidURL, msgspec.DecodeError) as error:
            return unreached(self.url, error)
        return _answered(self.url, json)

    async def follow_family(
        self, query: FamilyQuery, observe: Callable[[Folded], None] = lambda folded: None
    ) -> Reply:
        """The same as it comes in, late answers too; ``observe`` is called when something more is known."""
        folded = Folded()
        headers = {"Accept": "application/x-ndjson"} | query.preference
        try:
            async with self._http.stream(
                "GET", "/families", params=query.parameters, headers=headers
            ) as response:
                if response.status_code != httpx.codes.OK:
                    return no_answer(response, await response.aread())
                async for line in response.aiter_lines():
                    if line:
                        folded.take(msgspec.json.decode(line, type=dict[str, Any]))
                        observe(folded)
        except (httpx.HTTPError, httpx.InvalidURL, msgspec.DecodeError, LookupError, TypeError) as error:
            if folded.family is None:
                return unreached(self.url, error)
        try:
            return _answered(self.url, folded.answer(), broken=not folded.done)
        except LookupError as error:
            return unreached(self.url, error)


def _answered(url: str, json: dict[str, Any], *, broken: bool = False) -> Reply:
    try:
        return Answered(json, msgspec.convert(json, FamilyAnswer), broken)
    except msgspec.ValidationError as error:
        return unreached(url, error)


def no_answer(response: httpx.Response, body: bytes) -> Choose | Problem:
    """The choice between readings, or the problem, in a response that is no answer.

    A key that comes back, from whoever was taken for a gateway, is not shown.
    """
    key = response.request.headers.get("Authorization", "").partition(" ")[2].encode()
    body = body.replace(key, b"***") if key else body
    try:
        if response.status_code == httpx.codes.MULTIPLE_CHOICES:
            json = msgspec.json.decode(body, type=dict[str, Any])
            return Choose(json, msgspec.convert(json["query"], QueryOut))
        problem = msgspec.json.decode(body, type=Problem)
    except (msgspec.DecodeError, LookupError, TypeError):
        problem = Problem(
            0,
            detail=f"{response.url.host} answered {response.status_code}; perhaps it is no gateway.",
        )
        if response.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
            return problem
    return msgspec.structs.replace(
        problem, status=response.status_code, retry_after=response.headers.get("Retry-After")
    )


def unreached(url: str, error: Exception) -> Problem:
    """Why no gateway was reached, in words."""
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
        return Problem(0, detail=f"No gateway answers at {url}: {_reason(error)}.")
    if isinstance(error, httpx.HTTPError):
        return Problem(0, detail=f"The gateway at {url} broke off: {_reason(error)}.")
    return Problem(0, detail=f"What {url} answered is not an answer that this version of casegate reads.")


def _reason(error: Exception) -> str:
    """The innermost words of an error, without its numbers."""
    while isinstance(error.__cause__ or error.__context__, Exception):
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    if isinstance(error, OSError) and error.errno:
        return (os.strerror(error.errno) if error.errno > 0 else error.strerror or "no such host").lower()
    return str(error).rstrip(".") or type(error).__name__


def _loopback(host: str) -> bool:
    """Whether a host is this machine: then no proxy of the environment stands between."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
