"""``casegate stats``: how much is read, by whom and of whom."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.exits import FAILED, UNUSABLE
from gateway.cli.options import Gateway, Json, Key

if TYPE_CHECKING:
    from datetime import date

    from gateway.statistics.figures import Dimension
    from gateway.web.figures_table import StatisticsAnswer


def stats(
    config: Annotated[
        Path | None,
        typer.Option(
            "--config", metavar="DIR", help="Count in the database of this configuration directory instead."
        ),
    ] = None,
    gateway: Gateway = "http://127.0.0.1:8080",
    key: Key = None,
    begin: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first month, or day: 2026-01.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="The last month, or day, inclusive.")
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="WORDS",
            help="What to count by, with commas between: month, accessingOffice, providingOffice, category, "
            "route, role.",
        ),
    ] = "month",
    monthly: Annotated[
        bool, typer.Option("--monthly", help="For each month a table of accessing by providing offices.")
    ] = False,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV for a spreadsheet.")] = False,
) -> None:
    """Counts documents, families, bytes and people, from the record of every question.

    An office sees what it reads and what is read of it, everybody the figures that are large enough; with
    --config, on the gateway's own host, everything. Exit code 2 when an option cannot be used or the key is
    not accepted, 1 when no gateway answers.
    """
    import asyncio

    import msgspec

    from gateway.cli.monthly import OFFICES, PAIRS, months_csv, months_of, print_months
    from gateway.cli.printing import fail, output, print_json
    from gateway.web.figures_table import statistics_csv
    from gateway.web.periods import first_day, last_day
    from gateway.web.statistics import read_by

    try:
        first = None if begin is None else first_day(begin)
        last = None if end is None else last_day(end)
        words = read_by(by)
    except ValueError as error:
        fail(f"--from, --to, --by: {error}.")
        raise typer.Exit(UNUSABLE) from error
    if as_json and as_csv:
        fail("Say --json or --csv, not both.")
        raise typer.Exit(UNUSABLE)
    asked = (PAIRS, OFFICES) if monthly else (words,)
    if config is None:
        answers = asyncio.run(_told(gateway, key, first, last, asked))
    else:
        answers = [_counted(config, first, last, one) for one in asked]
    if not monthly:
        (answer,) = answers
        if as_json:
            print_json(answer)
        elif as_csv:
            output().file.write(statistics_csv(answer).decode())
        else:
            _print(answer)
        return
    months = months_of(*answers)
    if as_json:
        print_json(msgspec.to_builtins(months))
    elif as_csv:
        output().file.write(months_csv(months))
    else:
        print_months(months)


def _counted(
    config: Path, first: date | None, last: date | None, by: tuple[Dimension, ...]
) -> StatisticsAnswer:
    """Everything, counted in the database itself."""
    import sqlite3

    from gateway.audit.verification import opened_to_read
    from gateway.cli.keeping import database_of
    from gateway.cli.printing import fail
    from gateway.clock import SystemClock, today
    from gateway.errors import GatewayError
    from gateway.statistics.figures import Counting, Viewer, spans
    from gateway.web.figures_table import statistics_of
    from gateway.web.statistics import question_of

    viewer, path, present_day = Viewer(all=True), database_of(config), today(SystemClock())
    try:
        question = question_of(first, last, by, viewer, present_day)
        counting = Counting(viewer, question.by, present_day)
        with opened_to_read(path) as connection:
            for span in spans(question):
                counting.add(connection, span)
    except GatewayError as error:
        fail(error.detail)
        raise typer.Exit(UNUSABLE) from error
    except sqlite3.Error as error:
        fail(f"{path} cannot be read: {error}.")
        raise typer.Exit(FAILED) from error
    return statistics_of(question, viewer, counting.table())


async def _told(
    url: str,
    key: str | None,
    first: date | None,
    last: date | None,
    asked: tuple[tuple[Dimension, ...], ...],
) -> list[StatisticsAnswer]:
    """What a gateway tells whoever has this key."""
    import httpx
    import msgspec

    from gateway.cli.asking import GatewayClient, Problem, no_answer, unreached
    from gateway.cli.printing import fail, line, remarks
    from gateway.web.figures_table import StatisticsAnswer

    span = [(name, day.isoformat()) for name, day in (("from", first), ("to", last)) if day is not None]
    answers = []
    try:
        client = GatewayClient(url, key)
    except ValueError as error:
        fail(f"{error}.")
        raise typer.Exit(UNUSABLE) from error
    async with client:
        if client.exposed:
            remarks().print(line(client.warning), soft_wrap=True)
        for by in asked:
            problem: object = None
            try:
                async with client.open("/statistics", [*span, ("by", ",".join(by))]) as response:
                    body = await response.aread()
                    if response.status_code == httpx.codes.OK:
                        answers.append(msgspec.json.decode(body, type=StatisticsAnswer))
                        continue
                    problem = no_answer(response, body)
            except (httpx.HTTPError, httpx.InvalidURL, msgspec.DecodeError) as error:
                problem = unreached(client.url, error)
            told = problem if isinstance(problem, Problem) else Problem(0, detail="It is no answer.")
            fail(told.detail or told.title)
            raise typer.Exit(UNUSABLE if 400 <= told.status < 500 else FAILED)
    return answers


def _print(answer: StatisticsAnswer) -> None:
    """The rows and their totals as a table."""
    import msgspec

    from gateway.cli.printing import columns, line, output, remarks

    sides = answer.view == "office"
    titles = {"month": "Month", "accessingOffice": "Accessing", "providingOffice": "Providing"}
    names = [titles.get(one, one.capitalize()) for one in answer.by]
    shown = ["Documents", "Families"] + (["Bytes", "Active users"] if answer.view != "public" else [])
    table = columns(*(["As"] if sides else []), *names, *shown)
    for column in table.columns[-len(shown) :]:
        column.justify = "right"
    for row in (*answer.rows, *answer.totals):
        said = msgspec.to_builtins(row)
        cells = [said["as"]] if sides else []
        cells += [said.get(one, "") if one in said else "" for one in answer.by]
        if row in answer.totals and answer.by:
            cells[-len(answer.by)] = "Total"
        cells += [row.documents, row.families]
        cells += [row.bytes, row.active_users] if answer.view != "public" else []
        table.add_row(*(line("-" if one is None else str(one)) for one in cells))
    output().print(table)
    if answer.threshold is not None:
        remarks().print(
            line(f"Figures for everybody: whole months, and none under {answer.threshold}."), soft_wrap=True
        )
