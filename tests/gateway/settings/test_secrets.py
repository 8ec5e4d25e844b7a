"""Secrets are references; what leads nowhere is a fault, and no value is ever printed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from connectors.endpoint import Secret
from gateway.settings.secrets import SecretError, reveal

HIDDEN = "hunter2-do-not-print"
KEYS = "public_url: https://g.example\naccess:\n  keys:\n    - {{office: AU, key: {}}}\n"


def test_a_variable_and_a_file_give_the_secret(tmp_path: Path) -> None:
    """The text of a variable, or of a file without the newline that editors add."""
    (tmp_path / "key").write_text("secret \r\n")
    assert reveal("env:KEY", {"KEY": "s"}) == Secret("s")
    assert reveal(f"file:{tmp_path}/key", {}) == Secret("secret ")
    assert reveal("literal:a:b", {}) == Secret("a:b")


@pytest.mark.parametrize(
    "reference", ["q7", "literal:", "env:A B", "env:1A", "vault:x", "Env:KEY", "file:a\0b"]
)
def test_what_is_no_reference_is_said_without_repeating_it(reference: str) -> None:
    """A secret that somebody wrote inline must not end in a log; nor has a reference an empty place."""
    with pytest.raises(SecretError) as caught:
        reveal(reference, {})
    assert reference not in str(caught.value)


def test_an_inline_secret_is_refused_and_not_printed(folder: Any) -> None:
    """Neither plain nor as `literal:` in production; the fault stands at the value."""
    for written in (HIDDEN, f"literal:{HIDDEN}", f"[{HIDDEN}]", f"{{x: {HIDDEN}}}"):
        folder.write("gateway.yaml", KEYS.format(written))
        (fault,) = folder.raw_faults()
        assert (fault.line, fault.column, fault.key) == (4, 25, "access.keys[0].key")
        assert HIDDEN not in str(fault)


@pytest.mark.parametrize("mark", ["*", "!x!", "&", "!", "|", "%", "@", "{", "'", '"', "\t", "- ", "a: "])
def test_a_password_that_breaks_the_yaml_is_not_printed(folder: Any, mark: str) -> None:
    """An inline password that begins with a character of YAML's own is a fault without the password in it."""
    folder.office(f"auth:\n  type: basic\n  username: u\n  password: {mark}{HIDDEN}\n")
    assert HIDDEN not in "\n".join(folder.faults())


def test_a_literal_is_for_the_demo_profile(folder: Any) -> None:
    """Generated keys of a demonstration may stand in the file; the model does not print them."""
    folder.write("gateway.yaml", "profile: demo\n" + KEYS.format(f"literal:{HIDDEN}"))
    settings = folder.read()
    assert settings.gateway.access.keys[0].key == f"literal:{HIDDEN}"
    assert HIDDEN not in repr(settings)


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "The environment variable KEY is not set"),
        ({"KEY": ""}, "The environment variable KEY is empty"),
        ({"KEY": f"{HIDDEN}\nx"}, "The secret holds a blank"),
        ({"KEY": f"{HIDDEN} x"}, "The secret holds a blank"),
        ({"KEY": f"{HIDDEN}ü"}, "The secret cannot stand in a header"),
        ({"KEY": f"{HIDDEN}\x07"}, "The secret holds a line break or another control character"),
    ],
)
def test_a_variable_without_a_usable_key_is_a_fault(folder: Any, environ: dict[str, str], said: str) -> None:
    """Not set, empty, or with characters that no `Authorization: Bearer` can carry."""
    folder.write("gateway.yaml", KEYS.format("env:KEY"))
    (fault,) = folder.raw_faults(environ)
    assert fault.message.startswith(said)
    assert HIDDEN not in str(fault)


def test_files_are_found_from_the_directory_and_must_hold_something(folder: Any) -> None:
    """A relative path begins at the configuration directory; missing, empty, huge, binary are faults."""
    folder.write("gateway.yaml", KEYS.format("file:secrets/au"))
    (missing,) = folder.raw_faults()
    assert missing.message.endswith("cannot be read: No such file or directory")
    for content in (b"", b"\n", b"x" * 70_000, b"\xff\xfe"):
        folder.write("secrets/au", content)
        assert len(folder.raw_faults()) == 1
    (folder.path / "secrets/au").unlink()
    (folder.path / "secrets/au").mkdir()
    assert len(folder.raw_faults()) == 1
    (folder.path / "secrets/au").rmdir()
    folder.write("secrets/au", "right\n")
    assert folder.read().gateway.access.keys[0].key == f"file:{folder.path}/secrets/au"


def test_two_offices_never_have_the_same_key(folder: Any) -> None:
    """The key says who asks: the same value by two names is a fault at the second, and is not printed."""
    folder.write("gateway.yaml", KEYS.format("env:ONE") + "    - {office: NZ, key: env:TWO}\n")
    (fault,) = folder.raw_faults({"ONE": HIDDEN, "TWO": HIDDEN})
    assert (fault.line, fault.column, fault.key) == (5, 25, "access.keys[1].key")
    assert HIDDEN not in str(fault)
    assert len(folder.read({"ONE": "a", "TWO": "b"}).gateway.access.keys) == 2


AUTHS_REFUSED = [
    ("{type: bearer}", ["auth.type"]),
    ("{key: env:K}", ["auth"]),
    ("none", ["auth"]),
    ("{type: none, key: env:K}", ["auth.key"]),
    ("{type: api-key, header: 'X Y', key: env:K}", ["auth.header"]),
    ("{type: api-key, header: Host, key: env:K}", ["auth.header"]),
    ("{type: api-key}", ["auth.key"]),
    ("{type: basic, username: 'a:b', password: env:K}", ["auth.username"]),
    ("{type: basic, username: u, password: p}", ["auth.password"]),
    ("{type: oauth2}", ["auth.client_id", "auth.client_secret", "auth.token_url"]),
    ("{type: oauth2, grant: password, token_url: 'https://o.example'}", ["auth.password", "auth.username"]),
    ("{type: oauth2, grant: implicit}", ["auth.grant"]),
    ("{type: oauth2, client_id: c, client_secret: env:K, token_url: 'http://o.example'}", ["auth.token_url"]),
    (
        "{type: oauth2, client_id: c, client_secret: env:K, token_url: 'https://o.example', username: u}",
        ["auth.username"],
    ),
    ("{type: oauth2, private_key: file:k.pem}", ["auth.private_key"]),
    ("{type: mtls, certificate: file:c.pem, key: env:K}", ["auth.certificate", "auth.key"]),
    (
        "{type: oauth2, client_id: c, client_secret: env:K, token_url: 'https://o.example', audience: a}",
        ["auth.audience"],
    ),
    ("{type: gateway-token}", ["auth.audience"]),
    ("{type: gateway-token, audience: x, key: env:K}", ["auth.key"]),
]


@pytest.mark.parametrize(("auth", "keys"), AUTHS_REFUSED)
def test_auth_refuses_what_cannot_work(folder: Any, auth: str, keys: list[str]) -> None:
    """Unknown types, keys of another type, missing parts, what this version does not have: at its key."""
    folder.office(f"auth: {auth}\n")
    assert sorted(fault.key for fault in folder.raw_faults({"K": HIDDEN})) == keys


def test_opd_logs_in_with_a_password(folder: Any) -> None:
    """For protocol opd the grant is `password`; another is a fault at the grant."""
    folder.office(
        "auth: {type: oauth2, grant: client_credentials, client_id: c, client_secret: env:K}\n",
        protocol="opd",
    )
    (fault,) = folder.raw_faults({"K": HIDDEN})
    assert fault.key == "auth.grant"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificates of this test")
def test_a_client_certificate_must_fit_its_key(folder: Any) -> None:
    """Two PEM files that do not belong together are a fault now, not at the first call."""
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x"]
    for name in ("one", "two"):
        subprocess.run(
            [*make, "-keyout", folder.path / f"{name}.key", "-out", folder.path / f"{name}.pem"],
            check=True,
            capture_output=True,
        )
    folder.office("auth: {type: mtls, certificate: file:one.pem, key: file:two.key}\n")
    assert [fault.key for fault in folder.raw_faults()] == ["auth.key"]
    folder.office("auth: {type: mtls, certificate: file:one.pem, key: file:one.key}\n")
    assert folder.read().offices[0].auth.key == f"file:{folder.path}/one.key"
    folder.write("one.key", "no key")
    assert [fault.key for fault in folder.raw_faults()] == ["auth.key"]
