"""A configuration with a secret of every kind, and how people write secrets where none belong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from canaries import Canaries, EchoingOffice
from outside import certificates

VARIABLES = (
    "KEY", "PASSWORD", "USER", "OPD_USER", "OPD_PASSWORD", "OPD_CLIENT", "OPD_SECRET", "OPS_ID", "OPS_SECRET",
    "CLIENT_SECRET", "ACCOUNT_KEY", "ACCOUNT_PASSWORD", "ACCESS_KEY_ONE", "STATIC_KEY", "GD_KEY",
    "WO_PASSWORD", "TOKEN_SECRET", "OPERATOR_KEY",
)  # fmt: skip


def _auths(canary: Canaries, office: EchoingOffice, folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """One provider for each way to prove oneself, with the environment that holds their secrets."""
    environ = {name: canary(name) for name in VARIABLES}
    (folder / "key.txt").write_text(canary("file key") + "\n")
    (folder / "access.txt").write_text(canary("file access key") + "\n")
    _, chain = certificates(["office.example"], folder)
    lines = chain.read_text().splitlines()
    canary.know("private key", lines[2])
    oauth = {"type": "oauth2", "grant": "client_credentials", "token_url": f"{office.url}/elsewhere/token"}
    ops, pem = {"type": "oauth2"}, "file:../office.pem"
    return {
        "au": ("case", ["AU"], {"type": "api-key", "key": "env:KEY"}),
        "nz": ("case", ["NZ"], {"type": "api-key", "header": "X-Office", "key": "file:../key.txt"}),
        "gb": ("case", ["GB"], {"type": "basic", "username": "env:USER", "password": "env:PASSWORD"}),
        "us": ("case", ["US"], {**oauth, "client_id": "us", "client_secret": "env:CLIENT_SECRET"}),
        "ca": ("case", ["CA"], {"type": "api-key", "key": f"literal:{canary('literal key')}"}),
        "de": ("case", ["DE"], {"type": "mtls", "certificate": pem, "key": pem}),
        "fr": ("static-index", ["FR"], {"type": "api-key", "key": "env:STATIC_KEY"}),
        "wo": ("patentscope", ["WO"], {"type": "basic", "username": "wo", "password": "env:WO_PASSWORD"}),
        "ip5": ("opd", ["EP", "JP"], {
            "type": "oauth2", "username": "env:OPD_USER", "password": "env:OPD_PASSWORD",
            "client_id": "env:OPD_CLIENT", "client_secret": "env:OPD_SECRET",
        }),
        "ops": ("epo-ops", ["EP"], {**ops, "client_id": "env:OPS_ID", "client_secret": "env:OPS_SECRET"}),
        "gd": ("global-dossier", ["US"], {"type": "api-key", "key": "env:GD_KEY"}),
    }, environ  # fmt: skip


def write_config(folder: Path, canary: Canaries, office: EchoingOffice) -> tuple[Path, dict[str, str]]:
    """A configuration with secrets of every kind, and its environment."""
    directory = folder / "config"
    (directory / "offices").mkdir(parents=True)
    providers, environ = _auths(canary, office, folder)
    for id, (protocol, serves, auth) in providers.items():
        written = {
            "id": id, "name": id, "serves": serves, "protocol": protocol, "auth": auth,
            "url": f"{office.url}/{id}", "visibility": {"default": "public"},
            "limits": {"timeout_seconds": 5},
        }  # fmt: skip
        if id in ("au", "gb"):
            basic = {"type": "basic", "username": "nz", "password": "env:ACCOUNT_PASSWORD"}
            keyed = {"type": "api-key", "key": "env:ACCOUNT_KEY"}
            written["accounts"] = [{"office": "NZ", "auth": keyed if id == "au" else basic}]
        (directory / "offices" / f"{id}.yaml").write_text(json.dumps(written))
    keys = [
        {"office": "AU", "key": "env:ACCESS_KEY_ONE"},
        {"office": "NZ", "key": "file:../access.txt"},
        {
            "office": "DE",
            "key": "env:OPERATOR_KEY",
            "scopes": ["ask", "register", "statistics", "administer"],
        },
        {"office": "CA", "key": f"literal:{canary('literal access key')}"},
    ]
    gateway = {
        "profile": "demo", "public_url": "http://127.0.0.1:8080", "access": {"keys": keys},
        "deadline": {"default_seconds": 5, "max_seconds": 8},
        "identity": {"clients": [{"id": "program", "office": "NZ", "secret": "env:TOKEN_SECRET"}]},
        "storage": {"url": f"sqlite:///{folder}/state/casegate.db"},
    }  # fmt: skip
    (folder / "state").mkdir()
    (directory / "gateway.yaml").write_text("".join(f"{k}: {json.dumps(v)}\n" for k, v in gateway.items()))
    return directory, environ


FAULTS = {
    "inline key": "auth: {{type: api-key, key: {0}}}",
    "inline password": "auth: {{type: basic, username: u, password: '{0}'}}",
    "inline secret": "auth: {{type: oauth2, token_url: 'https://o.at', client_id: i, client_secret: {0}}}",
    "inline private key": "auth: {{type: oauth2, token_url: 'https://o.example/t', private_key: {0}}}",
    "url user": "url: https://user:{0}@office.example/",
    "url query": "url: https://office.example/?apikey={0}",
    "url fragment": "url: https://office.example/#{0}",
    "token url": "auth: {{type: oauth2, client_id: i, client_secret: env:A, token_url: 'https://x:{0}@o'}}",
    "misspelt": "auth: {{type: basic, username: u, pasword: {0}}}",
    "broken quotes": 'auth: {{type: api-key, key: "{0}',
    "broken braces": "auth: {{type: api-key, key: {0}",
    "bad escape": 'auth: {{type: api-key, key: "{0}\\q"}}',
    "tagged": "auth: {{type: api-key, key: !!binary {0}}}",
    "alias": "auth: {{type: api-key, key: *{0}}}",
    "anchor twice": "auth: {{type: api-key, key: &{0} *{0}}}",
    "wrong kind": "auth: {{type: {0}}}",
    "wrong place": "auth: {0}",
    "list": "auth: [{0}]",
    "number": "limits: {{concurrency: {0}}}",
    "literal in production": "auth: {{type: api-key, key: 'literal:{0}'}}",
    "reference misspelt": "auth: {{type: api-key, key: 'evn:{0}'}}",
}  # fmt: skip
"""What a line of an office's file can look like, ``{0}`` the secret."""
