"""An answer while it arrives, and the whole of one: read from the wire, decoded, bounded."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp
import msgspec

from connectors.errors import Malformed
from connectors.failures import FOREIGN, translate
from connectors.inflation import Inflation, coding
from connectors.pieces import Pieces
from connectors.reply import Reply
from connectors.streams import Chunks

MAX_REPLY_BYTES = 8 * 1024 * 1024
_TOO_LARGE = f"too_large: the answer is larger than {MAX_REPLY_BYTES >> 20} MiB"


class Arriving(msgspec.Struct, frozen=True):
    """An answer of which only the head has come.

    ``headers`` are case-insensitive; ``chunks`` is the body, decoded, in small pieces and read once. Reading
    it to its end without an exception means that all of it came.
    """

    status: int
    headers: Mapping[str, str]
    chunks: Chunks


async def read_reply(response: aiohttp.ClientResponse) -> Reply:
    """The whole of an answer, decoded.

    Raises:
        Malformed: larger than 8 MiB, in crumbs, cut off, or coded in a way that was not asked for.
    """
    inflation = Inflation() if coding(response.headers) else None
    if (response.content_length or 0) > MAX_REPLY_BYTES:
        raise Malformed(_TOO_LARGE)
    arriving = Pieces(response)
    parts: list[bytes] = []
    size = 0
    try:
        while data := await arriving.read():
            for piece in (data,) if inflation is None else inflation.pieces(data):
                parts.append(piece)
                size += len(piece)
                if size > MAX_REPLY_BYTES:
                    raise Malformed(_TOO_LARGE)
    except FOREIGN as error:
        raise translate(error) from error
    if inflation is not None and response.status not in (204, 304):
        inflation.finish()
    return Reply(response.status, response.headers, parts[0] if len(parts) == 1 else b"".join(parts))
