"""Examines an index that an office publishes, on a web server or in a folder, and the documents it lists."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from urllib.parse import quote

import msgspec

from connectors.conformance import answers, contents
from connectors.conformance.asking import Asker
from connectors.conformance.course import Course, Sleep, Tell
from connectors.conformance.exchange import Exchange
from connectors.conformance.findings import (
    Report,
    Result,
    Row,
    Verdict,
    failed,
    passed,
    printable,
    skipped,
    warned,
)
from connectors.conformance.hosted_catalogue import HOSTED
from connectors.kit.shelf import MEDIA_TYPES
from connectors.static_index.connector import is_table
from connectors.static_index.documents import suffix_of
from connectors.static_index.faults import MOST_TOLD, Listed, Survey, survey
from connectors.static_index.keeping import MAX_INDEX_BYTES, validators
from connectors.static_index.places import Place

_HEAD = 64
"""Bytes of a document that are looked at."""
_GIVEN_UP = 5
"""Documents in a row that a web server does not answer for: there is no use in more."""
_BY_ROWS = (
    "index-form", "index-names", "coverages", "rows-whole", "rows-numbers", "rows-claims", "rows-published",
    "rows-dates", "rows-words", "rows-ids", "rows-files", "visibility-words", "visibility-offices",
    "visibility-once",
)  # fmt: skip
_DOCUMENTS = ("documents-there", "documents-form", "documents-size")


async def examine_index(
    asker: Asker,
    where: str,
    name: str,
    *,
    served: bool,
    office: str | None = None,
    documents: int | None = None,
    proven: bool = False,
    tell: Tell = lambda finding: None,
    sleep: Sleep = asyncio.sleep,
) -> Report:
    """All checks of one index and of the documents that it lists.

    Args:
        asker: asks the folder of the index.
        where: the index, for the report.
        name: what it is called in its folder; a table when that ends in ``.csv``.
        served: whether a web server is asked, and not a folder on this machine.
        office: assumed for numbers without an office code, as a gateway does where one office is served.
        documents: how many of the documents are looked at, spread over the index; ``None``: all.
        proven: whether the asker sends credentials.
        tell: told each finding as it is made.
        sleep: waits when the web server asks to slow down.
    """
    course = Course(asker, proven=proven, checks=HOSTED, tell=tell, sleep=sleep)
    target = f"/{quote(name, safe='~')}"
    index = await course.ask(target, most=MAX_INDEX_BYTES, data=False)
    there = (answers.judge_answer(index) if served else _readable(index)) or passed(
        f"{len(index.body)} bytes"
    )
    course.found("index-there", there, *([index] if served else []))
    if there.result == "fail":
        course.leave_out("the index could not be read")
        return course.report(where)
    found = await asyncio.to_thread(survey, index.body, table=is_table(name), office=office)
    _rows(course, found, name)
    if served:
        await _web(course, target, index, found)
    else:
        course.leave_out("a folder is looked at, and no web server", _WEB)
    if found.files:
        await _documents(course, found.files, name, documents, served=served)
    course.leave_out("the index lists no document that could be opened", _DOCUMENTS)
    if served:
        course.found("time-answers", answers.judge_time(course.exchanges), *course.exchanges)
    return course.report(where)


_WEB = ("visibility-closed", "caching-index", "time-answers")


def _readable(index: Exchange) -> Verdict | None:
    if index.failure is not None:
        return failed(index.failure)
    return None if index.complete else failed(f"it is larger than {MAX_INDEX_BYTES >> 20} MiB")


def _rows(course: Course, found: Survey, name: str) -> None:
    """What the rows of the index say, check by check."""
    broken = any(one.check == "index-form" for one in found.faults)
    for check in _BY_ROWS:
        faults = [one for one in found.faults if one.check == check]
        rows = tuple(
            _row("fail" if one.grave else "warn", name, Place(one.line, one.path), one.said) for one in faults
        )
        if rows:
            more = found.untold.get(check, 0)
            course.found(check, _counted(rows, more), rows=rows)
        elif not broken:
            course.found(check, passed(_told(found) if check == "index-form" else ""))
    course.leave_out("the index could not be read", _BY_ROWS)


def _told(found: Survey) -> str:
    return f"applications: {found.applications}, documents: {found.documents}"


def _counted(rows: Sequence[Row], more: int) -> Verdict:
    """How many rows there are, and the first."""
    total = len(rows) + more
    told = f"{rows[0].place}: {rows[0].detail}" if total == 1 else f"{total} places"
    if more:
        told += f", of which the first {MOST_TOLD} are named"
    return failed(told) if any(row.result == "fail" for row in rows) else warned(told)


def _row(result: Result, name: str, place: Place, said: str) -> Row:
    where = f"{name}:{place.line}: {place.path}" if place.path else f"{name}:{place.line}"
    return Row(result, printable(where), place.line, printable(said, 400))


async def _web(course: Course, target: str, index: Exchange, found: Survey) -> None:
    """How the web server gives the index: again, and to whom."""
    fields = {"ETag": "etag", "Last-Modified": "last-modified", "Date": "date"}
    condition = validators({name: index.fields[own] for name, own in fields.items() if own in index.fields})
    if not condition:
        course.found(
            "caching-index", warned("there is no ETag, and no Last-Modified that can be used"), index
        )
    else:
        again = await course.ask(target, headers=condition, data=False)
        verdict = passed() if again.status == 304 else warned(f"the answer is HTTP {again.status}, not 304")
        course.found("caching-index", verdict, again)
    if not found.narrowed:
        course.found("visibility-closed", skipped("the index lists nothing that is not for everybody"))
        return
    unproven = await course.ask(target, proven=False, most=_HEAD, data=False) if course.proven else index
    if unproven.status == 200:
        told = f"documents that not everybody may see are listed to whoever asks: {found.narrowed}"
        course.found("visibility-closed", warned(told), unproven)
    else:
        course.found("visibility-closed", passed(f"without credentials HTTP {unproven.status}"), unproven)


async def _documents(
    course: Course, files: Sequence[Listed], name: str, most: int | None, *, served: bool
) -> None:
    """The beginnings of documents: are they there, and what they are called."""
    chosen = _spread(files, len(files) if most is None else most)
    wrong: dict[str, list[tuple[Row, Exchange]]] = {check: [] for check in _DOCUMENTS}
    looked = silent = sized = 0
    for one in chosen:
        target = "".join(f"/{quote(part, safe='~')}" for part in one.file)
        part = {"Range": f"bytes=0-{_HEAD - 1}"}
        answer = await course.ask(target, headers=part, most=_HEAD, data=False)
        looked += 1
        sized += one.size is not None
        for check, said in judge_document(answer, one):
            row = _row("fail", name, one.place, f"{'/'.join(one.file)}: {said}")
            wrong[check].append((row, answer))
        silent = silent + 1 if served and answer.status is None else 0
        if silent == _GIVEN_UP:
            break
    told = f"{looked} of {len(files)} looked at"
    for check, found in wrong.items():
        if found:
            rows = tuple(row for row, _ in found[:MOST_TOLD])
            verdict = _counted(rows, len(found) - len(rows))
            verdict = msgspec.structs.replace(verdict, detail=f"{verdict.detail}; {told}")
            course.found(check, verdict, *([found[0][1]] if served else []), rows=rows)
        elif looked and (check != "documents-size" or sized):
            course.found(check, passed(told))
    course.leave_out("no document was to be looked at" if not looked else "no size is given", _DOCUMENTS)


def judge_document(answer: Exchange, listed: Listed) -> list[tuple[str, str]]:
    """What is wrong with a document, of which the beginning was asked for: checks, and why each fails."""
    if answer.status is None:
        return [("documents-there", answer.failure or "there was no answer")]
    if answer.status == 416:
        return [("documents-form", "the file is empty")]
    if answer.status not in (200, 206):
        verdict = answers.judge_answer(answer)
        return [("documents-there", verdict.detail if verdict else "")]
    found: list[tuple[str, str]] = []
    media_type = MEDIA_TYPES.get(suffix_of(listed.file), "").partition(";")[0]
    if contents.is_page(answer):
        found.append(("documents-form", "a web page came instead of the document"))
    elif not answer.body:
        found.append(("documents-form", "the file is empty"))
    elif not contents.begins_like(media_type, answer.body):
        begins = printable(answer.body, 16)
        found.append(("documents-form", f"it begins with '{begins}' and not like {media_type}"))
    size = contents.size_of(answer)
    if listed.size is not None and size is not None and size != listed.size:
        found.append(("documents-size", f"the index says {listed.size} bytes and the file has {size}"))
    return found


def _spread(files: Sequence[Listed], most: int) -> Sequence[Listed]:
    """So many of the files, from the first to the last."""
    if most >= len(files):
        return files
    return [files[place * len(files) // most] for place in range(most)]
