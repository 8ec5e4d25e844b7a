"""Office codes of WIPO ST.3: states, organisations and codes of offices that no longer exist.

Source: WIPO ST.3 as enumerated in ST.96, with the codes of former states that old numbers carry.
"""

from __future__ import annotations

from collections.abc import Mapping

_ALL = (
    "AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BV BW BY BZ "
    "CA CD CF CG CH CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ "
    "FK FO FR GA GB GD GE GG GH GI GL GM GN GQ GR GS GT GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS "
    "IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG "
    "MK ML MM MN MO MP MR MS MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PT "
    "PW PY QA RO RS RU RW SA SB SC SD SE SG SH SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ "
    "TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VN VU WS XK YE ZA ZM ZW AP OA EA EP EM GC "
    "IB WO BX QZ XN XV XU SU YU CS DD AN"
)
CODES = frozenset(_ALL.split())

ALIASES: Mapping[str, str] = {
    "UK": "GB",
    "DT": "DE",
    "EL": "GR",
    "USA": "US",
    "UKIPO": "GB",
    "EPO": "EP",
    "JPO": "JP",
    "KIPO": "KR",
    "USPTO": "US",
    "USP": "US",
    "DPMA": "DE",
    "CNIPA": "CN",
    "SIPO": "CN",
    "TIPO": "TW",
    "EAPO": "EA",
    "CIPO": "CA",
}
"""What people write for an office, and its code; ``DT`` was the code of Germany until 1978."""
