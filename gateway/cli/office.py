"""``casegate office``: one provider paused, taken up again, or asked now whether it is well."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from gateway.cli.exits import COMPLETE, FAILED, UNUSABLE
from gateway.cli.options import Config, Json


def office(
    id: Annotated[
        str, typer.Argument(metavar="ID", help="The provider: a file of offices/, or a registration.")
    ],
    action: Annotated[
        Literal["pause", "resume", "probe"], typer.Argument(help="What to do with it.", show_default=False)
    ],
    config: Config,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="With `pause`: why; it stands in the trail.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Pauses a provider, takes it up again, or asks it now whether it is well.

    A paused provider is not asked by any process within five seconds, and nothing of it is shown: asks end
    `suspended`, until it is resumed. A probe asks it once with the gateway's own credentials, paused or not.
    Exit code 0, 1 when a probe fails or the database cannot be used, 2 when there is no such provider.
    """
    if action == "probe":
        raise typer.Exit(_probe(config, id, as_json))
    _known(config, id)
    _pause(config, id, reason, as_json) if action == "pause" else _resume(config, id, as_json)


def _pause(directory: Path, id: str, reason: str, as_json: bool) -> None:
    from gateway.cli.keeping import written
    from gateway.cli.registrations import operator
    from gateway.registrations.ledger import TOPIC, pause

    done = written(
        directory, lambda connection, _, now: pause(connection, id, reason, operator(), now), topic=TOPIC
    )
    _tell(id, "paused", f"{id} is paused{'' if done else ' already'}: it is not asked.", as_json)


def _resume(directory: Path, id: str, as_json: bool) -> None:
    from gateway.cli.keeping import written
    from gateway.cli.registrations import operator
    from gateway.registrations.ledger import TOPIC, resume

    done = written(directory, lambda connection, _, now: resume(connection, id, operator(), now), topic=TOPIC)
    _tell(id, "resumed", f"{id} is asked again." if done else f"{id} was not paused.", as_json)


def _tell(id: str, state: str, sentence: str, as_json: bool) -> None:
    from gateway.cli.printing import line, print_json, remarks

    if as_json:
        print_json({"provider": id, "state": state})
    remarks().print(line(sentence), soft_wrap=True)


def _known(directory: Path, id: str) -> None:
    """Ends the command when no file and no registration has this id."""
    from gateway.cli.keeping import read
    from gateway.cli.printing import fail
    from gateway.registrations.ledger import read_registrations

    names = {path.stem for path in (directory / "offices").glob("*.yaml")}
    names |= {one.id for one in read(directory, read_registrations)}
    if id not in names:
        fail(f"There is no provider {id}.", hint=f"There are: {', '.join(sorted(names)) or 'none'}.")
        raise typer.Exit(UNUSABLE)


def _probe(directory: Path, id: str, as_json: bool) -> int:
    """Asks a provider whether it is well; the exit code."""
    import asyncio
    import os
    from time import perf_counter

    from connectors.errors import ConnectorError
    from gateway.app import open_gateway
    from gateway.cli.configured import settings_of
    from gateway.cli.printing import fail, line, output, print_json

    settings = settings_of(directory)

    async def probe() -> tuple[str, str, str]:
        async with open_gateway(settings, os.environ) as gateway:
            provider = gateway.current.setup.world.providers.get(id)
            if provider is None:
                return "unknown", "", ""
            try:
                async with asyncio.timeout(provider.endpoint.limits.timeout_seconds):
                    await provider.connector.ping()
            except ConnectorError as error:
                return error.code, error.detail, provider.endpoint.url
            except TimeoutError:
                return "timed_out", "no answer within its time", provider.endpoint.url
            return "ok", "", provider.endpoint.url

    began = perf_counter()
    code, detail, url = asyncio.run(probe())
    elapsed = round((perf_counter() - began) * 1000)
    if code == "unknown":
        fail(f"No provider {id} is in force.")
        return UNUSABLE
    if as_json:
        print_json({"provider": id, "url": url, "code": code, "detail": detail or None, "elapsedMs": elapsed})
    else:
        said = "is well" if code == "ok" else f"is not well: {code}, {detail}"
        output().print(line(f"{id} at {url} {said} ({elapsed} ms)"), soft_wrap=True)
    return COMPLETE if code == "ok" else FAILED
