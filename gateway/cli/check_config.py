"""``casegate check-config``: is a configuration directory right, and if not, where not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.exits import UNUSABLE

Directory = Annotated[
    Path,
    typer.Argument(metavar="DIR", help="The directory with gateway.yaml, offices/ and participants.yaml."),
]


def check_config(directory: Directory) -> None:
    """Checks a configuration directory without starting anything.

    Every fault is printed as file:line:column: key: what is wrong. Exit code 0, or 2 when there are faults.
    Secrets are looked up (environment, files) and never printed; no connection is made.
    """
    import os

    from gateway.cli.printing import fail, output, remarks
    from gateway.settings.faults import SettingsFaults
    from gateway.settings.reading import read_settings

    try:
        settings = read_settings(directory, os.environ)
    except SettingsFaults as error:
        print_faults = output()
        for fault in error.faults:
            print_faults.print(str(fault), soft_wrap=True)
        count = len(error.faults)
        fail(f"{directory} cannot be used: {count} fault{'' if count == 1 else 's'}.")
        raise typer.Exit(UNUSABLE) from error
    served = {office for provider in settings.offices for office in provider.serves}
    remarks().print(
        f"{directory} is right (profile {settings.gateway.profile}): gateway.yaml; "
        f"{len(settings.offices)} offices/*.yaml, which serve {len(served)} offices; "
        f"{len(settings.participants)} participants; secrets are there. Nothing was connected to.",
        soft_wrap=True,
    )
