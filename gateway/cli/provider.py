"""``casegate provider``: the provider kit, for an office that wants to show a folder of documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.examining import examine
from gateway.cli.exits import COMPLETE, FAILED, UNUSABLE

app = typer.Typer(
    help="The provider kit: shows a folder of documents to gateways as an option-7b endpoint.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_TELL_EVERY = 100_000

Folder = Annotated[
    Path,
    typer.Argument(
        metavar="FOLDER", help="One sub-folder for each application, named by its number, with its documents."
    ),
]
AssumedOffice = Annotated[
    str | None,
    typer.Option("--office", metavar="XX", help="The office of sub-folders that are named without a code."),
]


KeptIndex = Annotated[
    Path | None,
    typer.Option(
        "--index",
        metavar="PATH",
        help="Keep what was read of the folder in this file or directory, so that the next start is quick.",
    ),
]


@app.command("serve", short_help="Serves a folder of documents.")
def serve(
    folder: Folder,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")
    ] = 8180,
    office: AssumedOffice = None,
    key: Annotated[
        str | None,
        typer.Option(
            "--key",
            envvar="CASEGATE_PROVIDER_KEY",
            help="The key that gateways have to send as X-Api-Key; without it everybody is answered.",
        ),
    ] = None,
    jwks: Annotated[
        str | None,
        typer.Option(
            "--gateway-jwks",
            metavar="URL|FILE",
            envvar="CASEGATE_GATEWAY_JWKS",
            help="Answer only the gateway with these keys: its /.well-known/jwks.json, or a file of it.",
        ),
    ] = None,
    audience: Annotated[
        str | None,
        typer.Option(
            "--audience",
            metavar="NAME",
            envvar="CASEGATE_AUDIENCE",
            help="With --gateway-jwks: what this provider is called in the gateway's configuration.",
        ),
    ] = None,
    kept: KeptIndex = None,
) -> None:
    """Serves a folder of documents until Ctrl-C; what is put into it shows within a second.

    The URL to give to a gateway is printed on standard error, with remarks on what is not served and why; so
    is what is not served any more later.
    """
    from contextlib import AsyncExitStack

    from connectors.endpoint import ApiKey, Secret
    from connectors.errors import Unavailable
    from connectors.kit.gateways import trusted_gateway
    from connectors.kit.index_file import IndexTrouble
    from connectors.kit.provider import serve_folder
    from connectors.urls import UnsafeURL
    from gateway.cli.printing import fail, line, remarks
    from gateway.cli.stopping import run_until_stopped

    console = remarks()

    def ready(url: str, found: tuple[str, ...]) -> None:
        console.print(line(f"Serving {folder} at {url}", "bold"), soft_wrap=True)
        if key is None and jwks is None and host not in ("127.0.0.1", "::1", "localhost"):
            console.print(line("Everybody who reaches this port is answered; --key asks for a key."))
        _remark(found)
        console.print(line("Ctrl-C ends it."))

    async def serving() -> None:
        api_key = ApiKey("X-Api-Key", Secret(key)) if key else None
        async with AsyncExitStack() as stack:
            gateways = None
            if jwks and audience:
                gateways = await stack.enter_async_context(trusted_gateway(jwks, audience))
            await serve_folder(
                folder,
                host=host,
                port=port,
                office=office,
                index=kept,
                api_key=api_key,
                gateways=gateways,
                ready=ready,
                remark=_remark,
                progress=_telling(),
            )

    if bool(jwks) != bool(audience):
        fail("--gateway-jwks and --audience belong together.")
        raise typer.Exit(UNUSABLE)
    if key and jwks:
        fail("A gateway proves itself by --key or by --gateway-jwks, not by both.")
        raise typer.Exit(UNUSABLE)
    try:
        run_until_stopped(serving())
    except NotADirectoryError as error:
        fail(f"{folder} is no folder.")
        raise typer.Exit(UNUSABLE) from error
    except (UnsafeURL, Unavailable) as error:
        fail(f"The keys of --gateway-jwks cannot be used: {error}.")
        raise typer.Exit(UNUSABLE) from error
    except IndexTrouble as error:
        fail(f"{error}.", hint="Name another place with --index.")
        raise typer.Exit(FAILED) from error
    except OSError as error:
        fail(f"Cannot serve at {host} port {port}: {error.strerror or error}.")
        raise typer.Exit(FAILED) from error
    raise typer.Exit(COMPLETE)


@app.command("index", short_help="Writes the index of a folder.")
def index(folder: Folder, office: AssumedOffice = None, kept: KeptIndex = None) -> None:
    """Writes the index of a folder, index.json, and prints its path; remarks on what is not in it, and why.

    With the index the folder can be served by any web server. Withheld files and documents that are shown to
    nobody are left out of it.
    """
    import asyncio

    from connectors.kit.provider import write_index
    from gateway.cli.printing import fail

    try:
        written = asyncio.run(write_index(folder, office=office, index=kept, tell=_remark))
    except NotADirectoryError as error:
        fail(f"{folder} is no folder.")
        raise typer.Exit(UNUSABLE) from error
    except OSError as error:
        fail(f"The index of {folder} cannot be written: {error.strerror or error}.")
        raise typer.Exit(FAILED) from error
    typer.echo(str(written))


app.command("test", short_help="Tests an endpoint against the profile.")(examine)


def _telling() -> Callable[[int], None]:
    """Tells how far the first reading of a large folder is; called in a thread."""
    from gateway.cli.printing import line, remarks

    told = 0

    def tell(documents: int) -> None:
        nonlocal told
        if documents - told >= _TELL_EVERY:
            told = documents
            remarks().print(line(f"{documents:,} documents read ..."))

    return tell


def _remark(found: tuple[str, ...]) -> None:
    from gateway.cli.printing import line, remarks

    console = remarks()
    for remark in found:
        console.print(line(f"  {remark}", "yellow"), soft_wrap=True)
