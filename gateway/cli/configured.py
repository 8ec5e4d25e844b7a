"""The settings of a configuration directory, for commands that need them all."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from gateway.cli.exits import UNUSABLE
from gateway.cli.printing import fail, line, remarks
from gateway.settings.faults import SettingsFaults
from gateway.settings.models import Settings
from gateway.settings.reading import read_settings


def settings_of(directory: Path, undone: str = "nothing was asked") -> Settings:
    """The settings; what cannot be used ends the command: every fault, and what is left ``undone``."""
    try:
        return read_settings(directory, os.environ)
    except SettingsFaults as error:
        for fault in error.faults:
            remarks().print(line(str(fault)), soft_wrap=True)
        fail(f"{directory} cannot be used; {undone}.")
        raise typer.Exit(UNUSABLE) from error
