"""What every connector keeps, whatever its wire: the contract between the gateway and a protocol."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from operator import attrgetter
from typing import Any

import pytest
from contracted import WIRES, asked, having

from connectors.catalogue import protocols
from connectors.contract import Connector, Operation, Span
from connectors.errors import ConnectorError, NotHeld, Unsupported
from connectors.model import Coverage, Dossier, Family
from connectors.numbers.identity import ApplicationNumber

FOREIGN = ApplicationNumber("FR", "1912345")
QUESTIONS: tuple[Operation, ...] = ("family", "dossier", "citations")
MISBEHAVIOURS = (
    "500", "503", "401", "403", "404", "429", "418", "redirect", "cut", "large", "html", "html as json",
    "empty", "another object", "a list", "another document", "an entity", "bytes", "utf-16", "deep",
)  # fmt: skip
ANSWERS = {"family": Family, "dossier": Dossier, "citations": Dossier}


def question(contracted: Any, operation: str, number: ApplicationNumber | None = None) -> Awaitable[Any]:
    """One question to a connector."""
    about = number or contracted.wired.number
    match operation:
        case "family":
            return contracted.connector.find_family(asked(about))
        case "dossier":
            return contracted.connector.get_dossier(about)
        case "citations":
            return contracted.connector.get_citations(about)
    return contracted.connector.ping()


async def outcome(contracted: Any, operation: str) -> Any:
    """What a question gives, or the error that it ends with."""
    try:
        return await question(contracted, operation)
    except ConnectorError as error:
        return error


async def content(contracted: Any, document: Any, span: Span | None = None) -> tuple[Any, bytes]:
    """The stream of a document, and its bytes."""
    opening = contracted.connector.open_content(
        contracted.wired.number, document, document.renditions[0].id, span
    )
    async with opening as stream:
        return stream, b"".join([part async for part in stream.chunks])


def test_every_wire_of_the_project_is_under_contract() -> None:
    """No installed protocol is left out of this suite."""
    assert {wired.protocol for wired in WIRES} == set(protocols())


async def test_it_has_the_methods_and_takes_no_time(contracted: Any) -> None:
    """A connector has the contract's methods; callers own time, so none takes a timeout."""
    assert isinstance(contracted.connector, Connector)
    assert contracted.capabilities <= {"family", "dossier", "citations", "content"}
    for name in ("find_family", "get_dossier", "get_citations", "open_content", "get_coverages", "ping"):
        own, agreed = (inspect.signature(getattr(one, name)) for one in (contracted.connector, Connector))
        assert list(own.parameters) == [one for one in agreed.parameters if one != "self"]


async def test_what_is_held_is_answered_in_the_model(contracted: Any) -> None:
    """Each capability gives its part of the model, about the number that was asked for."""
    number = contracted.wired.number
    for operation in sorted(contracted.capabilities & set(QUESTIONS)):
        answer = await question(contracted, operation)
        assert isinstance(answer, ANSWERS[operation])
        if isinstance(answer, Family):
            assert number in {one.number for one in answer.members}
        else:
            assert answer.application.number == number
            assert bool(answer.documents) == (operation == "dossier")


async def test_what_a_wire_cannot_do_it_does_not_ask(contracted: Any) -> None:
    """A question outside the capabilities is unsupported, and costs the office nothing."""
    for operation in sorted(set(QUESTIONS) - contracted.capabilities):
        with pytest.raises(Unsupported):
            await question(contracted, operation)
    assert contracted.front.asked == 0


async def test_other_offices_are_refused_without_asking(contracted: Any) -> None:
    """A dossier of an office that the provider does not serve is asked of nobody."""
    for operation in ("dossier", "citations"):
        with pytest.raises(Unsupported):
            await question(contracted, operation, FOREIGN)
    assert contracted.front.asked == 0


async def test_what_is_not_held_is_not_held(contracted: Any) -> None:
    """That an office does not have a number is a normal answer, told apart from every failure."""
    for operation in sorted(contracted.capabilities & set(QUESTIONS)):
        with pytest.raises(NotHeld):
            await question(contracted, operation, contracted.wired.unknown)


@pytest.mark.parametrize("contracted", having("content"), ids=attrgetter("protocol"), indirect=True)
async def test_content_comes_whole_and_spans_are_honoured_or_told(contracted: Any) -> None:
    """A part is the part that was asked for, or the stream says that it is the whole."""
    document = await contracted.document()
    stream, whole = await content(contracted, document)
    assert stream.span is None
    assert len(whole) > 100
    assert stream.length in (None, len(whole))
    part_of, part = await content(contracted, document, Span(10, 19))
    if part_of.span is None:
        assert part == whole
    else:
        assert (part_of.span, part, part_of.length) == (Span(10, 19), whole[10:20], 10)
    assert part_of.total in (None, len(whole))


async def test_signs_of_life(contracted: Any) -> None:
    """A living office is alive, a broken one is not."""
    await question(contracted, "ping")
    contracted.front.mode = "503"
    with pytest.raises(ConnectorError):
        await question(contracted, "ping")


async def test_coverages_are_stated_or_unsupported(contracted: Any) -> None:
    """What is held of each office, or that the protocol has no such question."""
    try:
        found = await contracted.connector.get_coverages()
    except Unsupported:
        return
    assert all(isinstance(one, Coverage) for one in found)


@pytest.mark.parametrize("mode", MISBEHAVIOURS)
async def test_whatever_an_office_answers(contracted: Any, mode: str) -> None:
    """Nonsense is an error of the contract's or an answer without content, and nothing of it is passed on."""
    contracted.front.mode = mode
    for operation in sorted(contracted.capabilities & set(QUESTIONS)):
        answer = await outcome(contracted, operation)
        if isinstance(answer, ConnectorError):
            assert answer.detail
            assert "office writes" not in f"{answer.detail} {answer}"
        else:
            assert mode in BENIGN
            assert not answer.documents
            assert not answer.citations


BENIGN = ("another object", "another document")
"""Well-formed answers that say nothing: an office may have nothing to say."""


@pytest.mark.parametrize("contracted", having("content"), ids=attrgetter("protocol"), indirect=True)
@pytest.mark.parametrize("mode", ["500", "403", "404", "429", "redirect", "cut", "html"])
async def test_whatever_comes_in_place_of_content(contracted: Any, mode: str) -> None:
    """A bad office raises on entry or while reading; a stream that ends without an exception was complete."""
    document = await contracted.document()
    contracted.front.mode = mode
    with pytest.raises(ConnectorError):
        await content(contracted, document)


async def test_an_office_that_has_gone(contracted: Any) -> None:
    """Refused connections are an error of the contract's."""
    await contracted.listener.refuse()
    for operation in (*sorted(contracted.capabilities & set(QUESTIONS)), "ping"):
        with pytest.raises(ConnectorError) as caught:
            await question(contracted, operation)
        assert caught.value.code == "unavailable"


@pytest.mark.parametrize(
    ("contracted", "operation"),
    [
        pytest.param(wired, operation, id=f"{wired.protocol}-{operation}")
        for operation in QUESTIONS
        for wired in having(operation)
    ],
    indirect=["contracted"],
)
async def test_questions_can_be_given_up_at_any_time(contracted: Any, operation: str) -> None:
    """A cancelled question is cancelled, its request ends, and the next one is answered."""
    contracted.front.mode = "silent"
    task = asyncio.ensure_future(question(contracted, operation))
    await contracted.front.came.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await contracted.front.left.wait()
    contracted.front.mode = None
    assert isinstance(await question(contracted, operation), ANSWERS[operation])


@pytest.mark.parametrize("contracted", having("content"), ids=attrgetter("protocol"), indirect=True)
async def test_content_can_be_left_at_any_time(contracted: Any) -> None:
    """A stream that is left early ends its request; the connector goes on."""
    document = await contracted.document()
    opening: Callable[[], Any] = lambda: contracted.connector.open_content(  # noqa: E731
        contracted.wired.number, document, document.renditions[0].id
    )
    async with opening() as stream:
        assert await anext(stream.chunks)
    async with opening():
        pass
    assert len((await content(contracted, document))[1]) > 100


async def test_nothing_is_asked_after_the_end(contracted: Any) -> None:
    """Closing twice is closing; afterwards every question fails, and none goes out."""
    await question(contracted, "ping")
    document = None if "content" not in contracted.capabilities else await contracted.document()
    await contracted.connector.aclose()
    await contracted.connector.aclose()
    before = contracted.front.asked
    for operation in (*sorted(contracted.capabilities & set(QUESTIONS)), "ping"):
        with pytest.raises(ConnectorError):
            await question(contracted, operation, contracted.wired.unknown)
    if document is not None:
        with pytest.raises(ConnectorError):
            await content(contracted, document)
    assert contracted.front.asked == before


async def test_closing_ends_what_is_under_way(contracted: Any) -> None:
    """Who waits for an answer when the connector is closed gets an error, and no task stays behind."""
    tasks = asyncio.all_tasks()
    contracted.front.mode = "silent"
    operation = min(contracted.capabilities & set(QUESTIONS))
    waiting = asyncio.ensure_future(question(contracted, operation))
    await contracted.front.came.wait()
    await contracted.connector.aclose()
    with pytest.raises(ConnectorError):
        await waiting
    await contracted.front.left.wait()
    contracted.front.mode = None
    names = {task.get_coro().__qualname__ for task in asyncio.all_tasks() - tasks}
    assert {name for name in names if "RequestHandler" not in name} == set()
