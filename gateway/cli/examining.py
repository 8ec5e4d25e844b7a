"""``casegate provider test``: does an endpoint, or an index, keep the rules, check by check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, NoReturn

import typer

from gateway.cli.exits import COMPLETE, FAILED, UNUSABLE
from gateway.cli.options import Json

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from rich.text import Text

    from connectors.conformance.course import Tell
    from connectors.conformance.findings import Finding, Report
    from connectors.numbers.identity import ApplicationNumber

    _Work = Callable[[Tell], Coroutine[Any, Any, Report]]

_LOOKED_AT = 200
"""Documents of an index on a web server that are looked at unless more or fewer are asked for."""

_PLACES = 50
"""Places of an index that are printed for one check."""

_STYLES = {"pass": "green", "warn": "yellow", "fail": "bold red", "skipped": "dim"}


def examine(
    url: Annotated[
        str,
        typer.Argument(
            metavar="URL|PATH",
            help="The endpoint, as a gateway would be given it: .../case-api/v1; or an index, .../index.csv, "
            "also as a file or a folder on this machine.",
        ),
    ],
    protocol: Annotated[
        Literal["case", "static-index"] | None,
        typer.Option(
            "--protocol", help="What the URL is of; a URL that ends in .json or .csv is that of an index."
        ),
    ] = None,
    number: Annotated[
        str | None,
        typer.Option(
            "--number", metavar="TEXT", help="An application that it holds and shows; most checks need one."
        ),
    ] = None,
    withheld: Annotated[
        str | None,
        typer.Option(
            "--withheld", metavar="TEXT", help="An application whose file it holds and keeps closed."
        ),
    ] = None,
    office: Annotated[
        str | None,
        typer.Option("--office", metavar="XX", help="The office of numbers that are given without a code."),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            "--key", envvar="CASEGATE_PROVIDER_KEY", help="The credentials that it wants, if it wants any."
        ),
    ] = None,
    header: Annotated[
        str,
        typer.Option(
            "--header",
            metavar="NAME",
            help="The header field that carries them; with Authorization they are a bearer token.",
        ),
    ] = "X-Api-Key",
    local: Annotated[
        bool, typer.Option("--local", help="The endpoint may be on this machine, and without TLS.")
    ] = False,
    networks: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-network", metavar="CIDR", help="A network that is not public and may be reached."
        ),
    ] = None,
    documents: Annotated[
        int | None,
        typer.Option(
            "--documents",
            min=0,
            metavar="N",
            help=f"How many of an index's documents are looked at: all in a folder, {_LOOKED_AT} on a web "
            "server, unless this says otherwise.",
        ),
    ] = None,
    json: Json = False,
    junit: Annotated[
        Path | None, typer.Option("--junit", metavar="FILE", help="Write the findings as JUnit XML.")
    ] = None,
) -> None:
    """Tests an endpoint against the profile: some forty questions, good and bad, and what came of each.

    For whatever is not as it should be it says what was sent, what came, what the rule is and how to keep
    it. Of an index that an office hosts as files every row is looked at: each faulty one is named by its
    line, and documents that are missing or not what they are called.
    Exit 0 when no check fails, 1 otherwise.
    """
    from ipaddress import ip_network

    from connectors.conformance.reports import to_junit
    from connectors.guard import LOOPBACK
    from connectors.urls import UnsafeURL
    from gateway.cli.printing import fail, line, remarks

    hosted = _index_at(url, protocol)
    if hosted is not None and (number or withheld):
        _refuse("--number and --withheld are for an endpoint: of an index everything is looked at.")
    if hosted is None and documents is not None:
        _refuse("--documents is for an index.")
    try:
        reachable = [*(LOOPBACK if local else ()), *(ip_network(one) for one in networks or ())]
        credentials = {header: _credentials(header, key)} if key else {}
        if hosted is not None:
            work = _looking(hosted, office, documents, credentials, reachable)
        else:
            work = _asking(url, _read(number, office), _read(withheld, office), credentials, reachable)
        report = _run(work, quiet=json)
    except UnsafeURL as error:
        fail(_sentence(str(error)), hint="" if local else "For an endpoint on this machine add --local.")
        raise typer.Exit(UNUSABLE) from error
    except ValueError as error:
        fail(_sentence(str(error)))
        raise typer.Exit(UNUSABLE) from error
    if report is None:
        raise typer.Exit(FAILED)
    if number is None and hosted is None:
        remarks().print(line("Most checks need an application: give one with --number.", "yellow"))
    if junit is not None:
        try:
            junit.write_bytes(to_junit(report))
        except OSError as error:
            fail(f"{junit} cannot be written: {error.strerror or error}.")
            raise typer.Exit(UNUSABLE) from error
    _print(report, json=json)
    raise typer.Exit(COMPLETE if report.passed else FAILED)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."


def _credentials(header: str, key: str) -> str:
    """The value of a header field: a token without a scheme is a bearer token (RFC 6750)."""
    bare = header.lower() == "authorization" and " " not in key
    return f"Bearer {key}" if bare else key


def _read(text: str | None, office: str | None) -> ApplicationNumber | None:
    """An application number as somebody wrote it.

    Raises:
        ValueError: it cannot be read, or could be two.
    """
    from connectors.numbers.reading import ambiguous, read

    if text is None:
        return None
    readings = read(text, type="application", office=office)
    if ambiguous(readings):
        forms = " or ".join(sorted({one.number.docdb for one in readings[:3]}))
        raise ValueError(f"{text[:60]!r} could be {forms}; write one of them")
    found = readings[0].number.application
    if found is None:
        raise ValueError(f"{text[:60]!r} is no application number")
    return found


class _Hosted(NamedTuple):
    """An index: what the report calls it, the URL or path of its folder, what it is called there."""

    where: str
    folder: str | Path
    name: str


def _index_at(written: str, protocol: str | None) -> _Hosted | None:
    """The index that is meant; ``None``: it is an endpoint that answers questions."""
    from connectors.static_index.connector import INDEX, is_index, place_of

    if "://" in written:
        if protocol == "static-index" or (protocol is None and is_index(written.rpartition("/")[2])):
            return _Hosted(written, *place_of(written.rstrip("/")))
        return None
    path = Path(written)
    if protocol == "case" or not path.exists():
        _refuse(f"{written} is no URL (https://...), and no index on this machine.")
    if path.is_dir():
        names = [name for name in (INDEX, "index.csv") if (path / name).is_file()]
        if not names:
            _refuse(
                f"In {written} there is neither index.json nor index.csv.",
                hint="If it has a sub-folder for each application, casegate provider index writes one.",
            )
        path /= names[0]
    if not is_index(path.name):
        _refuse(f"{written} is no index: its name ends in .json or .csv.")
    return _Hosted(str(path), path.parent, path.name)


def _refuse(said: str, hint: str = "") -> NoReturn:
    from gateway.cli.printing import fail

    fail(said, hint=hint)
    raise typer.Exit(UNUSABLE)


def _looking(
    index: _Hosted,
    office: str | None,
    documents: int | None,
    credentials: dict[str, str],
    networks: list[Any],
) -> _Work:
    """The examination of an index."""
    from connectors.conformance.asking import open_asker
    from connectors.conformance.folder import FolderAsker
    from connectors.conformance.hosted import examine_index

    async def work(tell: Tell) -> Report:
        where, folder, name = index
        if isinstance(folder, Path):
            asker = FolderAsker(folder)
            return await examine_index(
                asker, where, name, served=False, office=office, documents=documents, tell=tell
            )
        async with open_asker(folder, credentials=credentials, networks=networks) as asked:
            return await examine_index(
                asked,
                where,
                name,
                served=True,
                office=office,
                documents=_LOOKED_AT if documents is None else documents,
                proven=bool(credentials),
                tell=tell,
            )

    return work


def _asking(
    url: str,
    number: ApplicationNumber | None,
    withheld: ApplicationNumber | None,
    credentials: dict[str, str],
    networks: list[Any],
) -> _Work:
    """The examination of an endpoint that answers questions."""
    from connectors.conformance.asking import open_asker
    from connectors.conformance.examination import examine as examined

    async def work(tell: Tell) -> Report:
        async with open_asker(url, credentials=credentials, networks=networks) as asker:
            return await examined(
                asker, url, number=number, withheld=withheld, proven=bool(credentials), tell=tell
            )

    return work


def _run(work: _Work, *, quiet: bool) -> Report | None:
    from gateway.cli.printing import line, remarks
    from gateway.cli.stopping import run_until_stopped

    console = remarks()

    def tell(finding: Finding) -> None:
        if not quiet and console.is_terminal:
            console.print(line(f"  {finding.check} {finding.result}", "dim"), soft_wrap=True)

    return run_until_stopped(work(tell))


def _print(report: Report, *, json: bool) -> None:
    import msgspec

    from gateway.cli.printing import columns, heading, line, output, print_json

    if json:
        facts = msgspec.to_builtins(report)
        print_json({"url": report.url, "passed": report.passed, "counts": dict(report.counts), **facts})
        return
    console = output()
    table = columns("Check", "Result", "Found")
    for finding in report.findings:
        table.add_row(
            line(finding.check), line(finding.result, _STYLES[finding.result]), line(finding.detail[:160])
        )
    console.print(table)
    for finding in report.findings:
        if finding.result in ("fail", "warn"):
            console.print()
            console.print(heading(f"{finding.check}: {finding.result}"))
            for part in _explained(finding):
                console.print(part, soft_wrap=True)
    console.print()
    console.print(line(_summary(report), "bold"), soft_wrap=True)


def _explained(finding: Finding) -> list[Text]:
    from rich.text import Text

    from connectors.conformance.reports import explanation
    from gateway.cli.printing import line

    return [Text.assemble("  ", line(part)) for part in explanation(finding, _PLACES).splitlines()]


def _summary(report: Report) -> str:
    counted = ", ".join(f"{number} {result}" for result, number in report.counts.items())
    if "://" not in report.url:
        return f"{counted}; {report.requests} files looked at"
    told = f"{counted}; {report.requests} requests"
    if report.median_milliseconds is not None:
        told += f", median {report.median_milliseconds:.0f} ms, slowest {report.slowest_milliseconds:.0f} ms"
    return told
