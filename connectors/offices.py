"""The office codes of WIPO Standard ST.3, with short English names.

States and territories carry their ISO 3166-1 code; organizations and former states are ST.3's own (Annex A,
section 2, and Annex B). Source: WIPO Standard ST.3, July 2019, and its later corrections of names.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_STATES = """
AD Andorra|AE United Arab Emirates|AF Afghanistan|AG Antigua and Barbuda|AI Anguilla|AL Albania|AM Armenia
AO Angola|AR Argentina|AT Austria|AU Australia|AW Aruba|AZ Azerbaijan|BA Bosnia and Herzegovina|BB Barbados
BD Bangladesh|BE Belgium|BF Burkina Faso|BG Bulgaria|BH Bahrain|BI Burundi|BJ Benin|BM Bermuda
BN Brunei Darussalam|BO Bolivia|BQ Bonaire, Sint Eustatius and Saba|BR Brazil|BS Bahamas|BT Bhutan
BV Bouvet Island|BW Botswana|BY Belarus|BZ Belize|CA Canada|CD Democratic Republic of the Congo
CF Central African Republic|CG Congo|CH Switzerland|CI Côte d'Ivoire|CK Cook Islands|CL Chile|CM Cameroon
CN China|CO Colombia|CR Costa Rica|CU Cuba|CV Cabo Verde|CW Curaçao|CY Cyprus|CZ Czechia|DE Germany
DJ Djibouti|DK Denmark|DM Dominica|DO Dominican Republic|DZ Algeria|EC Ecuador|EE Estonia|EG Egypt
EH Western Sahara|ER Eritrea|ES Spain|ET Ethiopia|FI Finland|FJ Fiji|FK Falkland Islands (Malvinas)
FM Micronesia (Federated States of)|FO Faroe Islands|FR France|GA Gabon|GB United Kingdom|GD Grenada
GE Georgia|GG Guernsey|GH Ghana|GI Gibraltar|GL Greenland|GM Gambia|GN Guinea|GQ Equatorial Guinea
GR Greece|GS South Georgia and the South Sandwich Islands|GT Guatemala|GW Guinea-Bissau|GY Guyana
HK Hong Kong, China|HN Honduras|HR Croatia|HT Haiti|HU Hungary|ID Indonesia|IE Ireland|IL Israel
IM Isle of Man|IN India|IQ Iraq|IR Iran|IS Iceland|IT Italy|JE Jersey|JM Jamaica|JO Jordan|JP Japan
KE Kenya|KG Kyrgyzstan|KH Cambodia|KI Kiribati|KM Comoros|KN Saint Kitts and Nevis
KP Democratic People's Republic of Korea|KR Republic of Korea|KW Kuwait|KY Cayman Islands|KZ Kazakhstan
LA Lao People's Democratic Republic|LB Lebanon|LC Saint Lucia|LI Liechtenstein|LK Sri Lanka|LR Liberia
LS Lesotho|LT Lithuania|LU Luxembourg|LV Latvia|LY Libya|MA Morocco|MC Monaco|MD Republic of Moldova
ME Montenegro|MG Madagascar|MH Marshall Islands|MK North Macedonia|ML Mali|MM Myanmar|MN Mongolia
MO Macao, China|MP Northern Mariana Islands|MR Mauritania|MS Montserrat|MT Malta|MU Mauritius|MV Maldives
MW Malawi|MX Mexico|MY Malaysia|MZ Mozambique|NA Namibia|NE Niger|NG Nigeria|NI Nicaragua|NL Netherlands
NO Norway|NP Nepal|NR Nauru|NU Niue|NZ New Zealand|OM Oman|PA Panama|PE Peru|PG Papua New Guinea
PH Philippines|PK Pakistan|PL Poland|PS Palestine|PT Portugal|PW Palau|PY Paraguay|QA Qatar|RO Romania
RS Serbia|RU Russian Federation|RW Rwanda|SA Saudi Arabia|SB Solomon Islands|SC Seychelles|SD Sudan
SE Sweden|SG Singapore|SH Saint Helena, Ascension and Tristan da Cunha|SI Slovenia|SK Slovakia
SL Sierra Leone|SM San Marino|SN Senegal|SO Somalia|SR Suriname|SS South Sudan|ST Sao Tome and Principe
SV El Salvador|SX Sint Maarten (Dutch part)|SY Syrian Arab Republic|SZ Eswatini|TC Turks and Caicos Islands
TD Chad|TG Togo|TH Thailand|TJ Tajikistan|TL Timor-Leste|TM Turkmenistan|TN Tunisia|TO Tonga|TR Türkiye
TT Trinidad and Tobago|TV Tuvalu|TW Taiwan, Province of China|TZ United Republic of Tanzania|UA Ukraine
UG Uganda|US United States of America|UY Uruguay|UZ Uzbekistan|VA Holy See
VC Saint Vincent and the Grenadines|VE Venezuela|VG British Virgin Islands|VN Viet Nam|VU Vanuatu|WS Samoa
YE Yemen|ZA South Africa|ZM Zambia|ZW Zimbabwe
"""

_ORGANIZATIONS = """
AP African Regional Intellectual Property Organization (ARIPO)
BX Benelux Office for Intellectual Property (BOIP)|EA Eurasian Patent Organization (EAPO)
EM European Union Intellectual Property Office (EUIPO)|EP European Patent Office (EPO)|EU European Union
GC Patent Office of the Gulf Cooperation Council|IB International Bureau of WIPO
OA African Intellectual Property Organization (OAPI)|QZ Community Plant Variety Office (CPVO)
WO World Intellectual Property Organization (WIPO)|XN Nordic Patent Institute (NPI)
XU International Union for the Protection of New Varieties of Plants (UPOV)
XV Visegrad Patent Institute (VPI)
"""

_FORMER = """
AN Netherlands Antilles (former)|BU Burma (former)|CS Czechoslovakia (former)
DD German Democratic Republic (former)|SU Soviet Union (former)|TP East Timor (former)
YD Democratic Yemen (former)|YU Yugoslavia (former)|ZR Zaire (former)
"""


def _table(*texts: str) -> dict[str, str]:
    entries = (entry for text in texts for line in text.splitlines() for entry in line.split("|") if entry)
    return {code: name for code, _, name in (entry.partition(" ") for entry in entries)}


OFFICES: Mapping[str, str] = MappingProxyType(_table(_STATES, _ORGANIZATIONS, _FORMER))
"""ST.3 code to short English name, states first; ``XX`` (unknown) is no office and not among them."""

ALIASES: Mapping[str, str] = MappingProxyType({"IB": "WO"})
"""Codes of ST.3 that name the same body as another: the International Bureau is WIPO's."""

MISTAKEN: Mapping[str, str] = MappingProxyType(
    {
        "ARIPO": "AP",
        "EAPO": "EA",
        "EL": "GR",
        "EPO": "EP",
        "GCC": "GC",
        "JPO": "JP",
        "KIPO": "KR",
        "OAPI": "OA",
        "PCT": "WO",
        "UK": "GB",
        "USA": "US",
        "USPTO": "US",
        "WIPO": "WO",
    }
)
"""What is often written for an office that ST.3 calls otherwise."""
