"""The control plane: tokens, key sets, challenge files and the like, by httpx over the guarded session.

httpx is convenient where a request is rare and has a shape of its own; over aiohttp's connections it shares
the guard and is safe to cancel, which it is not on its own transport. Cookies, redirects and the
environment's proxies are off. Imported late: httpx costs start-up time and most runs never need it.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING

from connectors.errors import ConnectFailed, ConnectorError, Malformed, TimedOut
from connectors.failures import FOREIGN, translate
from connectors.reply import Reply, refusal

if TYPE_CHECKING:
    import aiohttp
    import httpx

MAX_BYTES = 64 * 1024
SECONDS = 10.0


class Control:
    """An httpx client over a session that is opened when it is first needed.

    Args:
        session: opens the guarded session.
        check: the canonical form of a URL that may be fetched; ``ValueError`` for any other.
    """

    def __init__(self, session: Callable[[], aiohttp.ClientSession], check: Callable[[str], str]) -> None:
        self._session = session
        self._check = check
        self._client: httpx.AsyncClient | None = None

    @property
    def client(self) -> httpx.AsyncClient:
        """The httpx client; its errors are httpx's own, see ``get`` and ``post_form`` for ours."""
        if self._client is None:
            import httpx
            from httpx_aiohttp import AiohttpTransport

            transport = AiohttpTransport(
                verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
                trust_env=False,
                client=self._session,
            )
            self._client = httpx.AsyncClient(
                transport=transport,
                trust_env=False,
                follow_redirects=False,
                timeout=SECONDS,
                headers={"Accept-Encoding": "identity"},
            )
            self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        return self._client

    async def get(
        self,
        url: str,
        *,
        max_bytes: int = MAX_BYTES,
        seconds: float = SECONDS,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Gets a small document, such as a key set or a challenge file: the whole of it, with status 200.

        Nothing is followed and nothing remembered; ``seconds`` are for all of it, to its last byte.

        Raises:
            ConnectorError: the URL may not be fetched, no answer came in time, another status (404 is
                ``NotHeld``, 3xx ``Malformed``), or a body that is too large or coded.
        """
        reply = await self._exchange("GET", url, None, headers or {}, max_bytes, seconds)
        if reply.status == 200:
            return reply
        raise refusal(reply, time.time()) or Malformed(
            f"protocol_error: the office answered HTTP {reply.status}"
        )

    async def post_form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        """Posts a form and gives the whole answer, whatever its status, at most 64 KiB.

        Raises:
            ConnectorError: no answer came, or none that could be read.
        """
        asked = {"Accept": "application/json", **headers}
        return await self._exchange("POST", url, dict(form), asked, MAX_BYTES, SECONDS)

    async def _exchange(
        self,
        method: str,
        url: str,
        form: dict[str, str] | None,
        headers: Mapping[str, str],
        max_bytes: int,
        seconds: float,
    ) -> Reply:
        import httpx

        try:
            checked = self._check(url)
        except ValueError as error:
            raise ConnectFailed(f"forbidden_address: {error}") from None
        try:
            async with (
                asyncio.timeout(seconds),
                self.client.stream(method, checked, data=form, headers=dict(headers)) as response,
            ):
                if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                    raise Malformed("bad_encoding: the answer is coded in a way that was not asked for")
                body = bytearray()
                async for chunk in response.aiter_raw():
                    body += chunk
                    if len(body) > max_bytes:
                        raise Malformed(f"too_large: the answer is larger than {max_bytes >> 10} KiB")
                return Reply(response.status_code, response.headers, bytes(body))
        except httpx.HTTPError as error:
            raise _translate(error) from error
        except FOREIGN as error:
            raise translate(error) from error

    async def aclose(self) -> None:
        """Closes the httpx client and with it the session it opened."""
        if self._client is not None:
            await self._client.aclose()


def _translate(error: httpx.HTTPError) -> ConnectorError:
    """Ours for httpx's; aiohttp underneath knows better (a refused dial reads as a time-out in httpx)."""
    import httpx

    if isinstance(error.__cause__, FOREIGN):
        return translate(error.__cause__)
    if isinstance(error, httpx.TimeoutException):
        return TimedOut("read_timeout: the office stopped sending")
    return ConnectFailed("connect_error: no connection")
