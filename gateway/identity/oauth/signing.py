"""The gateway's own signing keys: made when they are needed, changed every month, published before and after.

A new key is published an hour before it is used, so that whoever keeps the published set for some minutes
knows it in time; an old one stays published until the last token that it signed has ended, and is then
deleted. All processes share them through the database.

The private keys stand in the database as they are: whoever reads it could as well read the memory of the
process, and a passphrase beside it would protect nothing. The file is made for its owner only (mode 0600).
Where the keys must not lie in a database, the operator brings them (``identity.signing_keys``) and changes
them by hand: the first of the list signs, all are published.
"""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Callable, Sequence

import msgspec
import structlog

from connectors.endpoint import Secret
from connectors.jose.keys import KeySet, PrivateKey, PublicKey, Signing, generate, private_key
from gateway.store.store import Store

TOPIC = "signing-keys"

DAY_SECONDS = 86_400.0
LIFE_SECONDS = 30 * DAY_SECONDS
"""How long a key signs."""

AHEAD_SECONDS = 3600.0
"""How long a key is published before it signs: longer than anybody keeps the published set."""

AFTER_SECONDS = 1200.0
"""How long a key is published after another one took over: longer than any token is good for."""

_READ_AGAIN_SECONDS = 1.0
_COLUMNS = "id, algorithm, private, created, begins"

_log = structlog.get_logger("casegate.identity")


class SigningKey(msgspec.Struct, frozen=True):
    """A key as it is kept: ``pem`` is its private part, ``begins`` when it is used from (Unix seconds)."""

    id: str
    algorithm: str
    pem: Secret
    created: float
    begins: float


class Rota(msgspec.Struct, frozen=True):
    """The keys by when they begin: which one signs now, which are published, when the next one is due."""

    keys: tuple[SigningKey, ...] = ()

    def current(self, now: float) -> SigningKey | None:
        """The key that signs now."""
        return max((key for key in self.keys if key.begins <= now), key=_begins, default=None)

    def published(self, now: float) -> tuple[SigningKey, ...]:
        """Those that are to be used, are used, or have signed what may still be good."""
        over = self.over(now)
        return tuple(key for key in self.keys if key not in over)

    def over(self, now: float) -> tuple[SigningKey, ...]:
        """Those whose successor has signed for so long that nothing of theirs can be good any more."""
        since = max((key.begins for key in self.keys if key.begins <= now - AFTER_SECONDS), default=None)
        return tuple(key for key in self.keys if since is not None and key.begins < since)

    def next_begins(self, now: float, algorithm: Signing) -> float | None:
        """When a key that is made now should begin; ``None`` when none is needed."""
        current = self.current(now)
        if current is None:
            return now
        newest = max(self.keys, key=_begins)
        if newest.begins > now:
            return None
        old = newest.begins + LIFE_SECONDS - AHEAD_SECONDS <= now
        return now + AHEAD_SECONDS if old or newest.algorithm != algorithm else None


class SigningKeys:
    """The signing keys of this process: what the database holds, or what the operator has brought.

    Args:
        store: where they are kept.
        keys: what it holds now.
        make: makes a new key.
    """

    def __init__(
        self,
        store: Store,
        keys: Sequence[SigningKey] = (),
        *,
        make: Callable[[Signing], PrivateKey] = generate,
    ) -> None:
        self._store = store
        self._make = make
        self._rota = Rota(tuple(keys))
        self._open: dict[str, PrivateKey] = {}
        self._brought: tuple[PrivateKey, ...] = ()
        self._algorithm: Signing = "ES256"
        self._read_at: float | None = None

    def configure(self, algorithm: Signing, brought: Sequence[PrivateKey]) -> None:
        """What the operator says: with which algorithm new keys are made, or which keys are used instead."""
        self._algorithm, self._brought = algorithm, tuple(brought)

    def keep(self, keys: Sequence[SigningKey]) -> None:
        """What the database holds now."""
        self._rota = Rota(tuple(keys))
        self._open = {key.id: self._open[key.id] for key in keys if key.id in self._open}

    async def current(self, now: float) -> PrivateKey:
        """The key that signs at ``now`` (Unix seconds); makes the next one when it is time."""
        if self._brought:
            return self._brought[0]
        if self._rota.next_begins(now, self._algorithm) is not None:
            made = self._make(self._algorithm)
            self.keep(await self._store.write(lambda c: _rotate(c, made, now, self._algorithm), topic=TOPIC))
            _log.info("signing_keys_changed", published=[key.id for key in self._rota.published(now)])
        key = self._rota.current(now)
        if key is None:
            raise AssertionError("a key that begins now was just made")
        return self._opened(key)

    async def find(self, id: str | None, algorithm: str, now: float) -> PublicKey | None:
        """The published key of this id. One that another process made a moment ago is looked for once."""
        found = self.published(now).find(id, algorithm)
        if found is not None or self._brought:
            return found
        await self.look_again(now)
        return self.published(now).find(id, algorithm)

    async def look_again(self, now: float) -> None:
        """Reads what another process may have made a moment ago; once a second at most."""
        if self._read_at is None or abs(now - self._read_at) >= _READ_AGAIN_SECONDS:
            self._read_at = now
            self.keep(await self._store.read(read_signing_keys))

    async def secret(self, now: float) -> bytes:
        """A secret that all processes share, derived from the key that signs now."""
        return _derived(await self.current(now))

    def secrets(self, now: float) -> tuple[bytes, ...]:
        """Those derived from all published keys."""
        if self._brought:
            return tuple(map(_derived, self._brought))
        return tuple(_derived(self._opened(key)) for key in self._rota.published(now))

    def published(self, now: float) -> KeySet:
        """The public keys as they are published."""
        if self._brought:
            return KeySet(key.public for key in self._brought)
        return KeySet(self._opened(key).public for key in self._rota.published(now))

    def _opened(self, key: SigningKey) -> PrivateKey:
        """The key itself; read once, since reading costs more than signing."""
        found = self._open.get(key.id)
        if found is None:
            found = self._open[key.id] = private_key(key.pem.reveal(), key.id)
        return found


def rotate_now(connection: sqlite3.Connection, made: PrivateKey, now: float, *, at_once: bool) -> SigningKey:
    """Keeps a new key that begins in an hour, or ``at_once``: then all others are deleted, and with them all
    tokens that they have signed. For a key that somebody else may have.
    """
    if at_once:
        connection.execute("DELETE FROM signing_keys")
    key = SigningKey(
        made.id, made.algorithm, Secret(made.pem()), now, now if at_once else now + AHEAD_SECONDS
    )
    _insert(connection, key)
    return key


def read_signing_keys(connection: sqlite3.Connection) -> tuple[SigningKey, ...]:
    """All that are kept, by when they begin."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM signing_keys ORDER BY begins, id")
    return tuple(SigningKey(id, alg, Secret(pem), created, begins) for id, alg, pem, created, begins in rows)


def _rotate(
    connection: sqlite3.Connection, made: PrivateKey, now: float, algorithm: Signing
) -> tuple[SigningKey, ...]:
    """Keeps a new key unless another process was faster, and deletes what is over."""
    rota = Rota(read_signing_keys(connection))
    begins = rota.next_begins(now, algorithm)
    if begins is not None:
        _insert(connection, SigningKey(made.id, made.algorithm, Secret(made.pem()), now, begins))
    gone = [(key.id,) for key in rota.over(now)]
    connection.executemany("DELETE FROM signing_keys WHERE id = ?", gone)
    return read_signing_keys(connection)


def _insert(connection: sqlite3.Connection, key: SigningKey) -> None:
    connection.execute(
        f"INSERT INTO signing_keys ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)",
        (key.id, key.algorithm, key.pem.reveal(), key.created, key.begins),
    )


def _derived(key: PrivateKey) -> bytes:
    return hmac.new(key.pem().encode(), b"casegate shared secret", hashlib.sha256).digest()


def _begins(key: SigningKey) -> tuple[float, str]:
    return key.begins, key.id
