"""A small writer of valid PDF files (ISO 32000-1): pages of plain text in one font, byte for byte repeatable.

Western text uses Helvetica in WinAnsi; Japanese, Chinese and Korean use the predefined CMaps of the Adobe
character collections, so that no font has to be embedded.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

_WIDTH, _HEIGHT = 595, 842
_MARGIN, _LEADING, _SIZE = 72, 15, 11
LINES_PER_PAGE = (_HEIGHT - 2 * _MARGIN) // _LEADING


class _Script(msgspec.Struct, frozen=True):
    """How text of one script is written: its font, its CMap and how many bytes a character has."""

    font: str
    cmap: str
    ordering: str = ""

    def write(self, text: str) -> bytes:
        """A line of text as a PDF string."""
        if self.ordering:
            return b"<" + text.encode("utf-16-be", "replace").hex().upper().encode() + b">"
        plain = (
            text.encode("cp1252", "replace")
            .replace(b"\\", rb"\\")
            .replace(b"(", rb"\(")
            .replace(b")", rb"\)")
        )
        return b"(" + plain + b")"

    def objects(self, number: int) -> list[bytes]:
        """The font dictionary as object ``number``, and those it refers to in the numbers that follow."""
        if not self.ordering:
            return [
                f"<</Type/Font/Subtype/Type1/BaseFont/{self.font}/Encoding/{self.cmap}>>".encode(),
            ]
        return [
            f"<</Type/Font/Subtype/Type0/BaseFont/{self.font}-{self.cmap}/Encoding/{self.cmap}"
            f"/DescendantFonts[{number + 1} 0 R]>>".encode(),
            f"<</Type/Font/Subtype/CIDFontType0/BaseFont/{self.font}"
            f"/CIDSystemInfo<</Registry(Adobe)/Ordering({self.ordering})/Supplement 2>>"
            f"/FontDescriptor {number + 2} 0 R/DW 1000>>".encode(),
            f"<</Type/FontDescriptor/FontName/{self.font}/Flags 6/FontBBox[0 -120 1000 880]"
            "/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>".encode(),
        ]


_WESTERN = _Script("Helvetica", "WinAnsiEncoding")
_SCRIPTS = {
    "ja": _Script("HeiseiMin-W3", "UniJIS-UTF16-H", "Japan1"),
    "zh": _Script("STSong-Light", "UniGB-UTF16-H", "GB1"),
    "ko": _Script("HYSMyeongJo-Medium", "UniKS-UTF16-H", "Korea1"),
}


def write(pages: Sequence[Sequence[str]], *, language: str = "en", title: str = "") -> bytes:
    """A PDF of text lines, one sequence of lines a page; lines below the foot of a page are not drawn.

    ``language`` is an ISO 639-1 code and chooses the script. At least one page is written.
    """
    script = _SCRIPTS.get(language[:2], _WESTERN)
    pages = pages or [[]]
    first_page = 3
    font = first_page + 2 * len(pages)
    kids = " ".join(f"{first_page + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        f"<</Type/Catalog/Pages 2 0 R/Lang({language[:2]})>>".encode(),
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}/MediaBox[0 0 {_WIDTH} {_HEIGHT}]"
        f"/Resources<</Font<</F1 {font} 0 R>>>>>>".encode(),
    ]
    for index, lines in enumerate(pages):
        drawn = _drawn(lines[:LINES_PER_PAGE], script)
        objects.append(f"<</Type/Page/Parent 2 0 R/Contents {first_page + 2 * index + 1} 0 R>>".encode())
        objects.append(f"<</Length {len(drawn)}>>\nstream\n".encode() + drawn + b"\nendstream")
    objects.extend(script.objects(font))
    objects.append(b"<</Producer(casegate sample writer)/Title" + _text_string(title) + b">>")
    return _assembled(objects)


def _drawn(lines: Sequence[str], script: _Script) -> bytes:
    """The content stream that draws the lines of one page."""
    head = f"BT /F1 {_SIZE} Tf {_LEADING} TL {_MARGIN} {_HEIGHT - _MARGIN} Td\n".encode()
    return head + b"".join(script.write(line) + b" '\n" for line in lines) + b"ET"


def _text_string(text: str) -> bytes:
    """A PDF text string (ISO 32000-1, 7.9.2.2) in UTF-16 with its byte order mark."""
    return b"<FEFF" + text.encode("utf-16-be", "replace").hex().upper().encode() + b">"


def _assembled(objects: Sequence[bytes]) -> bytes:
    """Objects 1, 2, ... as a file with its cross-reference table; the last is the document information."""
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer\n<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(objects),
        table,
    )
    return bytes(out)
