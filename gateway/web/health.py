"""``/livez`` and ``/readyz``: how this process is; offices never affect either."""

from __future__ import annotations

from typing import Literal

import msgspec
from aiohttp import web

from gateway.web.keys import DRAINING
from gateway.web.refusals import Leaving

RETRY_SECONDS = 5.0

_encode = msgspec.json.Encoder().encode


class Health(msgspec.Struct, frozen=True):
    """One word."""

    status: Literal["live", "ready"]


async def get_livez(request: web.Request) -> web.Response:
    """The process runs."""
    return _well(Health("live"))


async def get_readyz(request: web.Request) -> web.Response:
    """The process takes requests.

    Raises:
        Leaving: it is ending.
    """
    if request.app[DRAINING].begun:
        raise Leaving("This process finishes what it has begun; ask another.", retry_after=RETRY_SECONDS)
    return _well(Health("ready"))


def _well(health: Health) -> web.Response:
    return web.Response(
        body=_encode(health), content_type="application/json", headers={"Cache-Control": "no-store"}
    )
