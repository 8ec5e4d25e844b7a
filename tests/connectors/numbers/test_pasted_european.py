"""Numbers as they are pasted from letters and sites in German, French, Spanish, Portuguese and Russian.

Shapes are those of DPMAregister, INPI, OEPM, INPI Brazil, IMPI and Rospatent; and what copying does to text.
"""

from __future__ import annotations

import pytest

from connectors.numbers.reading import ambiguous, read

GERMAN = """
Aktenzeichen: P 39 12 345.6-45 | DE.3912345.A | application
P 39 12 345.6-45 | DE.3912345.A | application
Aktenzeichen P 39 12 345.6 - 45 | DE.3912345.A | application
Anmeldenummer: 19 852 346.6 | EP.19852346.A | application
Anmeldenummer: 198 52 346.7 | DE.19852346.A | application
Aktenzeichen: 198 52 346.7 | DE.19852346.A | application
198 52 346.7-22 | DE.19852346.A | application
10 2006 032 425.0-22 | DE.102006032425.A | application
G 93 05 123.4 | DE.9305123.U | application
Aktenzeichen DE: 10 2006 032 425.0 | DE.102006032425.A | application
Aktenzeichen: 10 2006 032 425.0 | DE.102006032425.A | application
Aktenzeichen 102006032425.0 | DE.102006032425.A | application
Az. 10 2006 032 425.0 | DE.102006032425.A | application
Az.: 10 2006 032 425.0 | DE.102006032425.A | application
AKZ: 10 2006 032 425.0 | DE.102006032425.A | application
Akz. 10 2006 032 425.0 | DE.102006032425.A | application
Amtliches Aktenzeichen: 10 2006 032 425.0 | DE.102006032425.A | application
amtl. Aktenzeichen 10 2006 032 425.0 | DE.102006032425.A | application
Deutsche Patentanmeldung DE 10 2006 032 425.0 | DE.102006032425.A | application
deutsche Patentanmeldung Nr. 10 2006 032 425.0 | DE.102006032425.A | application
Patentanmeldung 10 2006 032 425.0 | DE.102006032425.A | application
Offenlegungsschrift DE 195 12 345 A1 | DE.19512345.A1 | publication
Offenlegungsschrift 195 12 345 | DE.19512345 | publication
Patentschrift DE 10 2004 002 000 B4 | DE.102004002000.B4 | publication
Patentschrift 30 25 842 C2 | DE.3025842.C2 | publication
Gebrauchsmuster Nr. 20 2019 104 567.8 | DE.202019104567.U | application
Gebrauchsmusteranmeldung 20 2019 104 567.8 | DE.202019104567.U | application
DE 20 2019 104 567 U1 | DE.202019104567.U1 | publication
Patent Nr. DE 10 2004 002 000 | DE.102004002000 | publication
Patentnummer: DE 10 2004 002 000 | DE.102004002000 | publication
Patent-Nr. 10 2004 002 000 | DE.102004002000 | publication
Veröffentlichungsnummer: DE 10 2004 002 000 A1 | DE.102004002000.A1 | publication
Veröffentlichungs-Nr.: DE 10 2004 002 000 A1 | DE.102004002000.A1 | publication
(21) Aktenzeichen: 10 2006 032 425.0 | DE.102006032425.A | application
(10) DE 10 2004 002 000 A1 2005.08.04 | DE.102004002000.A1 | publication
(10) DE 10 2004 002 000 B4 2008.01.10 | DE.102004002000.B4 | publication
DE 102004002000 A1 2005.08.04 | DE.102004002000.A1 | publication
Anmeldung 10 2006 032 425.0 vom 12.07.2006 | DE.102006032425.A | application
DE 10 2006 032 425.0 vom 12. Juli 2006 | DE.102006032425.A | application
50 2007 015 885.2 | DE.502007015885.T | application
DE 50 2007 015 885 | DE.502007015885.T | application
Europäisches Aktenzeichen: 99 203 729.1 | EP.99203729.A | application
DE-Patentanmeldung 10 2006 032 425.0 | DE.102006032425.A | application
DE-Anmeldung 10 2006 032 425.0 | DE.102006032425.A | application
EP-Anmeldung 99203729.1 | EP.99203729.A | application
EP-Patent 1 000 000 | EP.1000000 | publication
US-Patent 4,123,456 | US.4123456 | publication
US-Patentschrift 4 123 456 | US.4123456 | publication
US-Anmeldung Nr. 16/123,456 | US.201816123456.A | application
JP-Anmeldung 2020-123456 | JP.2020123456.A | application
Entgegenhaltung D1: DE 195 12 345 A1 | DE.19512345.A1 | publication
DE 195 12 345 A1 (im Folgenden D1) | DE.19512345.A1 | publication
Priorität: DE 10 2006 032 425.0 | DE.102006032425.A | priority
Prioritätsaktenzeichen 10 2006 032 425.0 | DE.102006032425.A | priority
DE10 2006 032 425 A1 | DE.102006032425.A1 | publication
DE P 39 12 345.6 | DE.3912345.A | application
P3912345.6 | DE.3912345.A | application
DE102006032425A1 17.01.2008 | DE.102006032425.A1 | publication
deutsche Offenlegungsschrift DE 10 2006 032 425 A1 | DE.102006032425.A1 | publication
Offenlegungsschrift DE-OS 30 25 842 | DE.3025842 | publication
DE-PS 30 25 842 | DE.3025842 | publication
DE-PS 30 25 842 C2 | DE.3025842.C2 | publication
DE 30 25 842 C2 | DE.3025842.C2 | publication
DE 3025842 C2 | DE.3025842.C2 | publication
DE3025842C2 | DE.3025842.C2 | publication
DE 199 01 234 A1 | DE.19901234.A1 | publication
DE 199 01 234.5 | DE.19901234.A | application
Az. DE 10 2006 032 425.0 | DE.102006032425.A | application
Aktenzeichen der Anmeldung: 10 2006 032 425.0 | DE.102006032425.A | application
Patentanmeldung mit dem amtlichen Aktenzeichen 10 2006 032 425.0 | DE.102006032425.A | application
DPMA 10 2006 032 425.0 | DE.102006032425.A | application
DE-Gebrauchsmuster 20 2019 104 567 U1 | DE.202019104567.U1 | publication
Gebrauchsmusterschrift DE 20 2019 104 567 U1 | DE.202019104567.U1 | publication
Gebrauchsmuster DE 295 02 091 U1 | DE.29502091.U1 | publication
Patentschrift US 4,123,456 | US.4123456 | publication
US-Offenlegungsschrift 2019/0095759 | US.2019095759 | publication
japanische Patentanmeldung 2020-123456 | JP.2020123456.A | application
japanische Offenlegungsschrift JP 2005-123456 A | JP.2005123456.A | publication
französische Patentschrift FR 2 876 313 | FR.2876313 | publication
schweizerische Patentschrift CH 671 003 | CH.671003 | publication
österreichische Patentschrift AT 401 234 | AT.401234 | publication
britische Patentschrift GB 2 372 000 | GB.2372000 | publication
Priorität: 10 2006 032 425.0 vom 12.07.2006 | DE.102006032425.A | priority
P 31 30 619.5-22 | DE.3130619.A | application
P3130619.5-22 | DE.3130619.A | application
DE-P 31 30 619.5 | DE.3130619.A | application
Anmeldung: 10 2006 032 425.0, Anmeldetag: 12.07.2006 | DE.102006032425.A | application
"""

FRENCH = """
N° d'enregistrement national : 19 09731 | FR.1909731.A | application
(21) N° d’enregistrement national : 19 09731 | FR.1909731.A | application
Numéro d'enregistrement national 19 09731 | FR.1909731.A | application
N° de publication : FR 2 876 313 | FR.2876313 | publication
Demande n° FR 19 09731 | FR.1909731.A | application
demande de brevet français n° 19 09731 | FR.1909731.A | application
demande française FR 1909731 | FR.1909731.A | application
brevet français n° 2 876 313 | FR.2876313 | publication
Brevet FR 2 876 313 B1 | FR.2876313.B1 | publication
le brevet US 4 123 456 | US.4123456 | publication
Demande de brevet européen EP 99203729.1 | EP.99203729.A | application
numéro de dépôt : FR1909731 | FR.1909731.A | application
N° de dépôt FR1909731 | FR.1909731.A | application
brevet allemand DE 195 12 345 | DE.19512345 | publication
demande de brevet japonais n° 2020-123456 | JP.2020123456.A | application
demande PCT/FR2019/050123 du 20 mars 2019 | FR.2019050123.W | application
FR2876313A1 du 14 avril 2006 | FR.2876313.A1 | publication
FR2876313 (A1) | FR.2876313.A1 | publication
FR 2.876.313 | FR.2876313 | publication
demande FR n° 19 09731 | FR.1909731.A | application
demande de brevet FR 19 09731 déposée le 5 septembre 2019 | FR.1909731.A | application
Demande de brevet français FR1909731 | FR.1909731.A | application
N° d'enregistrement national : FR 19 09731 | FR.1909731.A | application
brevet européen EP 1 000 000 | EP.1000000 | publication
brevet européen n° EP1000000 | EP.1000000 | publication
demande américaine US 2019/0095759 | US.2019095759 | publication
brevet US n° 4 123 456 | US.4123456 | publication
le document D1 (EP 1 000 000 A1) | EP.1000000.A1 | publication
document D1 : EP 1 000 000 A1 | EP.1000000.A1 | publication
D1 : EP 1 000 000 A1 | EP.1000000.A1 | publication
certificat d'utilité FR 2 876 313 | FR.2876313 | publication
demande internationale WO 2019/123456 | WO.2019123456 | publication
numéro de la demande de brevet : 99203729.1 | EP.99203729.A | application
"""

PORTUGUESE = """
BR 10 2021 015486-1 | BR.102021015486.A | application
BR 10 2021 015486 1 | BR.102021015486.A | application
BR1020210154861 | BR.102021015486.A | application
BR 10 2021 015486-1 A2 | BR.102021015486.A2 | publication
Pedido BR 10 2021 015486-1 | BR.102021015486.A | application
Nº do Pedido: BR 10 2021 015486-1 | BR.102021015486.A | application
Número do Pedido: BR 10 2021 015486-1 | BR.102021015486.A | application
Pedido de patente BR 10 2021 015486-1 | BR.102021015486.A | application
PI 0507004-3 | BR.PI0507004.A | application
PI0507004-3 A2 | BR.PI0507004.A2 | publication
MU 8600123-4 | BR.MU8600123.U | application
Patente nº PI 0507004-3 | BR.PI0507004 | publication
patente europeia EP 1 000 000 | EP.1000000 | publication
pedido de patente europeu n.º 99203729.1 | EP.99203729.A | application
patente norte-americana US 4,123,456 | US.4123456 | publication
patente americana n.º 4,123,456 | US.4123456 | publication
pedido internacional PCT/BR2019/050123 | BR.2019050123.W | application
BR102021015486-1 | BR.102021015486.A | application
BR 10 2021 015486-1 B1 | BR.102021015486.B1 | publication
(11) BR 10 2021 015486-1 B1 | BR.102021015486.B1 | publication
BR112017005111-7 A2 | BR.112017005111.A2 | publication
BR 11 2017 005111 7 | BR.112017005111.A | application
Pedido de Patente nº BR 10 2021 015486-1 | BR.102021015486.A | application
Pedido nacional de Invenção BR 10 2021 015486-1 | BR.102021015486.A | application
PI 0507004-3 B1 | BR.PI0507004.B1 | publication
BRPI0507004A | BR.PI0507004.A | application
BRPI0507004B1 | BR.PI0507004.B1 | publication
patente portuguesa PT 109876 | PT.109876 | publication
documento D1: US 4,123,456 | US.4123456 | publication
"""

SPANISH = """
ES 2 292 305 T3 | ES.2292305.T3 | publication
ES-2292305_T3 | ES.2292305.T3 | publication
Nº de publicación: ES 2 292 305 | ES.2292305 | publication
Solicitud No. MX/a/2017/002789 | MX.2017002789.A | application
Expediente MX/a/2017/002789 | MX.2017002789.A | application
Número de expediente: MX/a/2017/002789 | MX.2017002789.A | application
MX/A/2017/002789 | MX.2017002789.A | application
Expediente NC2019/0001234 | CO.NC20190001234.A | application
CL 01234-2018 | CL.201801234.A | application
patente europea EP 1 000 000 | EP.1000000 | publication
solicitud de patente europea nº 99203729.1 | EP.99203729.A | application
patente estadounidense US 4,123,456 | US.4123456 | publication
solicitud de patente estadounidense n.º 16/123,456 | US.201816123456.A | application
patente japonesa JP 6768620 | JP.6768620 | publication
patente alemana DE 195 12 345 | DE.19512345 | publication
Solicitud internacional PCT/ES2019/070123 | ES.2019070123.W | application
Número de patente US 10,943,437 | US.10943437 | publication
ES2292305T3 | ES.2292305.T3 | publication
ES 2292305 B1 | ES.2292305.B1 | publication
Patente española ES 2 292 305 | ES.2292305 | publication
modelo de utilidad ES 1 282 550 U | ES.1282550.U | publication
Solicitud de patente ES P201630123 | ES.201630123.A | application
Solicitud de patente mexicana MX/a/2017/002789 | MX.2017002789.A | application
No. de solicitud MX/a/2017/002789 | MX.2017002789.A | application
Patente mexicana No. 345678 | MX.345678 | publication
MX 345678 B | MX.345678.B | publication
Solicitud de patente argentina P20200100025 | AR.P20200100025.A | application
Solicitud chilena N° 202301234 | CL.202301234.A | application
Solicitud CL 1234-2018 | CL.201801234.A | application
solicitud colombiana NC2019/0001234 | CO.NC20190001234.A | application
Expediente N° 000123-2015/DIN | PE.2015000123.A | application
patente de los Estados Unidos 4,123,456 | US.4123456 | publication
publicación internacional WO 2019/123456 | WO.2019123456 | publication
"""

RUSSIAN = """
Заявка № 2015123456 | RU.2015123456.A | application
заявка на изобретение № 2015123456 | RU.2015123456.A | application
Заявка: 2015123456, 15.06.2015 | RU.2015123456.A | application
(21)(22) Заявка: 2015123456/10, 15.06.2015 | RU.2015123456.A | application
(21) Регистрационный номер заявки: 2015123456 | RU.2015123456.A | application
Номер заявки 2015123456 | RU.2015123456.A | application
№ заявки: 2015123456 | RU.2015123456.A | application
заявка RU 2015123456 А | RU.2015123456.A | application
патент РФ № 2353337 | RU.2353337 | publication
Патент RU 2353337 C2 | RU.2353337.C2 | publication
Патент RU 2353337 С2 | RU.2353337.C2 | publication
RU 2 353 337 С2 | RU.2353337.C2 | publication
RU 2353337 C2, 27.04.2009 | RU.2353337.C2 | publication
RU 2353337 C2 (ООО "ФИРМА") 27.04.2009 | RU.2353337.C2 | publication
патент на изобретение № 2353337 | RU.2353337 | publication
Номер патента: 2353337 | RU.2353337 | publication
полезная модель RU 123456 U1 | RU.123456.U1 | publication
ЕР 1000000 А1 | EP.1000000.A1 | publication
ЕР 1000000 В1, 17.05.2000 | EP.1000000.B1 | publication
евразийский патент № 012345 | EA.012345 | publication
евразийская заявка № 201790628 | EA.201790628.A | application
патент США № 4123456 | US.4123456 | publication
US 4123456 А, 31.10.1978 | US.4123456.A | publication
заявка США 16/123,456 | US.201816123456.A | application
европейский патент EP 1000000 | EP.1000000 | publication
авторское свидетельство СССР № 1234567 | SU.1234567 | publication
SU 1234567 А1, 15.05.1986 | SU.1234567.A1 | publication
международная публикация WO 2019/123456 | WO.2019123456 | publication
патент Японии № 6768620 | JP.6768620 | publication
патент Германии DE 195 12 345 | DE.19512345 | publication
RU 2353337 C2 | RU.2353337.C2 | publication
RU2353337C2 от 27.04.2009 | RU.2353337.C2 | publication
патент RU 2353337 от 27.04.2009 | RU.2353337 | publication
патент на изобретение RU 2353337 C2 | RU.2353337.C2 | publication
Патент Российской Федерации № 2353337 | RU.2353337 | publication
патент РФ на изобретение № 2353337 | RU.2353337 | publication
патент РФ на полезную модель № 123456 | RU.123456.U | publication
D1: RU 2353337 C2 | RU.2353337.C2 | publication
заявка № 2015123456/10 | RU.2015123456.A | application
заявка на патент РФ № 2015123456 | RU.2015123456.A | application
заявка RU 2015123456 | RU.2015123456.A | application
RU 2015123456 A, 20.12.2016 | RU.2015123456.A | application
SU 1234567 A1 | SU.1234567.A1 | publication
А.с. СССР 1234567 | SU.1234567 | publication
WO 2019/123456 A1, 27.06.2019 | WO.2019123456.A1 | publication
US 2019/0095759 A1, 28.03.2019 | US.2019095759.A1 | publication
US 4123456 A (SMITH JOHN), 31.10.1978 | US.4123456.A | publication
EP 1000000 A1 (ФИРМА), 17.05.2000 | EP.1000000.A1 | publication
евразийский патент EA 012345 B1 | EA.012345.B1 | publication
евразийская заявка EA 201790628 | EA.201790628.A | application
ЕА 012345 В1 | EA.012345.B1 | publication
европейская заявка EP 18180665.4 | EP.18180665.A | application
патент Великобритании GB 2372000 | GB.2372000 | publication
японская заявка JP 2020-123456 | JP.2020123456.A | application
заявка Японии № 2020-123456 | JP.2020123456.A | application
китайский патент CN 101911042 B | CN.101911042.B | publication
"""

COPIED = """
EP 1000000 A1. | EP.1000000.A1 | publication
EP 1000000 A1, | EP.1000000.A1 | publication
EP 1000000 A1; | EP.1000000.A1 | publication
EP 1000000 A1: | EP.1000000.A1 | publication
«EP 1000000 A1» | EP.1000000.A1 | publication
„EP 1000000 A1“ | EP.1000000.A1 | publication
“EP 1000000 A1” | EP.1000000.A1 | publication
‹EP 1000000› | EP.1000000 | publication
• EP 1000000 A1 | EP.1000000.A1 | publication
- EP 1000000 A1 | EP.1000000.A1 | publication
[1] EP 1000000 A1 | EP.1000000.A1 | publication
1. EP 1000000 A1 | EP.1000000.A1 | publication
1) EP 1000000 A1 | EP.1000000.A1 | publication
EP 1000000 A1* | EP.1000000.A1 | publication
EP 1000000 A1? | EP.1000000.A1 | publication
<EP1000000A1> | EP.1000000.A1 | publication
EP1000000(A1) | EP.1000000.A1 | publication
EP1000000 [A1] | EP.1000000.A1 | publication
EP1000000.A1 | EP.1000000.A1 | publication
EP-1000000-A1 | EP.1000000.A1 | publication
EP/1000000/A1 | EP.1000000.A1 | publication
EP 1000000 A 1 | EP.1000000.A1 | publication
ep1000000a1 | EP.1000000.A1 | publication
US 7’123’456 | US.7123456 | publication
US 7'123'456 | US.7123456 | publication
CH 671'003 A | CH.671003.A | publication
"""


def rows(*tables: str) -> list[list[str]]:
    """The lines of tables: what is written, the DOCDB form that it is, the type."""
    return [
        [cell.strip() for cell in line.rsplit(" | ", 2)]
        for table in tables
        for line in table.split("\n")[1:-1]
    ]


@pytest.mark.parametrize(
    ("text", "docdb", "type"), rows(GERMAN, FRENCH, PORTUGUESE, SPANISH, RUSSIAN, COPIED)
)
def test_it_is_read_as_what_is_meant(text: str, docdb: str, type: str) -> None:
    """The best reading is the number of this type, and no other is as likely."""
    found = read(text)
    assert (found[0].number.docdb, found[0].number.type) == (docdb, type)
    assert not ambiguous(found)
