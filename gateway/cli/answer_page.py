"""The whole answer to a family question as one page for people, from what matters most to the details."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.text import Text

from gateway.cli.answering import answering_table, conflicts_list, missing
from gateway.cli.family_table import documents_tables, headline, members_table, notices_list
from gateway.cli.printing import line
from gateway.cli.timeline import timeline
from gateway.present.answer import FamilyAnswer


def answer_page(answer: FamilyAnswer, width: int, newest: int | None = None) -> RenderableType:
    """Headline, members, the ``newest`` documents of each, notices, timeline, who answered, conflicts."""
    displays = {m.application_number.docdb: m.application_number.display for m in answer.family.members}
    parts = [
        headline(answer),
        members_table(answer, width),
        documents_tables(answer, width, newest),
        notices_list(answer),
        timeline(answer, width),
        answering_table(answer),
        conflicts_list(answer.conflicts, displays),
        completeness(answer),
    ]
    return Group(*_apart(parts))


def completeness(answer: FamilyAnswer) -> RenderableType:
    """Whether the answer is complete, and what is missing when it is not."""
    if answer.complete:
        return Text("Complete: everybody who could know has answered.", style="green")
    providers = ", ".join(missing(answer.outcomes)) or "some provider"
    return line(f"Not complete: part of what {providers} would show may be missing.", "yellow")


def _apart(parts: Iterable[RenderableType]) -> list[RenderableType]:
    """Parts with an empty line between them; empty parts leave none."""
    found: list[RenderableType] = []
    for part in parts:
        if isinstance(part, Group) and not part.renderables:
            continue
        found += [Text(), part] if found else [part]
    return found
