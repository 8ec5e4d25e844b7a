"""SOAP 1.1 as the service speaks it: questions in an envelope, answers and errors out of one. Pure.

Errors come as faults, or as a text or page that says ``Business error during the execution of service``, with
any HTTP status. A business error is the service's word for a question that was well put and cannot be
answered: mostly, that there is no such application or document.
"""

from __future__ import annotations

from lxml import etree

from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    Malformed,
    NotHeld,
    ServerFault,
    Throttled,
    Unsupported,
)
from connectors.patentscope.multipart import root_of
from connectors.reply import Reply, refusal
from connectors.xml_reading import read_xml

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SERVICE = "http://www.wipo.org/wsdl/ps"
HEADERS = {
    "Content-Type": "text/xml; charset=utf-8",
    "SOAPAction": '""',
    "Accept": "text/xml, multipart/related",
}
_LOOKED_AT = 4096
_BUSINESS = "business error"
_REFUSALS: tuple[tuple[tuple[str, ...], type[ConnectorError], str], ...] = (
    (("too many", "limit", "quota", "exceeded"), Throttled, "the service asks to slow down"),
    (
        ("unauthori", "not authori", "permission", "credential", "subscription", "access denied"),
        CredentialsRejected,
        "forbidden: the service does not allow this to the account",
    ),
    (("timeout", "timed out", "unavailable", "try again"), ServerFault, "server_fault: the service is busy"),
)
"""What the text of an error says, in lower case, and what that means; what says none of it, is not there."""


def envelope(operation: str, **fields: str) -> bytes:
    """The envelope of a question: an operation and its fields, in their order."""
    root = etree.Element(etree.QName(SOAP, "Envelope"), nsmap={"S": SOAP})
    body = etree.SubElement(root, etree.QName(SOAP, "Body"))
    asked = etree.SubElement(body, etree.QName(SERVICE, operation), nsmap={"ps": SERVICE})
    for name, value in fields.items():
        etree.SubElement(asked, etree.QName(SERVICE, name)).text = value
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def answer_of(body: bytes, content_type: str, operation: str) -> etree._Element:
    """What the envelope of an answer holds: the element of the operation's response.

    Raises:
        Malformed: no envelope, or the answer to another question.
    """
    root = read_xml(root_of(body, content_type))
    found = root.find(f"{{{SOAP}}}Body/{{{SERVICE}}}{operation}Response")
    if found is None:
        raise Malformed("bad_payload: the answer is not in the envelope of this question")
    return found


def explain(reply: Reply) -> ConnectorError | None:
    """What an answer means that is an error in the service's own words, whatever its HTTP status.

    That it cannot read a question, or is not there, which HTTP alone may say, says nothing of whether it
    holds the number.
    """
    if reply.status in (401, 403, 429):
        return None
    error = _said(reply)
    plainly = refusal(reply, 0.0) if error is None else None
    if isinstance(plainly, NotHeld):
        return Malformed(
            f"no_such_path: the service is not there (HTTP {reply.status}); is the provider's url right?"
        )
    if type(plainly) is Unsupported:
        return Malformed(f"bad_request: the service cannot read the question (HTTP {reply.status})")
    return error


def _said(reply: Reply) -> ConnectorError | None:
    if b"Fault" not in reply.body and b"usiness error" not in reply.body:
        return None
    try:
        root = read_xml(root_of(reply.body, reply.headers.get("Content-Type", "")))
    except Malformed:
        return plain_error(reply.body)
    fault = root.find(f"{{{SOAP}}}Body/{{{SOAP}}}Fault")
    if fault is None:
        return None if root.tag == f"{{{SOAP}}}Envelope" else plain_error(reply.body)
    text = "".join(map(str, fault.itertext()))
    return fault_error(text, (fault.findtext("faultcode") or "").rpartition(":")[2])


def fault_error(text: str, code: str) -> ConnectorError:
    """What a SOAP fault means; ``text`` is all that it says, ``code`` its code without a prefix."""
    if _BUSINESS in text.lower():
        return business_error(text)
    if code == "Client":
        return Malformed("bad_request: the service cannot read the question, so it is not answered")
    return ServerFault("server_fault: the service answered that it failed")


def plain_error(body: bytes) -> ConnectorError | None:
    """What a text or a page means that is no envelope; ``None`` when it says nothing known."""
    text = body[:_LOOKED_AT].decode("utf-8", "replace")
    if _BUSINESS in text.lower():
        return business_error(text)
    if "unauthorized" in text.lower():
        return CredentialsRejected("auth_failed: the service does not accept the account")
    return None


def business_error(text: str) -> ConnectorError:
    """What a business error means by its words. They stay here: an office's text may hold anything."""
    said = text[:_LOOKED_AT].lower()
    for words, kind, detail in _REFUSALS:
        if any(word in said for word in words):
            return kind(detail)
    return NotHeld("the service says that it does not have it")
