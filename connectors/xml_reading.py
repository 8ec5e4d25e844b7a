"""XML of an office to a tree of elements, or a clear refusal: one place for all protocols.

Read with nothing that could reach out or blow up: no DOCTYPE at all, no entities, no network, UTF-8 whatever
is declared, comments and processing instructions removed, depth and size as libxml2 bounds them.
"""

from __future__ import annotations

import re

from lxml import etree

from connectors.errors import Malformed

MAX_TAGS = 400_000
MAX_ATTRIBUTES = 200_000
"""The most that an answer is read with: in memory they take fifty times what they can be written with."""

_BOM = b"\xef\xbb\xbf"
_DECLARATION = re.compile(rb"<!\s*(?:doctype|entity)", re.IGNORECASE)
_HTML = re.compile(rb"\s*(?:<!doctype\s+html|<html|<head|<body)", re.IGNORECASE)


def read_xml(body: bytes) -> etree._Element:
    """The root element of an XML body (a byte order mark is tolerated).

    Raises:
        Malformed: a web page, a document type, another encoding, too deep, cut off, too many tags or
            attributes, or no XML. The detail says which, and holds nothing of the answer.
    """
    plain = body.removeprefix(_BOM).lstrip()
    if _HTML.match(plain):
        raise Malformed("html_instead_of_data: the office answered a page instead of data")
    if _DECLARATION.search(plain):
        raise Malformed("bad_payload: the answer declares a document type")
    if len(plain) > MAX_ATTRIBUTES and (plain.count(b"<") > MAX_TAGS or plain.count(b"=") > MAX_ATTRIBUTES):
        raise Malformed(f"too_large: the answer has more than {MAX_TAGS} tags or {MAX_ATTRIBUTES} attributes")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(plain, parser)
    except (etree.LxmlError, ValueError):
        raise Malformed("bad_payload: the answer is no XML in UTF-8, or was cut off") from None
