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
    Secrets are looked up (environment, files) and never printed; no connection is made. Of a right directory
    it is told which agreements open nothing today, and why.
    """
    import os

    from gateway.cli.printing import counted, fail, output, remarks
    from gateway.clock import SystemClock
    from gateway.settings.faults import SettingsFaults
    from gateway.settings.reading import read_settings
    from gateway.settings.rules import agreements_of

    try:
        settings = read_settings(directory, os.environ)
    except SettingsFaults as error:
        print_faults = output()
        for fault in error.faults:
            print_faults.print(str(fault), soft_wrap=True)
        fail(f"{directory} cannot be used: {counted(len(error.faults), 'fault')}.")
        raise typer.Exit(UNUSABLE) from error
    served = {office for provider in settings.offices for office in provider.serves}
    remarks().print(
        f"{directory} is right (profile {settings.gateway.profile}): gateway.yaml; "
        f"{len(settings.offices)} offices/*.yaml, which serve {counted(len(served), 'office')}; "
        f"{counted(len(settings.participants), 'participant')}; "
        f"{counted(len(settings.agreements), 'agreement')}; secrets are there. Nothing was connected to.",
        soft_wrap=True,
    )
    serves = {provider.id: provider.serves for provider in settings.offices}
    today = SystemClock().now().date()
    for one in agreements_of(settings.agreements):
        if one.provider in serves and (reason := one.idle(serves[one.provider], today)) is not None:
            remarks().print(f"Agreement {one.id} opens nothing today: {reason}.", soft_wrap=True)
