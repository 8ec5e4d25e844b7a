"""The control plane: tokens, probes and the like, by httpx over the guarded session.

httpx is convenient where a request is rare and has a shape of its own; over aiohttp's connections it shares
the guard and is safe to cancel, which it is not on its own transport. Cookies, redirects and the
environment's proxies are off. Imported late: httpx costs start-up time and most runs never need it.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING

from connectors.errors import ConnectFailed, ConnectorError, Malformed, TimedOut
from connectors.failures import FOREIGN, translate
from connectors.reply import Reply

if TYPE_CHECKING:
    import aiohttp
    import httpx

_MAX_BYTES = 64 * 1024
_SECONDS = 10.0


class Control:
    """An httpx client over a session that is opened when it is first needed."""

    def __init__(self, session: Callable[[], aiohttp.ClientSession]) -> None:
        self._session = session
        self._client: httpx.AsyncClient | None = None

    @property
    def client(self) -> httpx.AsyncClient:
        """The httpx client; its errors are httpx's own, see ``post_form`` for ours."""
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
                timeout=_SECONDS,
                headers={"Accept-Encoding": "identity"},
            )
            self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        return self._client

    async def post_form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        """Posts a form and gives the whole answer, at most 64 KiB.

        Raises:
            ConnectorError: no answer came, or none that could be read.
        """
        import httpx

        try:
            async with self.client.stream(
                "POST", url, data=dict(form), headers={"Accept": "application/json", **headers}
            ) as response:
                if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                    raise Malformed("bad_encoding: the answer is coded in a way that was not asked for")
                body = b""
                async for chunk in response.aiter_raw():
                    body += chunk
                    if len(body) > _MAX_BYTES:
                        raise Malformed("too_large: the answer is larger than 64 KiB")
                return Reply(response.status_code, response.headers, body)
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
