"""An office with secrets, and every way to ask a gateway for them over its sockets.

One application is published, one is not. Whatever is said of either carries its secret: title, documents and
their content, citations. A hub has copies of the files, under secrets of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import msgspec
from chains import Got, Served
from worlds import Office, application, cited, document, dossier, found_by_any, provider, world

from connectors.contract import Operation
from connectors.errors import Unavailable
from gateway.agreements import Agreement
from gateway.clock import SystemClock
from gateway.world import Provider, Rule, World

PUBLISHED, UNPUBLISHED = "EP.99203729.A", "EP.99203730.A"
NUMBERS = {"published": PUBLISHED, "unpublished": UNPUBLISHED}
OWN, COPY = "own", "copy"

Items = Mapping[str, Mapping[str, object]]
"""The documents of each file by a word, with facts of their own."""

FILES: frozenset[Operation] = frozenset({"dossier", "citations", "content"})


def secret(which: str, of: str, item: str = "") -> str:
    """The secret that everything about an application carries, at its office or at the hub."""
    return f"secret-{which}-{of}{item and '-' + item}-end"


def holding(of: str, *, listing: bool = True, items: Items | None = None) -> Office:
    """An office that holds both files; ``items`` are the documents of each, with facts of their own."""
    items = {"": {}} if items is None else items
    members = {
        which: application(
            number,
            title=secret(which, of, "title"),
            published="2010-01-01" if which == "published" else None,
            status="granted" if which == "published" else "filed",
        )
        for which, number in NUMBERS.items()
    }
    files, contents = [], {}
    for which, member in members.items():
        documents = []
        for place, (item, facts) in enumerate(items.items()):
            native = f"d-{which}{item and '-' + item}"
            contents[native] = (secret(which, of, item).encode(),)
            told = {"category": "search-report", "title": secret(which, of, item)} | dict(facts)
            documents.append(document(native, f"X{place}", f"2011-02-0{place + 1}", **told))
        files.append(dossier(member, *documents, citations=(cited(f"notes: {secret(which, of, 'cited')}"),)))
    families = {}
    for member in members.values() if listing else ():
        families |= found_by_any((member,))
    apart = [msgspec.structs.replace(file, documents=()) for file in files]
    return Office(families, files, contents, citations=apart)


class SecretWorld:
    """The office behind its own service and behind a hub, and the worlds that rules make of it."""

    def __init__(self, items: Items | None = None, copies: Items | None = None) -> None:
        self.own = holding(OWN, items=items)
        self.copy = holding(COPY, listing=False, items=items if copies is None else copies)

    def providers(
        self, visibility: Rule | str, *rules: Rule, hub: str = "public", **settings: Any
    ) -> list[Provider]:
        """Its own service under these rules, and the hub."""
        return [
            provider("ep", self.own, "EP", visibility, *rules, concurrency=64, **settings),
            provider("hub", self.copy, "EP JP", hub, can=FILES, concurrency=64),
        ]

    def world(
        self,
        visibility: Rule | str,
        *rules: Rule,
        agreements: Iterable[Agreement] = (),
        **settings: Any,
    ) -> World:
        """The world under these rules and agreements."""
        return world(*self.providers(visibility, *rules, **settings), agreements=agreements)

    def fail(self, failing: bool) -> None:
        """Everything but content fails from now on, or no longer."""
        error = {} if not failing else dict.fromkeys(("family", "dossier", "citations"), Unavailable("down"))
        self.own.always = dict(error)
        self.copy.always = dict(error)


class ShiftedClock(SystemClock):
    """The machine's clock, put forward as a test says."""

    def __init__(self) -> None:
        self.days = 0
        self.seconds = 0.0

    def now(self) -> datetime:
        """The instant, so many days and seconds ahead."""
        return super().now() + timedelta(days=self.days, seconds=self.seconds)

    def monotonic(self) -> float:
        """Monotonic seconds, so many ahead; days do not count, lest every cache be empty after midnight."""
        return super().monotonic() + self.seconds


STREAMED = {"Accept": "application/x-ndjson"}


def questions(
    which: str, items: Iterable[str] = ("",), way: str = ""
) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """By operation the paths, each with header fields, that lead to an application's secrets.

    ``way`` is put before the ids of documents where these come through another gateway: ``gw``.
    """
    number = NUMBERS[which]
    written = "".join(number.split(".")[:2])
    natives = [f"d-{which}{item and '-' + item}" for item in items]
    ids = [
        f"{way}~{number}~{p}~{number}~{native}" if way else f"{p}~{number}~{native}"
        for p, native in product(("ep", "hub"), natives)
    ]
    return {
        "families": [(f"/api/v1/families?number={number}", {})],
        "stream": [(f"/api/v1/families?number={number}", STREAMED)],
        "dossiers": [(f"/api/v1/dossiers?application={number}", {})],
        "documents": [(f"/api/v1/documents/{id}", {}) for id in ids],
        "content": [(f"/api/v1/documents/{id}/content", {}) for id in ids],
        "citations": [(f"/api/v1/citations?number={number}", {})],
        "bundles": [(f"/api/v1/bundles?number={number}&category=all", {})],
        "case-api": [
            (f"/case-api/v1/doclists?applicationIdentifier={written}", {}),
            (f"/case-api/v1/applications/citations?applicationIdentifier={written}", {}),
            (f"/case-api/v1/families?applicationIdentifier={written}", {}),
        ],
        "opd-api": [
            (f"/opdapi/patent/v1/global_doc_list/{number}", {}),
            (f"/opdapi/patent/v1/global_cite_class/{number}", {}),
            (f"/opdapi/patent/v1/family_list/application/{number}", {}),
        ],
    }


OPERATIONS = tuple(questions("published"))


async def told(
    gateway: Served,
    which: str,
    operation: str,
    office: str | None,
    items: Iterable[str] = ("",),
    way: str = "",
) -> list[Got]:
    """Every answer to an operation about one application."""
    return [
        await gateway.get(path, office, headers=headers)
        for path, headers in questions(which, items, way)[operation]
    ]
