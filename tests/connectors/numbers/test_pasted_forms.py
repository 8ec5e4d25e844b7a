"""Numbers as examiners paste them from the sites and letters of offices that write in English.

Shapes are those of the letters, search reports and register of the EPO, of Espacenet, PATENTSCOPE, Global
Dossier, and of front pages and office actions of the USPTO; serials are made up or well known.
"""

from __future__ import annotations

import pytest

from connectors.numbers.reading import ambiguous, read

EPO = """
Application No. 99 203 729.1 - 2307 | EP.99203729.A | application
Application No./Patent No. 99 203 729.1 - 2307 | EP.99203729.A | application
Application No./Patent No.: 99203729.1-2307 | EP.99203729.A | application
Anmeldung Nr./Patent Nr. 99 203 729.1 - 2307 | EP.99203729.A | application
Anmeldung Nr. 99 203 729.1 | EP.99203729.A | application
Demande n° 99 203 729.1 - 2307 | EP.99203729.A | application
Demande n°/Brevet n° 99203729.1 - 2307 | EP.99203729.A | application
Application Number EP 99 20 3729 | EP.99203729.A | application
Nummer der Anmeldung EP 99 20 3729 | EP.99203729.A | application
Numéro de la demande EP 99 20 3729 | EP.99203729.A | application
Anmeldenummer EP 99203729.1 | EP.99203729.A | application
Application number: 99203729.1 | EP.99203729.A | application
EP99203729.1 - 1210 | EP.99203729.A | application
European patent No. 1000000 | EP.1000000 | publication
EP Patent 1 000 000 B1 | EP.1000000.B1 | publication
EP-B-1 000 000 | EP.1000000 | publication
EP 1.000.000 | EP.1000000 | publication
EP 1 000 000 B 1 | EP.1000000.B1 | publication
EP1000000 B1 * | EP.1000000.B1 | publication
EP application 99203729.1 | EP.99203729.A | application
European application no. EP 99 203 729.1 | EP.99203729.A | application
Europ. Patentanmeldung 99 203 729.1 | EP.99203729.A | application
Patentanmeldung Nr. EP 99 203 729.1 | EP.99203729.A | application
europäische Patentschrift EP 1 000 000 B1 | EP.1000000.B1 | publication
europäisches Patent Nr. 1 000 000 | EP.1000000 | publication
European Publication No. EP1000000 | EP.1000000 | publication
EP 18 18 0665 | EP.18180665.A | application
EP 3 456 789 A1 (SIEMENS AG [DE]) 20. März 2019 (2019-03-20) | EP.3456789.A1 | publication
X EP 3 456 789 A1 (SIEMENS AG [DE]) 20 March 2019 (2019-03-20) | EP.3456789.A1 | publication
X,P WO 2019/123456 A1 (BOSCH GMBH ROBERT [DE]) 27 June 2019 (2019-06-27) | WO.2019123456.A1 | publication
Y,D US 4 123 456 A (JONES J [US]) | US.4123456.A | publication
A JP H08 258607 A (HITACHI LTD) | JP.H08258607.A | publication
& JP H08 258607 A | JP.H08258607.A | publication
JP H08 258607 A | JP.H08258607.A | publication
JP 6 768620 B2 | JP.6768620.B2 | publication
KR 101 503 659 B1 | KR.101503659.B1 | publication
CN 110 123 456 A | CN.110123456.A | publication
CN 208 123 456 U | CN.208123456.U | publication
TW I 452 476 B | TW.I452476.B | publication
TW 2009 28818 A | TW.200928818.A | publication
WO 2020 081771 A1 | WO.2020081771.A1 | publication
DE 10 2004 002000 A1 | DE.102004002000.A1 | publication
US 2015/123456 A1 (SMITH JOHN [US]) 7 May 2015 (2015-05-07) | US.2015123456.A1 | publication
US 2015/123456 A1 (3M CO [US] ET AL) 7 May 2015 (2015-05-07) * par. [12] * | US.2015123456.A1 | publication
EP 3 456 789 A1 (LG [KR]) 20 March 2019 (2019-03-20) * the whole document * | EP.3456789.A1 | publication
RU 2 353 337 C2 (OOO FIRMA [RU]) | RU.2353337.C2 | publication
FR 2 876 313 A1 (RENAULT SAS [FR]) | FR.2876313.A1 | publication
GB 2 372 000 A (BLACK & DECKER INC [US]) | GB.2372000.A | publication
US 9 292 578 B2 | US.9292578.B2 | publication
D1 = EP-A-0 470 185 | EP.0470185 | publication
D1 - US 4,123,456 | US.4123456 | publication
(D1) EP 0 470 185 A2 | EP.0470185.A2 | publication
D1) EP 0 470 185 A2 | EP.0470185.A2 | publication
D1 EP0470185 A2 | EP.0470185.A2 | publication
EP18180665.4 | EP.18180665.A | application
EP3456789 | EP.3456789 | publication
18180665.4 29.06.2018 | EP.18180665.A | application
18180665.4 29.06.2018 [2019/12] | EP.18180665.A | application
US201762537353P 26.07.2017 | US.201762537353.P | application
US 201762537353 P | US.201762537353.P | application
US 201762537353 P 26.07.2017 | US.201762537353.P | application
WO2019EP50912 15.01.2019 | EP.2019050912.W | application
WO2019EP050912 | EP.2019050912.W | application
EP3456789 20.03.2019 [2019/12] | EP.3456789 | publication
Application number: EP18180665A | EP.18180665.A | application
EP application No. 18180665 | EP.18180665.A | application
European patent application EP18180665.4 | EP.18180665.A | application
EP Application Number 18180665.4 | EP.18180665.A | application
EP3456789B1 (Patent) | EP.3456789.B1 | publication
EP 3456789 (B1) | EP.3456789.B1 | publication
EP3456789-B1 | EP.3456789.B1 | publication
EP 3 456 789 B1 [2021/15] | EP.3456789.B1 | publication
EP-A1-3 456 789 | EP.3456789.A1 | publication
EP-3456789 | EP.3456789 | publication
EP№3456789 | EP.3456789 | publication
EPO application no. 18180665.4 | EP.18180665.A | application
Euro-PCT application 18 180 665.4 | EP.18180665.A | application
Divisional application EP 18180665.4 | EP.18180665.A | application
Parent application: EP18180665.4 | EP.18180665.A | application
earlier application EP18180665.4 | EP.18180665.A | application
divisional of EP 18180665.4 | EP.18180665.A | application
Teilanmeldung EP 18180665.4 | EP.18180665.A | application
Stammanmeldung: EP 18 180 665.4 | EP.18180665.A | application
European Search Report EP 18 18 0665 | EP.18180665.A | application
EP-Veröffentlichung EP 3 456 789 A1 | EP.3456789.A1 | publication
Europäische Veröffentlichungsnummer 3 456 789 | EP.3456789 | publication
Numéro de publication : EP 3 456 789 A1 | EP.3456789.A1 | publication
Family member EP3456789A1 | EP.3456789.A1 | publication
Patent family: EP3456789A1 | EP.3456789.A1 | publication
"""

ESPACENET = """
EP3456789A1 | EP.3456789.A1 | publication
EP3456789 (A1) ― 2019-03-20 | EP.3456789.A1 | publication
EP3456789A1·2019-03-20 | EP.3456789.A1 | publication
EP18180665A·2018-06-29 | EP.18180665.A | application
EP20180180665 20180629 | EP.18180665.A | application
US201762537353P 20170726 | US.201762537353.P | application
US201762537353P·2017-07-26 | US.201762537353.P | application
US201816045678A·2018-07-25 | US.201816045678.A | application
US201816045678 20180725 | US.201816045678.A | application
WO2005US16789 20050513 | US.2005016789.W | application
WO2005US16789W·2005-05-13 | US.2005016789.W | application
US2005016789W·2005-05-13 | US.2005016789.W | application
DE102004002000 (A1) - 2005-08-04 | DE.102004002000.A1 | publication
JPH08258607 (A) | JP.H08258607.A | publication
CN101911042B·2016-01-20 | CN.101911042.B | publication
Publication EP3456789A1 | EP.3456789.A1 | publication
Application EP18180665A | EP.18180665.A | application
Priority EP18180665A | EP.18180665.A | priority
Application number: EP20180180665 20180629 | EP.18180665.A | application
Priority number(s): US201762537353P 20170726 | US.201762537353.P | priority
Publication info: US2019095759 (A1) ― 2019-03-28 | US.2019095759.A1 | publication
Also published as: EP3456789 (B1) | EP.3456789.B1 | publication
EP 1000000 A1 17 May 2000 (17-05-2000) | EP.1000000.A1 | publication
WO 2019123456 A1 20190627 | WO.2019123456.A1 | publication
NO/EP 2345678 B1 | NO.2345678.B1 | publication
FI/EP 3989061 T3 | FI.3989061.T3 | publication
"""

USPTO = """
Application/Control Number: 16/123,456 | US.201816123456.A | application
Application Number: 16/123,456 | US.201816123456.A | application
Application #16/123,456 | US.201816123456.A | application
Application # 16/123,456 | US.201816123456.A | application
Appl. No. : 16/123,456 | US.201816123456.A | application
Appl. No.: 16/123456 | US.201816123456.A | application
App. No.: 16/123,456 | US.201816123456.A | application
Serial No.: 16/123,456 | US.201816123456.A | application
Serial Number 16/123,456 | US.201816123456.A | application
S/N 16/123,456 | US.201816123456.A | application
SN 16/123,456 | US.201816123456.A | application
S.N. 16/123,456 | US.201816123456.A | application
U.S. Serial No. 16/123,456 | US.201816123456.A | application
U.S. Patent Application Serial No. 16/123,456 | US.201816123456.A | application
US Patent Application Ser. No. 16/123,456 | US.201816123456.A | application
U.S. Prov. App. No. 62/746,724 | US.201862746724.P | application
U.S. Provisional Patent Application Ser. No. 62/746,724 | US.201862746724.P | application
U.S. Provisional Application No. 62/746,724, filed October 17, 2018 | US.201862746724.P | application
Provisional application No. 62/746,724, filed on Oct. 17, 2018. | US.201862746724.P | application
(21) Appl. No.: 16/123,456 | US.201816123456.A | application
(10) Pub. No.: US 2019/0095759 A1 | US.2019095759.A1 | publication
(10) Patent No.: US 10,943,437 B2 | US.10943437.B2 | publication
Pub. No.: US 2019/0095759 A1 | US.2019095759.A1 | publication
Patent No.: US 10,943,437 B2 | US.10943437.B2 | publication
US Pat. 10,943,437 | US.10943437 | publication
U.S. Pat. No. 10,943,437 B2 | US.10943437.B2 | publication
U.S. Pat. No. RE41,234 | US.RE41234 | publication
U.S. Pat. App. Pub. No. 2019/0095759 | US.2019095759 | publication
US PGPub 2019/0095759 | US.2019095759 | publication
U.S. PG Pub. No. 2019/0095759 A1 | US.2019095759.A1 | publication
US-PGPUB 20190095759 | US.2019095759 | publication
US-20190095759-A1 | US.2019095759.A1 | publication
US-10943437-B2 | US.10943437.B2 | publication
WO-2019123456-A1 | WO.2019123456.A1 | publication
EP-3456789-A1 | EP.3456789.A1 | publication
CN-110123456-A | CN.110123456.A | publication
DE-102004002000-A1 | DE.102004002000.A1 | publication
US-D900001-S | US.D900001.S | publication
US-RE41234-E | US.RE41234.E | publication
US 2019/0095759 A1, Mar. 28, 2019 | US.2019095759.A1 | publication
US 2019/0095759 A1 Mar. 28, 2019 | US.2019095759.A1 | publication
Prior Publication Data US 2019/0095759 A1 Mar. 28, 2019 | US.2019095759.A1 | publication
16/123,456 filed 09/06/2018 | US.201816123456.A | application
Control No. 90/012,345 | US.201290012345.A | application
Reexamination Control No. 90/012,345 | US.201290012345.A | application
US Des. 374,176 | US.D374176 | publication
Plant Patent PP12,001 | US.PP12001 | publication
US Re. 41,234 | US.RE41234 | publication
US patent application no. 2019/0095759 | US.2019095759 | publication
PCT/US18/12345 | US.2018012345.W | application
PCT/US2018/12345 | US.2018012345.W | application
PCT No. PCT/US2018/012345 | US.2018012345.W | application
PCT Filed: PCT/US2018/012345 | US.2018012345.W | application
(86) PCT No.: PCT/US2018/012345 | US.2018012345.W | application
(87) PCT Pub. No.: WO2019/123456 | WO.2019123456 | publication
US 16123456 A | US.201816123456.A | application
EP.18180665.A | EP.18180665.A | application
CN.201880012345.A | CN.201880012345.A | application
WO PCT/US2018/012345 | US.2018012345.W | application
AU 2018282372 A | AU.2018282372.A | application
CA 3054009 A | CA.3054009.A | application
Application No. 16/123,456 (filed Sep. 6, 2018) | US.201816123456.A | application
U.S. Application No. 16/123,456, filed Sep. 6, 2018 | US.201816123456.A | application
Application Serial Number: 16123456 | US.201816123456.A | application
App Ser No 16/123,456 | US.201816123456.A | application
US16/123,456 | US.201816123456.A | application
US 16-123456 | US.201816123456.A | application
US 16 123 456 | US.201816123456.A | application
US Patent App. 16/123,456 | US.201816123456.A | application
USPTO 16/123,456 | US.201816123456.A | application
USPN 10,943,437 | US.10943437 | publication
US Patent Number 10943437 | US.10943437 | publication
Patent Number(s): US 10,943,437 B2 | US.10943437.B2 | publication
United States Patent 10,943,437 | US.10943437 | publication
United States Patent Application 20190095759 | US.2019095759 | publication
United States Patent Application Publication US 2019/0095759 A1 | US.2019095759.A1 | publication
US Pub. No. 2019/0095759 | US.2019095759 | publication
US Published Application 2019/0095759 | US.2019095759 | publication
US Publication No. US 2019-0095759 A1 | US.2019095759.A1 | publication
US 2019/0095759 (Smith et al.) | US.2019095759 | publication
US20190095759A1 (Smith) | US.2019095759.A1 | publication
US 20190095759 A1 2019-03-28 | US.2019095759.A1 | publication
US 10943437 B2 2021-03-09 | US.10943437.B2 | publication
2019/0095759 A1 | US.2019095759.A1 | publication
US D900,001 | US.D900001 | publication
PP12,001 P2 | US.PP12001.P2 | publication
RE41,234 E1 | US.RE41234.E1 | publication
(21) Appl. No.: 16/123,456 (22) Filed: Sep. 6, 2018 | US.201816123456.A | application
National stage of PCT/US2018/012345 | US.2018012345.W | application
Continuation of application No. 16/123,456 | US.201816123456.A | application
Provisional 62/746,724 | US.201862746724.P | application
63/240,478 (provisional) | US.202163240478.P | application
Application 29/737,185 | US.202029737185.F | application
"""

PATENTSCOPE = """
WO/2019/123456 | WO.2019123456 | publication
WO/2019/123456 A1 | WO.2019123456.A1 | publication
Pub. No.: WO/2019/123456 | WO.2019123456 | publication
Publication Number WO/2019/123456 | WO.2019123456 | publication
International Application No.: PCT/US2018/012345 | US.2018012345.W | application
Internationales Aktenzeichen PCT/EP2019/050912 | EP.2019050912.W | application
Internationale Veröffentlichungsnummer WO 2019/123456 | WO.2019123456 | publication
Int. Veröffentlichungs-Nr. WO 2019/123456 | WO.2019123456 | publication
PCT-Aktenzeichen: PCT/EP2019/050912 | EP.2019050912.W | application
(10) Internationale Veröffentlichungsnummer WO 2019/123456 A1 | WO.2019123456.A1 | publication
(21) Internationales Aktenzeichen: PCT/EP2019/050912 | EP.2019050912.W | application
(21) International Application Number: PCT/US2018/012345 | US.2018012345.W | application
(10) International Publication Number WO 2019/123456 A1 | WO.2019123456.A1 | publication
(21) Numéro de la demande internationale : PCT/FR2019/050123 | FR.2019050123.W | application
(10) Numéro de publication internationale WO 2019/123456 A1 | WO.2019123456.A1 | publication
Demande internationale n° PCT/FR2019/050123 | FR.2019050123.W | application
Número de publicación internacional WO 2019/123456 | WO.2019123456 | publication
Número de solicitud internacional PCT/ES2019/070123 | ES.2019070123.W | application
Solicitud internacional No. PCT/MX2019/000123 | MX.2019000123.W | application
Número do pedido internacional PCT/BR2019/050123 | BR.2019050123.W | application
Nº do Depósito Internacional PCT/BR2019/050123 | BR.2019050123.W | application
Номер международной заявки PCT/RU2019/000123 | RU.2019000123.W | application
Международная заявка PCT/RU2019/000123 | RU.2019000123.W | application
Заявка РСТ PCT/RU2019/000123 | RU.2019000123.W | application
Номер международной публикации WO 2019/123456 | WO.2019123456 | publication
PCT application no. PCT/IB2022/055545 | IB.2022055545.W | application
PCT/IB 2022/055545 | IB.2022055545.W | application
PCT / EP2019 / 050912 | EP.2019050912.W | application
PCT-EP2019-050912 | EP.2019050912.W | application
PCT EP 2019 050912 | EP.2019050912.W | application
WO 2019/123456 A1 (Applicant: BOSCH) 27 June 2019 | WO.2019123456.A1 | publication
WO 2019123456 | WO.2019123456 | publication
WO19/123456 | WO.2019123456 | publication
WO 19/123456 | WO.2019123456 | publication
WO-A1-2019/123456 | WO.2019123456.A1 | publication
Int. Pub. No. WO 2019/123456 | WO.2019123456 | publication
Intl. Pub. No. WO 2019/123456 A1 | WO.2019123456.A1 | publication
Int. Appl. No. PCT/EP2019/050912 | EP.2019050912.W | application
Int'l. Appl. No.: PCT/EP2019/050912 | EP.2019050912.W | application
PCT/EP 2019/050912 | EP.2019050912.W | application
PCT/EP2019/50912 | EP.2019050912.W | application
PCT/EP19/50912 | EP.2019050912.W | application
PCTEP19/050912 | EP.2019050912.W | application
PCT EP2019050912 | EP.2019050912.W | application
PCT_EP2019_050912 | EP.2019050912.W | application
International application PCT/EP2019/050912 filed on 15 January 2019 | EP.2019050912.W | application
Internationale Anmeldung Nr. PCT/DE2019/050123 | DE.2019050123.W | application
Internationale Patentanmeldung PCT/EP2019/050912 | EP.2019050912.W | application
Internationales Anmeldeaktenzeichen: PCT/EP2019/050912 | EP.2019050912.W | application
demande internationale PCT/FR2019/050123 | FR.2019050123.W | application
solicitud PCT/ES2019/070123 | ES.2019070123.W | application
pedido PCT/BR2019/050123 | BR.2019050123.W | application
заявка PCT/RU2019/000123 | RU.2019000123.W | application
заявка РСТ/RU2019/000123 | RU.2019000123.W | application
"""

LETTERS = """
European patent application number 99203729.1 | EP.99203729.A | application
Australian Patent Application 2018282372 | AU.2018282372.A | application
AU Application No. 2018282372 | AU.2018282372.A | application
Canadian Application No. 3,054,009 | CA.3054009.A | application
Canadian Patent 2,878,447 | CA.2878447 | publication
Indian Patent Application No. 201747008733 | IN.201747008733.A | application
Application No.201747008733 | IN.201747008733.A | application
Application No.: 2212/MUM/2014 | IN.2014MU02212.A | application
GB application no. 2518804.6 | GB.2518804.A | application
Application No: GB2518804.6 | GB.2518804.A | application
UK Patent No. 2 372 000 | GB.2372000 | publication
UK patent GB2372000B | GB.2372000.B | publication
Israel Patent Application No. 250836 | IL.250836.A | application
Singapore Application No. 11201701957X | SG.11201701957X.A | application
New Zealand Application 787609 | NZ.787609.A | application
South African Patent Application No. 2015/01234 | ZA.201501234.A | application
Mexican Patent Application No. MX/a/2017/002789 | MX.2017002789.A | application
Brazilian Patent Application No. BR 10 2021 015486-1 | BR.102021015486.A | application
Russian Patent Application No. 2015123456 | RU.2015123456.A | application
Russian Patent No. 2353337 | RU.2353337 | publication
Eurasian Application 201790628 | EA.201790628.A | application
Hong Kong Patent Application No. 17113734.5 | HK.17113734.A | application
Vietnamese Patent Application No. 1-2015-01234 | VN.1201501234.A | application
Indonesian Patent Application P00202012345 | ID.P00202012345.A | application
Malaysian Patent Application PI 2015700123 | MY.PI2015700123.A | application
Philippine Application No. 1-2015-500123 | PH.12015500123.A | application
Thai Patent Application No. 1501001234 | TH.1501001234.A | application
Norwegian Patent Application 20151234 | NO.20151234.A | application
Danish Patent Application PA 2019 70123 | DK.201970123.A | application
Finnish Patent Application 20155123 | FI.20155123.A | application
Polish Patent Application P.412345 | PL.412345.A | application
Turkish Patent Application 2015/12345 | TR.201512345.A | application
Ukrainian Patent Application a201501234 | UA.A201501234.A | application
Chilean Application No. 202301234 | CL.202301234.A | application
Colombian Application NC2019/0001234 | CO.NC20190001234.A | application
Argentine Application P20200100025 | AR.P20200100025.A | application
Egyptian Application 2015/03/0412 | EG.2015030412.A | application
Korean Patent 10-1503659 | KR.101503659 | publication
Korean Patent Application Publication No. 10-2013-0086153 | KR.20130086153 | publication
Korean Laid-Open Patent Publication No. 10-2013-0086153 | KR.20130086153 | publication
Korean Published Application No. 2013-0086153 | KR.20130086153 | publication
Chinese Patent Publication No. CN 101911042 A | CN.101911042.A | publication
Chinese Published Patent Application 101911042 | CN.101911042 | publication
Japanese Patent Application Publication No. 2005-123456 | JP.2005123456 | publication
Japanese Unexamined Patent Application, First Publication No. 2005-123456 | JP.2005123456 | publication
Japanese Patent Laid-Open Publication No. Hei 8-258607 | JP.H08258607 | publication
Unexamined Japanese Patent Application Publication No. 2005-123456 | JP.2005123456 | publication
Japanese Translation of PCT Application No. 2005-533465 | JP.2005533465 | publication
Japanese Patent Application JP 2020-123456 filed on July 20, 2020 | JP.2020123456.A | application
Int'l Application No. PCT/US2018/012345 | US.2018012345.W | application
International Publication No. WO 2019/123456 | WO.2019123456 | publication
International Patent Publication WO 2019/123456 A1 | WO.2019123456.A1 | publication
International Patent Application Publication No. WO2019/123456 | WO.2019123456 | publication
published as WO 2019/123456 A1 | WO.2019123456.A1 | publication
granted as US 10,943,437 B2 | US.10943437.B2 | publication
claims priority to EP 18180665.4 | EP.18180665.A | priority
Priority application: GB 2518804.6 | GB.2518804.A | priority
Patent family member: US 10,943,437 B2 | US.10943437.B2 | publication
Publication No. US20190095759 | US.2019095759 | publication
Application No.: 202641031039 | IN.202641031039.A | application
Indian Application 2212/MUM/2014 A | IN.2014MU02212.A | application
2212/MUM/2014 A | IN.2014MU02212.A | application
IN 2212/MUM/2014 | IN.2014MU02212.A | application
Patent No. IN 345678 | IN.345678 | publication
AU 2018282372 B2 (IP Australia) | AU.2018282372.B2 | publication
AU-B2-2018282372 | AU.2018282372.B2 | publication
Australian patent 2018282372 | AU.2018282372 | publication
CA 2 878 447 | CA.2878447.A | application
Canadian Patent No. 2,878,447 C | CA.2878447.C | publication
CA2878447C | CA.2878447.C | publication
SG 10201300005Y A | SG.10201300005Y.A | application
NZ 787609 A | NZ.787609.A | application
IL 250836 A | IL.250836.A | application
ZA201501234B | ZA.201501234.B | publication
HK1234567A1 | HK.1234567.A1 | publication
GB 2518804.6 | GB.2518804.A | application
GB2518804.6 | GB.2518804.A | application
GB Patent Application No 1418215.8 | GB.1418215.A | application
UK Patent Application 1418215.8 | GB.1418215.A | application
SE 1530123-4 | SE.1530123.A | application
DK 2019 70123 A1 | DK.201970123.A1 | publication
NL 2028937 | NL.2028937.A | application
IT 102020000012345 | IT.102020000012345.A | application
PL 193102 B1 | PL.193102.B1 | publication
VN 1-2015-01234 | VN.1201501234.A | application
TH 1501001234 | TH.1501001234.A | application
EAPO 201790628 | EA.201790628.A | application
TIPO 112127315 | TW.112127315.A | application
CNIPA 202110088282.5 | CN.202110088282.A | application
"""


def rows(*tables: str) -> list[list[str]]:
    """The lines of tables: what is written, the DOCDB form that it is, the type."""
    return [
        [cell.strip() for cell in line.rsplit(" | ", 2)]
        for table in tables
        for line in table.split("\n")[1:-1]
    ]


@pytest.mark.parametrize(("text", "docdb", "type"), rows(EPO, ESPACENET, USPTO, PATENTSCOPE, LETTERS))
def test_it_is_read_as_what_is_meant(text: str, docdb: str, type: str) -> None:
    """The best reading is the number of this type, and no other is as likely."""
    found = read(text)
    assert (found[0].number.docdb, found[0].number.type) == (docdb, type)
    assert not ambiguous(found)
