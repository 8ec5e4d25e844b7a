"""Labels in Latin and Cyrillic script: English, German, French, Spanish, Portuguese and Russian.

Accents are gone when they are looked for (``clean``). Sources: the EPO's and WIPO's forms in their languages;
DPMA (Offenlegungsschrift, Gebrauchsmuster, DBP and DRP for the Federal and the Imperial patent); the front
pages of INPI, OEPM, INPI Brazil and Rospatent; the JPO's names of its gazettes in Roman letters; MPEP 707.05.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from connectors.numbers.identity import NumberType
from connectors.numbers.labels import Label, Words

_GERMAN = "DE EP WO AT CH LI LU"
_FRENCH = "FR EP WO CH BE LU CA MC OA"
_SPANISH = "ES WO MX AR CL CO CR PE CU EC UY PA GT DO SV HN PY"
_PORTUGUESE = "PT BR WO AO MZ"
_RUSSIAN = "RU SU EA WO BY KZ UA MD AZ AM GE KG TJ TM UZ"
"""The offices that write in a language; the International Bureau publishes in all of them."""

_OFFICES = {
    "EP": r"european|europ\.|europ(?:ae?)ische[nrs]?|europeen(?:ne)?|europe[aou]|europeia|euro-pct"
          "|европейск[а-я]+",
    "JP": "japanese|japan|japao|japon|japanische[nrs]?|japonaise?|japones[ae]?|япон[а-я]+",
    "CN": "chinese|china|chine|chinesische[nrs]?|chinoise?|chin[ao]|chines[ae]?|китайск[а-я]+|китая|кнр",
    "KR": "korean?|koreanische[nrs]?|coreen(?:ne)?|corean[ao]|корейск[а-я]+|кореи",
    "DE": "german|germany|deutschland|allemagne|alemania|alemanha|deutsche[nrs]?|allemande?|aleman[ao]?|alema"
          "|германи[а-я]+|немецк[а-я]+|фрг",
    "FR": "french|france|frankreich|francia|franzo?e?sische[nrs]?|francaise?|frances[ae]?|франц[а-я]+",
    "GB": "british|united kingdom|great britain|reino unido|royaume-uni|britische[nrs]?|britannique"
          "|britanic[ao]|британск[а-я]+"
          "|великобритани[а-я]+",
    "US": "united states(?: of america)?|american|(?:us-)?amerikanische[nrs]?|americaine?"
          "|(?:norte-?)?american[ao]|estadounidense|estados unidos|etats-unis|сша|американск[а-я]+",
    "CH": "swiss|switzerland|schweizer(?:ische[nrs]?)?|suisse|suiz[ao]|suic[ao]|швейцар[а-я]+",
    "RU": "russian(?: federation)?|russische[nrs]?|russe|rus[ao]|russ[ao]|рф|росси[а-я]+(?: федерации)?",
    "SU": "soviet|ussr|udssr|ссср",
    "EA": "eurasian|eurasische[nrs]?|eurasienne?|евразийск[а-я]+|еапв",
    "AU": "australian?|australische[nrs]?", "CA": "canadian|canada|canadien(?:ne)?|canadense",
    "BR": "brazilian|brazil|brasilian|brasileir[ao]", "IN": "indian?", "MX": "mexican[ao]?|mexico",
    "TW": "taiwan(?:ese)?", "HK": "hong kong", "SG": "singapore(?:an)?", "MY": "malaysian?",
    "ID": "indonesian?", "TH": "thai(?:land)?", "VN": "viet ?nam(?:ese)?", "PH": "philippines?|filipino",
    "NZ": "new zealand", "IL": "israeli?", "ZA": "south african?", "EG": "egyptian|egypt",
    "TR": "turkish|turkey", "AT": "austrian?|oe?sterreichische[nrs]?",
    "NL": "dutch|netherlands|niederlandische[nrs]?", "IT": "italian|italy|italienische[nrs]?|italian[ao]",
    "SE": "swedish|sweden", "ES": "spanish|spain|spanische[nrs]?|espagnole?|espanol[a]?|espanhol[a]?",
    "PT": "portuguese|portugal|portugues[a]?", "NO": "norwegian|norway", "DK": "danish|denmark",
    "FI": "finnish|finland", "PL": "polish|poland", "CZ": "czech", "HU": "hungarian|hungary",
    "RO": "romanian?", "BE": "belgian|belgium|belge", "IE": "irish|ireland", "GR": "greek|greece",
    "UA": "ukrainian|ukraine|украин[а-я]+", "BY": "белорус[а-я]+|беларус[а-я]+", "KZ": "казахстан[а-я]*",
    "CL": "chilean|chile|chilen[ao]", "CO": "colombian?|colombian[ao]", "PE": "peruvian|peru|peruan[ao]",
    "AR": "argentin(?:e|a|ian|ean|o)",
}  # fmt: skip
"""How letters name an office, as adjective or as name: ``Japanese Patent Application No.``."""

_NAMED = (
    ("ussn|us[- ]sn", Label("US serial number", "application", "US")),
    ("uspn?", Label("US patent", "publication", "US")),
    ("dos|(?:deutsche )?offenlegungsschrift", Label("Offenlegungsschrift", "publication", "DE")),
    ("dbp|drp", Label("German patent", "publication", "DE")),
    ("dbgm|drgm|dgm", Label("German utility model", office="DE", kind="U")),
    ("tokkai|tokko|tokuhyo|tokkyo|kokai|kokoku", Label("Japanese publication", "publication", "JP")),
    ("tokkai-?hei", Label("Tokkai Hei", "publication", "JP", instead=" H")),
    ("tokkai-?sho", Label("Tokkai Sho", "publication", "JP", instead=" S")),
    ("tokugan", Label("Tokugan", "application", "JP")),
    ("jikkai|jikko", Label("Japanese utility model", "publication", "JP", "U")),
    ("jitsugan", Label("Jitsugan", "application", "JP", "U")),
    ("hei(?:sei)?(?=[- ]?[0-9])", Label("", instead=" H")),
    ("sho(?:wa)?(?=[- ]?[0-9])", Label("", instead=" S")),
    ("reiwa(?=[- ]?[0-9])", Label("", instead=" R")),
)

_UTILITY_MODEL = (
    "utility models?|gebrauchsmuster(?:schrift|anmeldung)?|modeles? +(?:d +)?utilite"
    "|modelo +(?:de +)?utilidade?"
    "|полезн[а-я]+ модел[а-я]+"
)
_OF_PCT = "(?:of +)?(?:pct|international)(?: patent)? applications?"
_PUBLISHED = (
    "applications? (?:publications?|laid[- ]open)|published applications?|laid[- ]open|(?:un)?examined"
    f"|auslegeschrift|national publication +{_OF_PCT}|translation +{_OF_PCT}"
    "|solicitud publicada|demande publiee"
)
_PRIORITY = (
    "(?:claim(?:s|ing)? )?priority(?: claim| number| to| of| from)?|prio|[a-z]*prioritae?t(?:saktenzeichen)?"
    "|[a-z]*prioritae?tsanmeldung|priorite|prioridade?|приоритет[а-я]*"
)
_APPLICATION = (
    ("", "application/control|applications?|appln?|app|filing|control"),
    ("US", r"serial|ser|s/n|s\.n|sn(?= [0-9]{2}/)"),
    (_GERMAN, r"[a-z]*aktenzeichen|az\.|akz|[a-z]*anmeldung(?:en)?(?:s-?nummer|s-?nr)?"
              "|anmelde-?(?:nummer|nr)"),
    (_FRENCH, "demandes?|depot|(?:d )?enregistrement(?: national)?"),
    (_SPANISH, "solicitud(?:es)?|expediente"),
    (_PORTUGUESE, "pedido|deposito"),
    (_RUSSIAN, "заявк[а-я]+"),
)  # fmt: skip
_PUBLICATION = (
    ("", "publications?|publ?|pg[- ]?pub|pre-grant|pupa|patents?|pats?|grant|specification|registrations?"
         "|(?:published|granted|issued|registered)(?: as)?"),
    (_GERMAN, "patentschrift|patent-?(?:nummer|nr)|veroe?ffentlichung(?:s-?nummer|s-?nr)?"),
    (_FRENCH, "brevets?"),
    (f"{_SPANISH} {_PORTUGUESE}", "patentes?"),
    (_SPANISH, "publicacion(?:es)?"),
    (_PORTUGUESE, "publicacao"),
    (_RUSSIAN, r"патент[а-я]*|публикаци[а-я]+|авт(?:орск[а-я]+|\.) ?свид(?:етельств[а-я]+)?|а\.с"),
)  # fmt: skip
"""The words of a role, and the offices that write in their language where the words show it."""

_SILENT = (
    "internationale?s?|internaciona[li]s?|int(?: ?l)?|national|nacional|provisional|prov|design|plant|filed"
    "|number(?: s)?|numero|nummer|num|amtl(?:iche[ns]?)?|also|prior|info|data|first|family(?: member)?|of"
    "|divisional|parent|earlier|search report"
    "|continuation(?:-in-part)?|stage|phase|entry|unser|innere|certificat +(?:d +)?utilite"
    "|(?:ex parte |inter partes )?re-?exam(?:ination)?|invention|invenc(?:ion|ao)"
    "|номер[а-я]*|международн[а-я]+|регистрационн[а-я]+|изобретени[а-я]+|на"
    r"|pct(?=[-/ ]+(?:[^\W\d_]{4,}|appl?|publ?|pct|wo)(?![^\W_]))|рст(?= pct)"
)


def _in_a_language(type: NumberType, table: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, Label]]:
    for writers, words in table:
        yield words, Label(type, type, writers=tuple(writers.split()))


_LABELS: tuple[tuple[str, Label], ...] = (
    *((words, Label(words.partition("|")[0], office=office)) for office, words in _OFFICES.items()),
    *_NAMED,
    (_UTILITY_MODEL, Label("utility model", kind="U")),
    (_PUBLISHED, Label("publication", "publication")),
    (_PRIORITY, Label("priority", "priority")),
    *_in_a_language("application", _APPLICATION),
    *_in_a_language("publication", _PUBLICATION),
    (_SILENT, Label("")),
)
"""What stands beside a number, the more telling first: of two offices or roles the first counts."""

_SMALL = (
    "de|du|des|del|do|da|dos|das|of|the|la|le|les|el|los|las|der|die|dem|den|zur|zum|fur|for|to"
    "|and|und|et|y|e|d|l|mit"
)
"""Words between others, which beside a number would be office codes (DE, LA, DO)."""
_COUNTRIES = (
    (r"U\. ?S\. ?S\. ?N\.", "USSN "),
    (r"U\. ?S\. ?P\.", "USP "),
    (r"U\. ?S\.(?: ?A\.)?", "US "),
    (r"U\. ?K\.", "GB "),
)


@cache
def western() -> Words:
    """The labels, compiled when they are first met.

    Dotted country names become codes (``U.S.``). ``NO`` in capitals at the start of a text is Norway, not
    the word for number; ``DE`` is Germany, and the word only between words of a sentence.
    """
    begin, end = r"(?<![^\W_])", r"(?![^\W_])"
    follows = r"(?= (?:[^\W\d_]{1,3} )*[^\W\d_]{4,})"
    mixed, capital = (
        r"(?:[Nn]os?|[Nn]r)(?:\.|(?=\s))|[Nn]\.? ?°\.?",
        r"NOS?\.(?=\s)|(?<=\s)(?:NO|NR)(?=[\s.]|$)\.?",
    )
    words = "|".join(f"(?P<_{place}>{words})" for place, (words, _) in enumerate(_LABELS))
    return Words(
        re.compile(rf"{begin}(?:{words}){end}\.?", re.IGNORECASE),
        tuple(label for _, label in _LABELS),
        (
            *((re.compile(rf"{begin}{dotted}"), code) for dotted, code in _COUNTRIES),
            (re.compile(rf"{begin}(?:{_SMALL}){follows}"), ""),
            (re.compile(rf"(?<=[^\W\d_]{{4}} )(?:{_SMALL.upper()}){follows}"), ""),
        ),
        re.compile(rf"{begin}(?:{mixed}|{capital})"),
    )
