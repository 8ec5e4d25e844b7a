"""Answers of PATENTSCOPE's web service as it writes them, with real facts of one application."""

from __future__ import annotations

import base64

BOUNDARY = "uuid:1afdf9a2-eeb8-416c-bb13-35e28fbe10fc"
DOCUMENTS = (
    '<doc docId="id00000008684397" docType="DECLA" ocrPresence="no"/>'
    '<doc docId="id00000008684400" docType="PDOC" ocrPresence="no" priorityNumber="61/066,671"/>'
    '<doc docId="id00000008688844" docType="ISR" ocrPresence="no"/>'
    '<doc docId="id00000008684398" docType="RO135" ocrPresence="no"/>'
    '<doc docId="id00000011435292" docType="IPRP2" ocrPresence="no"/>'
    '<doc docId="id00000011434982" docType="WOSA" ocrPresence="no"/>'
    '<doc docId="id00000008693323" docType="PAMPH" gazette="35/2009" ocrPresence="yes"/>'
    '<doc docId="id00000008679651" docType="RO101" ocrPresence="no"/>'
)
REPORT = """<wo-international-application-status>
  <wo-bibliographic-data produced-by="IB" dtd-version="0.2" lang="EN" date-produced="20140108">
    <publication-reference><document-id lang="EN">
      <country>WO</country><doc-number>2009/105044</doc-number><kind>A1</kind><date>20090827</date>
    </document-id></publication-reference>
    <application-reference><document-id>
      <country>SG</country><doc-number>PCT/SG2009/000062</doc-number><date>20090220</date>
    </document-id></application-reference>
    <wo-priority-info>
      <priority-claim sequence="1" kind="national">
        <country>US</country><doc-number>61/066,671</doc-number><date>20080222</date>
      </priority-claim>
    </wo-priority-info>
    <parties><applicants>
      <applicant sequence="1">
        <addressbook lang="FR"><name>AGENCE</name></addressbook>
        <addressbook lang="EN"><name name-type="legal">AGENCY FOR SCIENCE</name></addressbook>
      </applicant>
    </applicants></parties>
    <invention-title lang="FR">PARTICULES</invention-title>
    <invention-title lang="EN">MESENCHYMAL STEM CELL PARTICLES</invention-title>
  </wo-bibliographic-data>
</wo-international-application-status>"""


def envelope(body: str) -> bytes:
    """A SOAP envelope around the content of its body."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>{body}</S:Body></S:Envelope>'
    ).encode()


def response(operation: str, inner: str) -> bytes:
    """The answer to an operation."""
    return envelope(f'<{operation}Response xmlns="http://www.wipo.org/wsdl/ps">{inner}</{operation}Response>')


def fault(code: str, said: str) -> bytes:
    """A SOAP fault."""
    return envelope(
        f"<S:Fault><faultcode>S:{code}</faultcode><faultstring>{said}</faultstring>"
        "<detail><x>com.example.Failure</x></detail></S:Fault>"
    )


def multipart(root: bytes, *parts: tuple[str, str, bytes]) -> bytes:
    """An answer in parts: the envelope, then ``(content id, transfer encoding, bytes)``."""
    delimiter = f"--{BOUNDARY}\r\n".encode()
    body = delimiter + (
        b"Content-Id: <rootpart@example>\r\nContent-Type: application/xop+xml;charset=utf-8\r\n"
        b"Content-Transfer-Encoding: binary\r\n\r\n" + root + b"\r\n"
    )
    for name, coding, data in parts:
        head = f"Content-Id: <{name}>\r\nContent-Type: application/octet-stream\r\n"
        body += delimiter + head.encode() + f"Content-Transfer-Encoding: {coding}\r\n\r\n".encode()
        body += data + b"\r\n"
    return body + f"--{BOUNDARY}--".encode()


RELATED = (
    f'multipart/related;start="<rootpart@example>";type="application/xop+xml";boundary="{BOUNDARY}";'
    'start-info="text/xml"'
)


def inline(operation: str, data: bytes, element: str = "documentContent") -> bytes:
    """Content in the envelope, in lines as an encoder breaks them."""
    return response(operation, f"<{element}>{base64.encodebytes(data).decode()}</{element}>")


def attached(operation: str, name: str, element: str = "documentContent") -> bytes:
    """An envelope that refers to content beside it."""
    include = f'<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:{name}"/>'
    return response(operation, f"<{element}>{include}</{element}>")
