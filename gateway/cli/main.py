"""The command ``casegate``. What a command needs is imported when it runs, so that starting costs little."""

from __future__ import annotations

import sys

import typer

from gateway.cli import (
    audit,
    bundle,
    check_config,
    demo,
    get,
    keys,
    number,
    office,
    provider,
    registrations,
    serve,
    signing,
    simulate,
    stats,
)

app = typer.Typer(
    name="casegate",
    help="One question, every office, one honest answer: a federated gateway for patent dossiers.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Every command has --help. Data goes to standard output, everything else to standard error.",
)
app.command("demo", short_help="A whole gateway with simulated offices.")(demo.demo)
app.command("serve", short_help="Runs the gateway.")(serve.serve)
app.command("get", short_help="The family dossier of a number.")(get.get)
app.command("bundle", short_help="The reports of many families, as files.")(bundle.bundle)
app.command("number", short_help="How a number is read.")(number.number)
app.command("check-config", short_help="Is a configuration right.")(check_config.check_config)
keys.app.command("rotate-signing")(signing.rotate_signing)
keys.app.command("revoke-token")(signing.revoke_token)
app.add_typer(keys.app, name="keys", short_help="API keys of accessing offices.")
app.command("stats", short_help="How much is read, by whom and of whom.")(stats.stats)
app.add_typer(audit.app, name="audit", short_help="The trail: verified, signed, read.")
app.add_typer(registrations.app, name="registrations", short_help="Endpoints that offices registered.")
app.command("office", short_help="Pauses a provider, or asks whether it is well.")(office.office)
app.add_typer(provider.app, name="provider", short_help="Shows a folder of documents to gateways.")
app.command("simulate", short_help="The simulated offices alone.")(simulate.simulate)


def main() -> None:
    """Runs the command line. A character that the terminal's encoding lacks is replaced, never an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    app()


if __name__ == "__main__":
    main()
