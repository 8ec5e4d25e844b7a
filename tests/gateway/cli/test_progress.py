"""The lines that fill in while offices answer."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from gateway.cli.folding import Folded
from gateway.cli.progress import asked_providers, progress, progress_table, waiting
from gateway.questions.offices import OfficeOut, OfficesAnswer, ProviderOut


def provider(id: str, visibility: Any = "public", capabilities: Any = ("family", "dossier")) -> ProviderOut:
    """A provider of one office."""
    return ProviderOut(
        id=id,
        name=f"The office of {id.upper()}",
        protocol="case",
        serves=(id.upper(),),
        capabilities=capabilities,
        visibility=visibility,
        status="active",
        state="up",
    )


def offices(*providers: ProviderOut) -> OfficesAnswer:
    """The answer of ``/offices``, where a hub stands at each office that it serves."""
    return OfficesAnswer(
        tuple(OfficeOut("XX", None, "yes", "no", "no", None, None, providers) for _ in range(2) if providers)
    )


def lines(folded: Folded, seconds: float = 1.5) -> list[str]:
    """The lines for NZ and IL, as they are shown."""
    console = Console(file=io.StringIO(), width=100)
    console.print(progress_table(waiting((provider("il"), provider("nz")), folded), seconds))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return [" ".join(line.split()) for line in text.splitlines()]


def test_each_provider_is_waited_for_once() -> None:
    """The public is not asked of providers that show it nothing; nobody those without families."""
    known = offices(provider("nz"), provider("ca", "offices"), provider("x", capabilities=("dossier",)))
    assert [p.id for p in asked_providers(known, identified=True)] == ["ca", "nz"]
    assert [p.id for p in asked_providers(known, identified=False)] == ["nz"]
    assert asked_providers(None, identified=True) == ()


def test_lines_fill_in_as_events_come(made: Any) -> None:
    """Waiting; then what a family makes expected; then answered, or why not."""
    folded = Folded()
    assert lines(folded) == ["il The office of IL 0/1 waiting 1.5 s", "nz The office of NZ 0/1 waiting 1.5 s"]
    answer = made.json()
    il_dossier, _, nz_dossier, nz_family = answer["outcomes"]
    folded.take({"event": "outcome", "outcome": nz_family})
    folded.take({"event": "family", "family": answer["family"]})
    assert lines(folded)[1] == "nz The office of NZ 1/2 waiting 1.5 s"
    folded.take({"event": "outcome", "outcome": nz_dossier})
    folded.take({"event": "outcome", "outcome": il_dossier})
    assert lines(folded) == [
        "il The office of IL 1/2 could not be reached after 12 ms",
        "nz The office of NZ 2/2 answered in 1.25 s",
    ]


def test_a_provider_that_was_not_expected_gets_its_line(made: Any) -> None:
    """One that came with a reload, or that ``/offices`` did not tell."""
    folded = Folded()
    folded.take({"event": "outcome", "outcome": made.outcome("new", "family", "ok")})
    assert lines(folded)[2] == "new 1/1 answered in 12 ms"


def test_a_provider_whose_requests_are_spent_says_when_it_goes_on(made: Any) -> None:
    """The longest of the waits that were told; until then nothing has failed."""
    folded = Folded()
    for number, seconds in (("NZ.1.A", 20), ("NZ.2.A", 59)):
        outcome = made.outcome("nz", "dossier", "throttled")
        outcome |= {"applicationNumber": number, "retryAfterSeconds": seconds}
        folded.take({"event": "outcome", "outcome": outcome})
    assert lines(folded)[1] == "nz The office of NZ 2/3 asks to come back later, in 59 s"


def test_an_outcome_that_is_withdrawn_is_not_counted(made: Any) -> None:
    """A file that was told as withheld, of an application that has another number, is heard of no more."""
    folded = Folded()
    il_dossier = made.json()["outcomes"][0]
    folded.take({"event": "outcome", "outcome": il_dossier})
    assert lines(folded)[0] == "il The office of IL 1/2 could not be reached after 12 ms"
    key = {name: il_dossier[name] for name in ("provider", "operation", "applicationNumber")}
    folded.take({"event": "withdrawn", "withdrawn": {"outcome": key}})
    assert lines(folded)[0] == "il The office of IL 0/1 waiting 1.5 s"


def test_nothing_is_shown_where_there_is_no_terminal() -> None:
    """In a pipe or a file progress writes not one byte."""
    console = Console(file=io.StringIO())
    with progress(console, (provider("nz"),)) as observe:
        observe(Folded())
    assert console.file.getvalue() == ""  # type: ignore[attr-defined]


def test_a_terminal_shows_the_lines_at_once_and_clears_them() -> None:
    """The first lines do not wait for an answer; elapsed time is the clock's."""
    console = Console(file=io.StringIO(), force_terminal=True, width=80)
    times = iter([100.0] + [102.5] * 50)
    with progress(console, (provider("nz"),), lambda: next(times)):
        shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "waiting 2.5 s" in shown
    assert console.file.getvalue().endswith("\x1b[1A\x1b[2K")  # type: ignore[attr-defined]
