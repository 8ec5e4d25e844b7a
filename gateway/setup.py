"""What a configuration makes of the gateway: one frozen value, swapped whole when it changes."""

from __future__ import annotations

import msgspec

from gateway.identity.access import Access
from gateway.limits.limits import UNLIMITED, Limits
from gateway.world import World


class Setup(msgspec.Struct, frozen=True):
    """The world, who may ask, how long a question may take, and how much may be asked."""

    world: World
    access: Access
    public_url: str
    default_seconds: float
    max_seconds: float
    limits: Limits = UNLIMITED


class Current:
    """The setup in force. Every request reads ``setup`` once; only a reload writes it."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
