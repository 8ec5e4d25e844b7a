"""Answers in parts, split whatever pieces they come in."""

from __future__ import annotations

import contextlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from soap_answers import BOUNDARY, RELATED, multipart

from connectors.errors import Malformed
from connectors.patentscope.multipart import End, Head, Parts, boundary_of, root_of

PIECES = st.binary(max_size=200) | st.sampled_from([b"\r\n", b"\r\n--", b"\r\n--uuid:", b"--", b"-", b"\r"])
BODIES = st.lists(PIECES, max_size=6).map(b"".join).filter(lambda body: BOUNDARY.encode() not in body)


def split(data: bytes, cuts: list[int]) -> list[tuple[Head, bytes, bool]]:
    """Head, bytes and completeness of each part, fed in pieces."""
    parts, found = Parts(BOUNDARY.encode()), []
    edges = [0, *sorted({cut % (len(data) + 1) for cut in cuts}), len(data)]
    for first, last in pairwise(edges):
        for event in parts.feed(data[first:last]):
            match event:
                case Head():
                    found.append((event, b"", False))
                case End():
                    found[-1] = (*found[-1][:2], True)
                case bytes():
                    found[-1] = (found[-1][0], found[-1][1] + event, False)
    return found


@given(BODIES, st.lists(BODIES, max_size=3), st.lists(st.integers(0, 10_000), max_size=12))
def test_parts_come_out_as_they_went_in(root, bodies, cuts):
    """Every part whole, in order, by its id, wherever the pieces of the wire are cut."""
    given_parts = [(f"part{place}@x", "binary", body) for place, body in enumerate(bodies)]
    found = split(multipart(root, *given_parts), cuts)
    assert [(head.id, body, whole) for head, body, whole in found] == [
        ("rootpart@example", root, True),
        *((name, body, True) for name, _, body in given_parts),
    ]


@given(st.binary(max_size=400), st.lists(st.integers(0, 400), max_size=4))
def test_nonsense_is_malformed_or_nothing(data, cuts):
    """Any bytes at all give parts that are not whole, nothing, or one kind of error."""
    with contextlib.suppress(Malformed):
        assert not any(whole for _, _, whole in split(data, cuts))


def test_bytes_are_not_kept():
    """Of a long part no more than a delimiter's length is held back."""
    parts = Parts(BOUNDARY.encode())
    given_bytes = passed = 0
    for piece in [multipart(b"")[:-50].partition(b"\r\n--")[0] + b"\r\n\r\n"] + [b"x" * 65536] * 64:
        given_bytes += len(piece) if piece[:1] == b"x" else 0
        passed += sum(len(event) for event in parts.feed(piece) if isinstance(event, bytes))
        assert given_bytes - passed <= len(BOUNDARY) + 4
    assert passed > 63 * 65536


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        (RELATED, BOUNDARY.encode()),
        ("Multipart/Related; boundary=abc", b"abc"),
        ("text/xml; charset=utf-8", None),
        ("", None),
        ("multipart/mixed; boundary=abc", None),
    ],
)
def test_what_separates_the_parts(content_type, boundary):
    """Said in the header, quoted or not; other types have no parts."""
    assert boundary_of(content_type) == boundary


@pytest.mark.parametrize(
    "content_type",
    ["multipart/related", "multipart/related; boundary=", f"multipart/related; boundary={'x' * 71}",
     'multipart/related; boundary="é"', "multipart/related; boundary*=utf-8''%00"],
)  # fmt: skip
def test_parts_that_are_not_told_apart(content_type):
    """A boundary that is missing, too long or no ASCII is malformed."""
    with pytest.raises(Malformed):
        boundary_of(content_type)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x" * 10_000,
        multipart(b"<a/>")[:-80],
        multipart(b"<a/>").replace(
            b"Content-Transfer-Encoding: binary", b"Content-Transfer-Encoding: base64"
        ),
        multipart(b"<a/>").replace(b"Content-Transfer-Encoding: binary", b"Content-Transfer-Encoding: x-zip"),
        multipart(b"<a/>").replace(b"Content-Id", b"X: " + b"y" * 20_000 + b"\r\nContent-Id", 1),
        b"--" + BOUNDARY.encode() + b"suffix\r\n\r\n<a/>\r\n--" + BOUNDARY.encode() + b"--",
        b"--" + BOUNDARY.encode() + b"--",
    ],
)
def test_a_root_that_cannot_be_had(body):
    """Cut off, coded otherwise, endless headers, another boundary, no part at all: malformed."""
    with pytest.raises(Malformed):
        root_of(body, RELATED)


def test_a_root_alone():
    """An answer without parts is its own root."""
    assert root_of(b"<a/>", "text/xml") == b"<a/>"
    assert root_of(b"preamble\r\n" + multipart(b"<a/>"), RELATED) == b"<a/>"
