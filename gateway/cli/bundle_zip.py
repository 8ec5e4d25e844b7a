"""Fetches a bundle as one ZIP: streamed into a file beside its place, which it takes when it is whole."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import httpx
import msgspec

from gateway.cli.asking import Choose, GatewayClient, Problem, no_answer, unreached
from gateway.cli.bundle_folder import PART
from gateway.cli.bundle_progress import Watching
from gateway.cli.bundling import Wishes
from gateway.present.manifest import NAME, ManifestOut
from gateway.questions.choosing import ALL

_LATE_ANSWERS = {"Prefer": "wait=3600", "Accept-Encoding": "identity"}
"""Waits for late offices as long as the gateway's operator allows."""


async def fetch_zip(
    client: GatewayClient, numbers: Sequence[str], wishes: Wishes, path: Path, watching: Watching
) -> ManifestOut | Choose | Problem:
    """The manifest of the ZIP that lies at ``path`` now; where none could be had, nothing is changed there.

    Raises:
        OSError: it cannot be written.
    """
    given = {
        "category": ",".join(wishes.categories) or ALL,
        "type": wishes.type,
        "office": wishes.office,
        "scope": wishes.scope,
        "language": wishes.language,
    }
    parameters = [("number", number) for number in numbers]
    parameters += [(name, value) for name, value in given.items() if value is not None]
    beside = path.with_name(path.name + PART)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        async with client.open("/bundles", parameters, _LATE_ANSWERS) as response:
            if response.status_code != httpx.codes.OK:
                return no_answer(response, await response.aread())
            watching.begun(path.name, 0, None)
            with beside.open("wb") as file:
                async for chunk in response.aiter_bytes():
                    file.write(chunk)
                    watching.received(file.tell())
                file.flush()
                os.fsync(file.fileno())
        manifest = read_manifest(beside)
        beside.replace(path)
        return manifest
    except (httpx.HTTPError, httpx.InvalidURL, zipfile.BadZipFile, LookupError, msgspec.DecodeError) as error:
        return unreached(client.url, error)
    finally:
        beside.unlink(missing_ok=True)


def read_manifest(path: Path) -> ManifestOut:
    """The manifest of a ZIP.

    Raises:
        zipfile.BadZipFile, LookupError, msgspec.DecodeError: it is no bundle.
    """
    with zipfile.ZipFile(path) as found:
        return msgspec.json.decode(found.read(NAME), type=ManifestOut)
