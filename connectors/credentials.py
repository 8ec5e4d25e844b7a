"""What a request carries to prove who asks: static headers, a callable of the caller's, or a bearer token."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from connectors.endpoint import ApiKey, Auth, Basic


class Credentials(Protocol):
    """Gives the headers of one request, and learns when the provider did not accept them."""

    async def headers(self) -> Mapping[str, str]:
        """The headers to send.

        Raises:
            ConnectorError: they cannot be had now.
        """
        ...

    def reject(self, headers: Mapping[str, str]) -> bool:
        """Learns that ``headers`` were not accepted; whether asking for others makes sense."""
        ...

    async def aclose(self) -> None:
        """Ends what is under way."""
        ...


class Static:
    """The same headers every time."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = dict(headers)

    async def headers(self) -> Mapping[str, str]:
        """The headers to send."""
        return self._headers

    def reject(self, headers: Mapping[str, str]) -> bool:
        """Nothing else can be had."""
        return False

    async def aclose(self) -> None:
        """Holds nothing."""


class Called:
    """Headers of a callable, asked for each request (a gateway that signs its own tokens)."""

    def __init__(self, call: Callable[[], Awaitable[Mapping[str, str]]]) -> None:
        self._call = call

    async def headers(self) -> Mapping[str, str]:
        """The headers to send."""
        return await self._call()

    def reject(self, headers: Mapping[str, str]) -> bool:
        """The callable was just asked; asking again would give the same."""
        return False

    async def aclose(self) -> None:
        """Holds nothing."""


def static(auth: Auth) -> Static:
    """The headers of the authentications that have a fixed one; none for the others."""
    match auth:
        case ApiKey():
            return Static({auth.header: auth.key.reveal()})
        case Basic():
            return Static({"Authorization": basic(auth.username, auth.password.reveal())})
    return Static({})


def basic(username: str, password: str) -> str:
    """The value of an ``Authorization`` header of HTTP Basic (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode("ascii")
