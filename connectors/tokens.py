"""Bearer tokens of a provider's own token endpoint (RFC 6749), fetched once and shared by all requests.

Kept in memory only. A token is renewed when four fifths of its life are over, by one request at a time
however many wait; a renewal that nobody waits for any more is cancelled. When the endpoint refuses the
credentials, it is not asked again for half a minute: repeated wrong passwords lock accounts.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from math import inf

import msgspec

from connectors.credentials import basic
from connectors.endpoint import OAuth2
from connectors.errors import ConnectorError, CredentialsRejected, Malformed
from connectors.jose.assertions import ASSERTION_TYPE, assertion
from connectors.jose.keys import PrivateKey, private_key
from connectors.reply import Reply, refusal
from connectors.sharing import Shared

Post = Callable[[str, Mapping[str, str], Mapping[str, str]], Awaitable[Reply]]
"""Sends a form: URL, fields, headers."""

_DEFAULT_LIFE_SECONDS = 3600.0
_USED_UP = 0.8
_REFUSED_SECONDS = 30.0
_ERROR_WORD = re.compile(r"[a-z_]{1,40}")


def _random_id() -> str:
    return secrets.token_urlsafe(18)


class _Answer(msgspec.Struct):
    access_token: str | None = None
    expires_in: int | float | str | None = None
    refresh_token: str | None = None
    refresh_expires_in: int | float | str | None = None
    error: str | None = None


class Tokens:
    """The bearer token of one provider, as credentials."""

    def __init__(
        self,
        auth: OAuth2,
        token_url: str,
        post: Post,
        clock: Callable[[], float],
        wall: Callable[[], float],
        *,
        new_id: Callable[[], str] = _random_id,
    ) -> None:
        """``new_id`` makes the ids of client assertions.

        Raises:
            ValueError: the client's private key cannot be used.
        """
        self._auth = auth
        self._key = None if auth.private_key is None else private_key(auth.private_key.reveal(), auth.key_id)
        self._new_id = new_id
        self._url = token_url
        self._post = post
        self._clock = clock
        self._wall = wall
        self._headers: Mapping[str, str] | None = None
        self._good_until = 0.0
        self._refresh: str | None = None
        self._refresh_until = 0.0
        self._refused: tuple[float, CredentialsRejected] | None = None
        self._renewal = Shared(self._renew, "token-renewal")

    async def headers(self) -> Mapping[str, str]:
        """The ``Authorization`` header of a token that is still good.

        Raises:
            ConnectorError: the token endpoint failed or refused.
        """
        if self._headers is not None and self._clock() < self._good_until:
            return self._headers
        if self._refused is not None:
            until, error = self._refused
            if self._clock() < until:
                raise CredentialsRejected(error.detail, retry_after=until - self._clock())
        return await self._renewal.wait()

    def reject(self, headers: Mapping[str, str]) -> bool:
        """Drops the token that was not accepted, unless it has been renewed already."""
        if headers is self._headers:
            self._headers = None
        return True

    async def aclose(self) -> None:
        """Cancels a renewal under way."""
        await self._renewal.aclose()

    async def _renew(self) -> Mapping[str, str]:
        """A new token: by the refresh token while there is one, else by the credentials.

        RFC 6749 gives refresh tokens no lifetime: one that says none is used until it is refused.
        """
        answer = None
        if self._refresh is not None and self._clock() < self._refresh_until:
            refresh, self._refresh = self._refresh, None
            try:
                answer = await self._ask({"grant_type": "refresh_token", "refresh_token": refresh})
            except CredentialsRejected:
                answer = None
        if answer is None:
            try:
                answer = await self._ask(self._grant())
            except CredentialsRejected as error:
                self._refused = (self._clock() + _REFUSED_SECONDS, error)
                raise
        now = self._clock()
        self._refused = None
        self._good_until = now + _USED_UP * _life(answer.expires_in)
        if answer.refresh_token:
            self._refresh = answer.refresh_token
            unsaid = answer.refresh_expires_in is None
            self._refresh_until = inf if unsaid else now + _USED_UP * _life(answer.refresh_expires_in)
        self._headers = {"Authorization": f"Bearer {answer.access_token}"}
        return self._headers

    def _grant(self) -> dict[str, str]:
        """The form of the configured grant; a client secret goes into HTTP Basic, not here."""
        form: dict[str, str] = {"grant_type": self._auth.grant}
        if self._auth.grant == "password":
            form["username"] = self._auth.username or ""
            form["password"] = self._auth.password.reveal() if self._auth.password else ""
        if self._auth.scope:
            form["scope"] = self._auth.scope
        if self._auth.client_id and self._auth.client_secret is None and self._key is None:
            form["client_id"] = self._auth.client_id
        return form

    def _assertion(self, client_id: str, key: PrivateKey) -> dict[str, str]:
        """The fields that prove the client by its key (RFC 7523, section 2.2); new ones for each request."""
        audience = self._auth.audience or self._url
        return {
            "client_id": client_id,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion(key, client_id, audience, self._wall(), self._new_id()),
        }

    async def _ask(self, form: dict[str, str]) -> _Answer:
        """One request to the token endpoint."""
        headers: dict[str, str] = {}
        if self._auth.client_id and self._key is not None:
            form |= self._assertion(self._auth.client_id, self._key)
        elif self._auth.client_id and self._auth.client_secret is not None:
            headers["Authorization"] = basic(self._auth.client_id, self._auth.client_secret.reveal())
        reply = await self._post(self._url, form, headers)
        try:
            answer = msgspec.json.decode(reply.body, type=_Answer)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            if error := refusal(reply, self._wall()):
                raise _of_credentials(error, reply) from None
            raise Malformed("bad_payload: the token endpoint's answer cannot be read") from None
        if answer.error is not None:
            word = answer.error if _ERROR_WORD.fullmatch(answer.error) else "refused"
            raise CredentialsRejected(f"auth_failed: the token endpoint says {word}")
        if error := refusal(reply, self._wall()):
            raise _of_credentials(error, reply)
        if not answer.access_token:
            raise CredentialsRejected("auth_failed: the token endpoint gave no token")
        if not _is_token(answer.access_token):
            raise Malformed("bad_payload: the token endpoint's answer holds no usable token")
        return answer


def _of_credentials(error: ConnectorError, reply: Reply) -> ConnectorError:
    """A token endpoint's refusal is about the credentials, unless it is broken or busy."""
    if reply.status < 400 or reply.status >= 500 or reply.status in (408, 429):
        return error
    return CredentialsRejected(f"auth_failed: the token endpoint answered HTTP {reply.status}")


def _is_token(text: str) -> bool:
    """Whether a text can stand in a header (RFC 6750: visible ASCII)."""
    return len(text) <= 8192 and text.isascii() and text.isprintable() and " " not in text


def _life(said: float | str | None) -> float:
    try:
        seconds = float(said) if said is not None else _DEFAULT_LIFE_SECONDS
    except ValueError:
        return _DEFAULT_LIFE_SECONDS
    return min(max(seconds, 0.0), 86_400.0) if seconds == seconds else _DEFAULT_LIFE_SECONDS
