"""``casegate bundle``: the reports of many families, fetched from a running gateway into files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from gateway.cli.exits import FAILED, INTERRUPTED, UNUSABLE
from gateway.cli.options import Gateway, Json, Key, Kind, Office, Scope

if TYPE_CHECKING:
    from gateway.cli.asking import Choose, GatewayClient, Problem
    from gateway.cli.bundling import Wishes
    from gateway.present.manifest import ManifestOut


def bundle(
    out: Annotated[
        Path,
        typer.Option(
            "--out", metavar="DIR|FILE.zip", help="Where to: a directory, or one ZIP.", show_default=False
        ),
    ],
    numbers: Annotated[
        list[str] | None, typer.Argument(metavar="NUMBER", help="Numbers as you would write them.")
    ] = None,
    category: Annotated[
        str,
        typer.Option(
            "--category", metavar="WORDS", help="Categories with commas between; `all` takes every document."
        ),
    ] = "search-report,examination-report",
    from_file: Annotated[
        Path | None,
        typer.Option(
            "--from-file",
            metavar="LIST",
            help="More numbers: one a line, `#` before remarks.",
            dir_okay=False,
        ),
    ] = None,
    gateway: Gateway = "http://127.0.0.1:8080",
    key: Key = None,
    type: Kind = None,
    office: Office = None,
    scope: Scope = None,
    language: Annotated[
        str | None,
        typer.Option(
            "--language", metavar="XX", help="The form in this language (ISO 639-1), where there is one."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Fetches the search and examination reports of families, or documents of other categories.

    Into a directory they come one by one, named by date, office, code and title, with a manifest.json of
    hashes and gaps; run the same again to go on where it ended. Into a ZIP they come in one piece, for up to
    20 numbers.

    Exit codes: 0 all there, 3 something missing, 4 none found, 6 nobody answered, 2 unusable numbers or
    options.
    """
    from gateway.cli.asking import GatewayClient
    from gateway.cli.bundling import Wishes
    from gateway.cli.number_list import Wanted, listed, load_list, readable
    from gateway.cli.printing import fail, line, remarks
    from gateway.questions.choosing import parse_categories, parse_language

    try:
        spoken = None if language is None else parse_language(language)
        wishes = Wishes(parse_categories(category), type, office, scope, spoken)
        client = GatewayClient(gateway, key or None)
        wanted = [Wanted(text) for text in numbers or ()]
        wanted += [] if from_file is None else listed(load_list(from_file))
    except ValueError as error:
        _stop(str(error))
    except OSError as error:
        _stop(f"{from_file} cannot be read: {(error.strerror or str(error)).lower()}")
    if not wanted:
        _stop("There is no number; write some, or name a list with --from-file.")
    good, bad = readable(wanted, type, office)
    for one in bad:
        fail(one.sentence)
    if not good:
        raise typer.Exit(UNUSABLE)
    if client.exposed:
        remarks().print(line(client.warning, "yellow"))
    raise typer.Exit(_run(client, good, wishes, out, passed_over=len(bad), json=json))


def _stop(sentence: str) -> NoReturn:
    from gateway.cli.printing import fail

    fail(sentence)
    raise typer.Exit(UNUSABLE)


def _run(
    client: GatewayClient, numbers: list[str], wishes: Wishes, out: Path, *, passed_over: int, json: bool
) -> int:
    """Fetches, shows what there is, and gives the exit code."""
    from gateway.cli.printing import fail
    from gateway.cli.stopping import run_until_stopped
    from gateway.questions.bundles import NUMBERS

    zipped = out.suffix.lower() == ".zip" and not out.is_dir()
    if zipped and len(numbers) > NUMBERS:
        fail(f"One ZIP holds {NUMBERS} numbers at most, and these are {len(numbers)}; name a directory.")
        return UNUSABLE
    try:
        found = run_until_stopped(_fetch(client, numbers, wishes, out, zipped=zipped))
    except ValueError as error:
        fail(str(error))
        return UNUSABLE
    except OSError as error:
        fail(f"{error.filename or out} cannot be written: {(error.strerror or str(error)).lower()}")
        return FAILED
    if found is None:
        fail("Interrupted.", hint="" if zipped else "What is there stays; run the same again to go on.")
        return INTERRUPTED
    return _show(found, out, passed_over=passed_over, json=json)


async def _fetch(
    client: GatewayClient, numbers: list[str], wishes: Wishes, out: Path, *, zipped: bool
) -> ManifestOut | Choose | Problem:
    """Fetches everything, with progress; the manifest is of this run."""
    from gateway.cli.bundle_folder import Folder
    from gateway.cli.bundle_progress import watching
    from gateway.cli.bundle_zip import fetch_zip
    from gateway.cli.bundling import Bundler
    from gateway.cli.printing import remarks
    from gateway.clock import SystemClock

    async with client:
        with watching(remarks()) as seen:
            if zipped:
                return await fetch_zip(client, numbers, wishes, out, seen)
            return await Bundler(client, Folder(out), wishes, seen, SystemClock()).run(numbers)


def _show(found: ManifestOut | Choose | Problem, out: Path, *, passed_over: int, json: bool) -> int:
    """Prints what is there and what is not; gives the exit code."""
    from gateway.cli.asking import Choose, Problem
    from gateway.cli.bundle_page import bundle_page, exit_code
    from gateway.cli.get import show
    from gateway.cli.printing import output, print_json

    if isinstance(found, Choose | Problem):
        return show(found, json=json, newest=None)
    if json:
        print_json(found)
    else:
        output().print(bundle_page(found.numbers, str(out)))
    return exit_code(found.numbers, passed_over)
