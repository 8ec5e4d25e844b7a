"""Whether a JSON object is an answer at all.

The profile ignores what it does not know, so an error under a good status (``{"message": "Forbidden"}`` of a
proxy, the envelope of another protocol) would be read as an answer in which nothing stands.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from connectors.errors import Malformed
from connectors.json_reading import decode

_ANY = msgspec.json.Decoder(dict[str, msgspec.Raw])


def check_answers(body: bytes, known: Collection[str], *, or_nothing: bool = False) -> None:
    """Checks that an answer without a list says something of what is ``known`` to stand there.

    ``or_nothing``: an empty object is an answer too.

    Raises:
        Malformed: it says something else.
    """
    said = decode(body, _ANY)
    if said.keys().isdisjoint(known) and (said or not or_nothing):
        raise Malformed("bad_payload: the answer is none to this question")
