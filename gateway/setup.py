"""What a configuration makes of the gateway: one frozen value, swapped whole when it changes."""

from __future__ import annotations

import msgspec

from gateway.identity.access import Access
from gateway.identity.oauth.server import Issuing
from gateway.identity.proxies import NO_PROXIES, Proxies
from gateway.limits.limits import UNLIMITED, Limits
from gateway.world import World


class Setup(msgspec.Struct, frozen=True):
    """The world, who may ask, for how long and how much, and which proxies may speak for others.

    ``issuing`` is who gives tokens, and the keys that are published.
    """

    world: World
    access: Access
    public_url: str
    default_seconds: float
    max_seconds: float
    limits: Limits = UNLIMITED
    proxies: Proxies = NO_PROXIES
    issuing: Issuing | None = None


class Current:
    """The setup in force. Every request reads ``setup`` once; only a reload writes it."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
