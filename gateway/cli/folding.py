"""Folds the events of a streamed answer into the JSON answer.

They hold whole values that replace by key, and the keys of what is withdrawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]


class Folded:
    """What a stream has told so far.

    ``family`` is the last family event's value, ``members`` its DOCDB numbers with the office that has each
    file (``WO`` for an international application), ``dossiers`` by DOCDB number, ``outcomes`` by provider,
    operation and application; ``done`` says whether the stream came to its proper end.
    """

    def __init__(self) -> None:
        self.family: Json | None = None
        self.members: dict[str, str] = {}
        self.dossiers: dict[str, Json] = {}
        self.outcomes: dict[tuple[str, str, str], Json] = {}
        self.done = False
        self._rest: Json = {"query": {"text": "", "readAs": []}, "conflicts": [], "complete": False}

    def take(self, event: Mapping[str, Any]) -> None:
        """Takes the next event; kinds of later versions are passed over.

        Raises:
            LookupError, TypeError: it is not what an event of its kind is.
        """
        match event.get("event"):
            case "family":
                numbers = [member["applicationNumber"] for member in event["family"]["members"]]
                self.members = {n["docdb"]: "WO" if n["kind"] == "W" else n["office"] for n in numbers}
                self.family = event["family"]
            case "dossier":
                dossier = event["dossier"]
                self.dossiers[dossier["applicationNumber"]["docdb"]] = dossier
            case "outcome":
                outcome = event["outcome"]
                self.outcomes[_key(outcome)] = outcome
            case "withdrawn":
                self._withdraw(event["withdrawn"])
            case "done":
                self._rest = {name: event[name] for name in self._rest}
                self.done = True

    def _withdraw(self, what: Json) -> None:
        if "dossier" in what:
            self.dossiers.pop(what["dossier"], None)
        if "outcome" in what:
            self.outcomes.pop(_key(what["outcome"]), None)

    def answer(self) -> Json:
        """The answer as ``application/json`` would have given it; not ``complete`` unless the end was told.

        Raises:
            LookupError: no family was told.
        """
        if self.family is None:
            raise LookupError("the stream told no family")
        return {
            "query": self._rest["query"],
            "family": self.family,
            "dossiers": [self.dossiers[docdb] for docdb in self.members if docdb in self.dossiers],
            "outcomes": [self.outcomes[key] for key in sorted(self.outcomes)],
            "conflicts": self._rest["conflicts"],
            "complete": self._rest["complete"],
        }


def _key(outcome: Json) -> tuple[str, str, str]:
    return outcome["provider"], outcome["operation"], outcome["applicationNumber"] or ""
