"""The service's way to write numbers."""

from __future__ import annotations

import pytest

from connectors.errors import NotHeld
from connectors.global_dossier.numbers import address, content_spellings, listing
from connectors.numbers.identity import ApplicationNumber, Number


@pytest.mark.parametrize(
    ("number", "path"),
    [
        (Number("application", "US", "201816123456", "A"), "application/US/16123456"),
        (Number("application", "US", "92132197", "A"), "application/US/08921321"),
        (Number("priority", "US", "201862746724", "P"), "application/US/62746724"),
        (Number("publication", "US", "2019095759", "A1"), "publication/US/20190095759"),
        (Number("publication", "US", "10902286", "B2"), "patent/US/10902286"),
        (Number("publication", "US", "6093011", "A"), "patent/US/6093011"),
        (Number("publication", "US", "RE41234", "E1"), "patent/US/RE41234"),
        (Number("application", "CN", "201080063196", "A"), "application/CN/201080063196"),
        (Number("publication", "CN", "102298232", "A"), "publication/CN/102298232"),
        (Number("application", "EP", "04425480", "A"), "application/EP/04425480"),
        (Number("publication", "EP", "1612402", "A1"), "publication/EP/1612402"),
        (Number("application", "KR", "20080124668", "A"), "application/KR/20080124668"),
        (Number("publication", "KR", "20100066036", "A"), "publication/KR/20100066036"),
        (Number("publication", "KR", "101503659", "B1"), "publication/KR/101503659"),
        (Number("application", "JP", "2009214944", "A"), "application/JP/2009214944"),
        (Number("publication", "JP", "5503096", "B2"), "publication/JP/5503096"),
        (Number("application", "US", "2011024313", "W"), "application/WIPO/PCT/US2011/024313"),
        (Number("application", "GB", "0204635", "W"), "application/WIPO/PCT/GB02/04635"),
        (Number("publication", "WO", "2003073013", "A1"), "publication/WIPO/WO03073013"),
        (Number("publication", "WO", "1999013800", "A1"), "publication/WIPO/WO9913800"),
        (Number("publication", "WO", "2002051230", "A1"), "publication/WIPO/WO0251230"),
        (Number("publication", "WO", "2002051231", "A1"), "publication/WIPO/WO02051231"),
        (Number("publication", "WO", "2004000001", "A1"), "publication/WIPO/WO2004000001"),
        (Number("publication", "WO", "2014011581", "A1"), "publication/WIPO/WO2014011581"),
        (Number("application", "AU", "2011221359", "A"), "application/CASE/AU2011221359"),
        (Number("publication", "AU", "2011221359", "A1"), "publication/CASE/AU2011221359"),
        (Number("application", "CA", "2961200", "A"), "application/CASE/CA2961200"),
    ],
)
def test_questions(number, path) -> None:
    """Numbers are asked for in the forms of the website's own input fields."""
    assert "/".join(address(number)) == path


@pytest.mark.parametrize(
    "number",
    [
        Number("publication", "US", "D1003906", "S"),
        Number("publication", "JP", "H08258607", "A"),
        Number("application", "CN", "95108192", "A"),
    ],
)
def test_numbers_the_service_has_no_form_for(number) -> None:
    """A number that its input fields would not take is not asked for: the service does not hold it."""
    with pytest.raises(NotHeld, match="out_of_scope"):
        address(number)


def test_spellings_of_lists_and_contents() -> None:
    """Lists go by the office's own number; Japan's contents by the DOCDB number with its kind."""
    assert listing(ApplicationNumber("US", "201816123456")) == ("US", "16123456", "A")
    assert listing(ApplicationNumber("JP", "2017187096")) == ("JP", "2017187096", "A")
    assert content_spellings(ApplicationNumber("US", "201816123456")) == ("16123456",)
    assert content_spellings(ApplicationNumber("JP", "2024504797")) == ("2024504797.A", "2024504797")
    assert content_spellings(ApplicationNumber("EP", "99203729")) == ("99203729", "99203729.A")
    assert content_spellings(ApplicationNumber("US", "2013032081", "W")) == (
        "PCTUS2013032081",
        "PCTUS1332081",
    )
    assert content_spellings(ApplicationNumber("GB", "0204635", "W")) == ("PCTGB0204635",)
