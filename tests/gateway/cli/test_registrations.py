"""``casegate registrations`` and ``casegate office``: what operators type, and what is refused."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from connectors.kit.demonstration import simulate_demonstration
from gateway.audit.record import Origin
from gateway.cli.main import app
from gateway.registrations.ledger import Answer, add_registration, read_pauses, take_step
from gateway.registrations.registration import Examination, Tried, begun, changed, examined
from gateway.registrations.submission import Submission
from gateway.store.store import Store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
AU = Origin("api", accessing="AU", credential="key au")
BODY = {
    "id": "au-own",
    "name": "IP Australia",
    "serves": ["AU"],
    "protocol": "case",
    "url": "https://dossier.office.example/case-api/v1",
    "contact": {"name": "Desk", "email": "desk@office.example"},
}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A configuration with one file of an office, and a database."""
    (tmp_path / "gateway.yaml").write_text(
        f"public_url: https://gateway.example\nstorage: {{url: 'sqlite:///{tmp_path / 'casegate.db'}'}}\n"
    )
    (tmp_path / "offices").mkdir()
    (tmp_path / "offices" / "nz.yaml").write_text(
        "id: nz\nname: IPONZ\nserves: [NZ]\nprotocol: case\nurl: https://nz.office.example\n"
    )
    return tmp_path


async def _submit(directory: Path, *, verified: bool = True, **more: Any) -> None:
    """A registration of AU as the API keeps it."""
    store = Store(directory / "casegate.db")
    registration = begun(Submission.model_validate(BODY | more), "AU", "key au", "a-token", NOW)
    await store.write(lambda c: add_registration(c, registration, AU, Answer(b"", "")))
    if verified:
        found = (Tried("time-answers", "warn", "the slowest took 3 s", "Answer sooner."),)
        passed = Examination(NOW, registration.wanted.url, True, "dns", None, {"pass": 30, "warn": 1}, found)
        await store.write(
            lambda c: take_step(
                c, "au-own", "verify", lambda r: examined(r, registration.wanted, passed, NOW), AU
            )
        )
    store.close()


def submit(directory: Path, **how: Any) -> None:
    """The same, for a test that is no coroutine."""
    asyncio.run(_submit(directory, **how))


def kept(directory: Path, work: Any, *, write: bool = False) -> Any:
    """What a piece of work on the database gives."""

    async def done() -> Any:
        store = Store(directory / "casegate.db")
        try:
            return await (store.write(work) if write else store.read(work))
        finally:
            store.close()

    return asyncio.run(done())


def casegate(*words: str, user: str = "kim") -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command that this user runs."""
    result = CliRunner().invoke(app, list(words), env={"LOGNAME": user, "USER": user, "COLUMNS": "140"})
    return result.exit_code, result.stdout, result.stderr


def run(directory: Path, *words: str, user: str = "kim") -> tuple[int, str, str]:
    """The same of ``casegate registrations``."""
    return casegate("registrations", *words, "--config", str(directory), user=user)


def test_operators_look_at_what_waits(directory: Path) -> None:
    """A line for each, and all of one; JSON for scripts; filters by status and office."""
    assert "no such registrations" in run(directory, "list")[2]
    submit(directory)
    code, out, _ = run(directory, "list")
    assert code == 0
    assert all(word in out for word in ("au-own", "AU", "verified", "approval", BODY["url"]))
    assert json.loads(run(directory, "list", "--json", "--status", "verified", "--office", "au")[1])[0][
        "id"
    ] == ("au-own")
    assert json.loads(run(directory, "list", "--json", "--office", "JP")[1]) == []
    code, out, _ = run(directory, "show", "au-own")
    assert code == 0
    for told in ("verified", "30 pass", "time-answers", "key au", "desk@office.example"):
        assert told in out
    assert json.loads(run(directory, "show", "au-own", "--json")[1])["examination"]["provedBy"] == "dns"
    assert run(directory, "show", "none")[0] == 4


def test_two_users_approve(directory: Path) -> None:
    """One of them twice is refused; the strictest maximum counts; each step is in the trail by its user."""
    submit(directory)
    code, _, err = run(directory, "approve", "au-own", "--version", "2")
    assert (code, "1 of 2 approvals" in err) == (0, True)
    assert run(directory, "approve", "au-own")[0] == 2
    code, out, _ = run(
        directory, "approve", "au-own", "--maximum", "named", "--maximum-office", "jp", "--json", user="lee"
    )
    told = json.loads(out)
    assert (code, told["status"], told["maximum"]) == (
        0,
        "approved",
        {"visibility": "named", "offices": ["JP"]},
    )
    assert [one["credential"] for one in told["approvals"]] == ["operator kim", "operator lee"]
    assert run(directory, "suspend", "au-own", "--reason", "it lies")[0] == 0
    assert "it lies" in run(directory, "show", "au-own")[1]
    assert run(directory, "withdraw", "au-own", "--reason", "for good")[0] == 0
    assert run(directory, "withdraw", "au-own", "--reason", "again")[0] == 2
    steps = kept(
        directory,
        lambda c: c.execute(
            "SELECT operation, credential, door FROM trail WHERE door = 'command-line'"
        ).fetchall(),
    )
    assert [(operation, who) for operation, who, _ in steps] == [
        ("approve", "operator kim"),
        ("approve", "operator lee"),
        ("suspend", "operator kim"),
        ("withdraw", "operator kim"),
    ]


def test_what_cannot_be_approved_is_refused(directory: Path) -> None:
    """Not proved, of another version, without its credentials, beside a file, or with half a maximum."""
    submit(directory, verified=False, auth={"type": "arranged"})
    assert "credentials" in run(directory, "approve", "au-own")[2]
    with (directory / "gateway.yaml").open("a") as file:
        file.write(
            "registrations: {credentials: [{provider: au-own, url: 'https://dossier.office.example/case-api/v1',"
            " auth: {type: none}}]}\n"
        )
    assert "not proved" in run(directory, "approve", "au-own")[2]
    assert "changed since" in run(directory, "approve", "au-own", "--version", "7")[2]
    for words in (["--maximum", "named"], ["--maximum-office", "JP"]):
        assert run(directory, "approve", "au-own", *words)[0] == 2
    (directory / "offices" / "au-own.yaml").write_text(
        "id: au-own\nname: X\nserves: [AU]\nprotocol: case\nurl: https://x.office.example\n"
    )
    assert "that file that is in force" in run(directory, "approve", "au-own")[2]
    assert run(directory, "approve", "none")[0] == 4


def test_consent_is_not_to_what_came_after(directory: Path) -> None:
    """A change between two looks makes the version another one."""
    submit(directory)
    wide = Submission.model_validate(BODY | {"visibility": {"default": "public"}})
    kept(
        directory,
        lambda c: take_step(c, "au-own", "change", lambda r: changed(r, wide, "key au", "t", NOW), AU),
        write=True,
    )
    assert run(directory, "approve", "au-own", "--version", "2")[0] == 2
    assert run(directory, "approve", "au-own", "--version", "3")[0] == 0


def test_a_provider_is_paused_and_resumed(directory: Path) -> None:
    """Of a file or registered; what is not there is said with what is."""
    submit(directory)

    def office(*words: str) -> tuple[int, str, str]:
        return casegate("office", *words, "--config", str(directory))

    def paused() -> frozenset[str]:
        found: frozenset[str] = kept(directory, read_pauses)
        return found

    assert office("nz", "pause", "--reason", "a storm")[0] == 0
    assert json.loads(office("au-own", "pause", "--json")[1]) == {"provider": "au-own", "state": "paused"}
    assert "already" in office("nz", "pause")[2]
    assert paused() == {"nz", "au-own"}
    assert office("nz", "resume")[0] == 0
    assert "was not paused" in office("nz", "resume")[2]
    assert paused() == {"au-own"}
    code, _, err = office("jp", "pause")
    assert (code, "au-own, nz" in err) == (2, True)


async def test_a_provider_is_probed(tmp_path: Path) -> None:
    """Well with its time, or why not; paused or not, with the gateway's own credentials."""
    async with simulate_demonstration(faults={}) as simulation:
        au = simulation.endpoint("au")
        gateway = {
            "profile": "demo",
            "public_url": "http://127.0.0.1",
            "storage": {"url": f"sqlite:///{tmp_path}/casegate.db"},
        }
        (tmp_path / "gateway.yaml").write_text("".join(f"{k}: {json.dumps(v)}\n" for k, v in gateway.items()))
        (tmp_path / "offices").mkdir()
        closed = au.settings | {"id": "closed", "url": "http://127.0.0.1:9/case-api/v1"}
        for settings in (au.settings, closed):
            text = "".join(f"{k}: {json.dumps(v)}\n" for k, v in settings.items())
            (tmp_path / "offices" / f"{settings['id']}.yaml").write_text(text)

        async def probe(id: str, *words: str) -> tuple[int, str, str]:
            return await asyncio.to_thread(casegate, "office", id, "probe", "--config", str(tmp_path), *words)

        code, out, _ = await probe("au")
        assert (code, "is well" in out) == (0, True)
        code, out, _ = await probe("closed", "--json")
        assert (code, json.loads(out)["code"]) == (1, "unavailable")
        assert (await probe("none"))[0] == 2
