"""Options that several commands share, each written once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Kind = Annotated[
    Literal["application", "publication", "priority"] | None,
    typer.Option("--type", help="What the number numbers; without it every likely reading is asked."),
]
Office = Annotated[
    str | None,
    typer.Option("--office", metavar="XX", help="The office it belongs to (WIPO ST.3 code, e.g. EP)."),
]
Year = Annotated[
    int | None,
    typer.Option("--year", min=1790, max=2199, help="The filing year, where the number leaves it open."),
]
Config = Annotated[
    Path,
    typer.Option("--config", metavar="DIR", help="The configuration directory of the gateway."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]
Gateway = Annotated[
    str,
    typer.Option("--gateway", metavar="URL", envvar="CASEGATE_GATEWAY", help="Where the gateway runs."),
]
Key = Annotated[
    str | None,
    typer.Option(
        "--key",
        metavar="KEY",
        envvar="CASEGATE_KEY",
        show_envvar=True,
        help="Your office's key; without it you ask as the public.",
    ),
]
Scope = Annotated[
    Literal["simple", "extended"] | None,
    typer.Option("--scope", help="Which family: the same priorities (simple), or all that are connected."),
]
