"""Numbers as they are pasted from letters and sites in Japanese, Korean and Chinese.

Shapes are those of J-PlatPat and of Japanese gazettes and letters, of KIPRIS, of the search and the letters
of CNIPA, of TIPO and of PATENTSCOPE.
"""

from __future__ import annotations

import pytest

from connectors.numbers.reading import ambiguous, read

JAPANESE = """
特願2020-123456 | JP.2020123456.A | application
特願２０２０－１２３４５６ | JP.2020123456.A | application
特願2020ー123456 | JP.2020123456.A | application
特願2020ｰ123456 | JP.2020123456.A | application
特願2020-123456号 | JP.2020123456.A | application
特願2020-123456(P2020-123456) | JP.2020123456.A | application
(21)【出願番号】特願2020-123456(P2020-123456) | JP.2020123456.A | application
(21)出願番号 特願2020-123456(P2020-123456) | JP.2020123456.A | application
【出願番号】特願2020-123456 | JP.2020123456.A | application
【公開番号】特開2021-090037(P2021-090037A) | JP.2021090037.A | publication
【特許番号】特許第7533889号(P7533889) | JP.7533889 | publication
(11)特許番号 特許第6768620号(P6768620) | JP.6768620 | publication
特許6768620 | JP.6768620 | publication
特許第6768620号公報 | JP.6768620 | publication
特許番号第6768620号 | JP.6768620 | publication
特許第6768620号(B2) | JP.6768620.B2 | publication
特開2021-090037号公報 | JP.2021090037 | publication
特開2021-90037 | JP.2021090037 | publication
特開2021-090037(A) | JP.2021090037.A | publication
特開平8-258607号公報 | JP.H08258607 | publication
特開平08-258607 | JP.H08258607 | publication
特開昭63-128143号 | JP.S63128143 | publication
特公平6-12345号公報 | JP.H0612345 | publication
特表2020-512345号公報 | JP.2020512345 | publication
再表2019/012345 | WO.2019012345 | publication
再公表特許WO2019/012345 | WO.2019012345 | publication
再公表特許第2019/012345号 | WO.2019012345 | publication
実開昭58-2167号公報 | JP.S582167.U | publication
実登3123456 | JP.3123456.U | publication
実用新案登録第3123456号公報 | JP.3123456.U | publication
意匠登録第1654321号 | JP.1654321.S | publication
令和2年特許願第123456号 | JP.2020123456.A | application
平成10年特許願第199713号 | JP.19971398.A | application
特許出願番号 2020-123456 | JP.2020123456.A | application
特許出願2020-123456号 | JP.2020123456.A | application
日本国特許出願2020-123456号 | JP.2020123456.A | application
日本国特願2020-123456号 | JP.2020123456.A | application
特願2020-123456号公報 | JP.2020123456.A | application
JP 2005-123456 A (株式会社日立製作所) 2005.05.12 | JP.2005123456.A | publication
JP 2005-123456 A(株式会社日立製作所)2005.05.12 | JP.2005123456.A | publication
引用文献1:特開2005-123456号公報 | JP.2005123456 | publication
引用文献１．特開２００５－１２３４５６号公報 | JP.2005123456 | publication
1.特開2005-123456号公報 | JP.2005123456 | publication
特許文献1:特開2005-123456号公報 | JP.2005123456 | publication
米国特許出願公開第2019/0095759号明細書 | US.2019095759 | publication
米国特許出願第16/123,456号 | US.201816123456.A | application
米国仮出願第62/746,724号 | US.201862746724.P | application
米国仮特許出願第62/746724号 | US.201862746724.P | application
米国特許第10,943,437号明細書 | US.10943437 | publication
欧州特許出願公開第3456789号明細書 | EP.3456789 | publication
欧州特許出願第18180665.4号 | EP.18180665.A | application
独国特許出願公開第102004002000号明細書 | DE.102004002000 | publication
中国特許出願公開第110123456号明細書 | CN.110123456 | publication
中国実用新案第208123456号明細書 | CN.208123456.U | publication
中国特許出願第202110088282.5号 | CN.202110088282.A | application
韓国公開特許第10-2013-0086153号公報 | KR.20130086153 | publication
韓国登録特許第10-1503659号公報 | KR.101503659 | publication
韓国特許第10-1503659号 | KR.101503659 | publication
仏国特許出願公開第2876313号明細書 | FR.2876313 | publication
英国特許出願公開第2372000号明細書 | GB.2372000 | publication
台湾特許出願公開第200928818号 | TW.200928818 | publication
国際公開WO2020/012345号 | WO.2020012345 | publication
国際公開第2020/012345号(WO,A1) | WO.2020012345.A1 | publication
国際公開第99/13800号 | WO.1999013800 | publication
特願２０２０－１２３４５６号 | JP.2020123456.A | application
特願2020―123456 | JP.2020123456.A | application
特願2020 - 123456 | JP.2020123456.A | application
特願 2020-123456 | JP.2020123456.A | application
(特願2020-123456) | JP.2020123456.A | application
特願平11-123456号 | JP.12345699.A | application
特願昭６３－１２３４５６ | JP.12345688.A | application
特開2005‐123456 | JP.2005123456 | publication
特開2005-123456号 | JP.2005123456 | publication
特開平０８－２５８６０７号公報 | JP.H08258607 | publication
特許3456789号 | JP.3456789 | publication
特許第3,456,789号 | JP.3456789 | publication
日本国特許第3456789号公報 | JP.3456789 | publication
日本国特許公報第3456789号 | JP.3456789 | publication
公開特許公報 特開2005-123456 | JP.2005123456 | publication
公表特許公報 特表2005-533465 | JP.2005533465 | publication
特公昭45-12345 | JP.S4512345 | publication
実全昭58-2167 | JP.S582167.U | publication
実開平5-12345号公報 | JP.H0512345.U | publication
登録実用新案第3123456号 | JP.3123456.U | publication
特表平8-501234 | JP.H08501234 | publication
再公表WO2019/012345号公報 | WO.2019012345 | publication
国際公開第２０１９／１２３４５６号 | WO.2019123456 | publication
国際公開第WO2019/123456号パンフレット | WO.2019123456 | publication
国際公開2019/123456 | WO.2019123456 | publication
米国特許出願公開第２０１９／００９５７５９号明細書 | US.2019095759 | publication
米国特許出願公開US2019/0095759 | US.2019095759 | publication
米国特許第4,123,456号明細書(US,A) | US.4123456.A | publication
特開2005-123456(JP,A) | JP.2005123456.A | publication
特表2005-533465(JP,A) | JP.2005533465.A | publication
米国特許出願公開第2019/0095759(US,A1) | US.2019095759.A1 | publication
国際公開第2019/123456(WO,A1) | WO.2019123456.A1 | publication
中国特許出願公開第110123456(CN,A) | CN.110123456.A | publication
韓国公開特許第10-2013-0086153(KR,A) | KR.20130086153.A | publication
欧州特許出願公開第03456789(EP,A1) | EP.3456789.A1 | publication
独国特許出願公開第102004002000(DE,A1) | DE.102004002000.A1 | publication
特開昭63-128143(JP,A) | JP.S63128143.A | publication
引用文献1 特開2005-123456号公報 | JP.2005123456 | publication
引用文献2:米国特許出願公開第2019/0095759号明細書 | US.2019095759 | publication
先行技術文献1:特開2005-123456 | JP.2005123456 | publication
WO 2019/123456 A1(株式会社日立製作所)2019.06.27 | WO.2019123456.A1 | publication
実願昭53-59815号 | JP.5981578.U | application
意願2019-012345 | JP.2019012345.F | application
意匠登録第1654321号公報 | JP.1654321.S | publication
優先権主張番号 特願2019-012345 | JP.2019012345.A | priority
優先権 米国 62/746,724 | US.201862746724.P | priority
【優先権主張番号】62/746,724 | US.201862746724.P | priority
【国際出願番号】PCT/JP2019/012345 | JP.2019012345.W | application
【国際公開番号】WO2019/123456 | WO.2019123456 | publication
【特許番号】特許第3456789号 | JP.3456789 | publication
【登録番号】実用新案登録第3123456号 | JP.3123456.U | publication
大韓民国特許第10-1503659号 | KR.101503659 | publication
米国特許出願シリアル番号16/123,456 | US.201816123456.A | application
"""

KOREAN = """
출원번호 10-2020-0012345 | KR.20200012345.A | application
출원번호 : 10-2020-0012345 | KR.20200012345.A | application
출원번호(일자) 1020200012345 (2020.01.31) | KR.20200012345.A | application
출원번호/일자 1020200012345 (2020.01.31) | KR.20200012345.A | application
공개번호(일자) 1020210098765 (2021.08.11) | KR.20210098765 | publication
등록번호(일자) 1023456780000 (2022.02.03) | KR.102345678 | publication
등록번호 10-1503659-0000 | KR.101503659 | publication
특허 제10-1503659호 | KR.101503659 | publication
특허번호 10-1503659 | KR.101503659 | publication
등록특허 10-1503659 | KR.101503659 | publication
등록특허공보 제10-1503659호 | KR.101503659 | publication
대한민국 등록특허공보 제10-1503659호(2015.03.18.) | KR.101503659 | publication
대한민국 공개특허공보 제10-2013-0086153호 | KR.20130086153 | publication
공개특허 10-2013-0086153 | KR.20130086153 | publication
공개특허공보 공개번호 제10-2013-0086153호(2013.07.31.) | KR.20130086153 | publication
한국공개특허 제2013-0086153호 | KR.20130086153 | publication
한국특허 제1503659호 | KR.1503659 | publication
특허출원 제10-2020-0012345호 | KR.20200012345.A | application
대한민국 특허출원 제10-2020-0012345호 | KR.20200012345.A | application
한국 특허출원번호 10-2020-0012345 | KR.20200012345.A | application
공개실용신안 20-2009-0003074 | KR.20090003074.U | publication
등록실용신안공보 20-0142084 | KR.200142084.U | publication
실용신안등록출원 20-2009-0003074 | KR.20090003074.U | application
실용신안등록 제20-0142084호 | KR.200142084.U | publication
인용발명 1: 공개특허공보 제10-2013-0086153호 | KR.20130086153 | publication
인용문헌 1 : 공개특허공보 제10-2013-0086153호 | KR.20130086153 | publication
(21) 출원번호 10-2020-0012345 | KR.20200012345.A | application
(11) 등록번호 10-1503659 | KR.101503659 | publication
(11) 공개번호 10-2013-0086153 | KR.20130086153 | publication
미국특허출원 제16/123,456호 | US.201816123456.A | application
미국 특허출원공개공보 US2019/0095759호 | US.2019095759 | publication
미국 공개특허공보 US 2019/0095759 A1 | US.2019095759.A1 | publication
일본 공개특허공보 특개2005-123456호 | JP.2005123456 | publication
일본공개특허 특개평8-258607호 | JP.H08258607 | publication
일본 특허출원 2020-123456 | JP.2020123456.A | application
중국 특허출원 202110088282.5 | CN.202110088282.A | application
중국공개특허 제110123456호 | CN.110123456 | publication
국제공개공보 WO 2020/012345 | WO.2020012345 | publication
유럽특허출원 제18180665.4호 | EP.18180665.A | application
유럽특허 EP3456789 | EP.3456789 | publication
KR 10-2013-0086153 A (삼성전자 주식회사) 2013.07.31. | KR.20130086153.A | publication
KR 10-1503659 B1 (삼성전자) 2015. 03. 18. | KR.101503659.B1 | publication
대한민국 특허 제10-1503659호 | KR.101503659 | publication
대한민국 등록특허 제10-1503659호 | KR.101503659 | publication
한국 등록특허 10-1503659 | KR.101503659 | publication
한국등록특허공보 제10-1503659호 | KR.101503659 | publication
등록특허 제1503659호 | KR.1503659 | publication
특허등록번호 10-1503659 | KR.101503659 | publication
출원 10-2020-0012345 | KR.20200012345.A | application
출원번호:1020200012345 | KR.20200012345.A | application
출원번호(국제출원번호) 10-2020-7001234 | KR.20207001234.A | application
공개번호 10-2021-0098765 | KR.20210098765 | publication
공개번호: 1020210098765 | KR.20210098765 | publication
특허공개 10-2013-0086153 | KR.20130086153 | publication
특허출원번호 제10-2020-0012345호 | KR.20200012345.A | application
우선권주장번호 10-2020-0012345 | KR.20200012345.A | priority
(31) 우선권주장번호 62/746,724 | US.201862746724.P | priority
국제특허출원 PCT/KR2019/012345 | KR.2019012345.W | application
국제공개 WO2020/012345 | WO.2020012345 | publication
국제공개특허 WO2020/012345 | WO.2020012345 | publication
미국등록특허 제10,943,437호 | US.10943437 | publication
미국 특허 US 10,943,437 B2 | US.10943437.B2 | publication
미국 특허공보 제10943437호 | US.10943437 | publication
일본등록특허 제6768620호 | JP.6768620 | publication
일본 특허공보 특허 제6768620호 | JP.6768620 | publication
일본공개특허공보 특개2005-123456호 | JP.2005123456 | publication
일본 특개 2005-123456 | JP.2005123456 | publication
중국공개특허 CN110123456A | CN.110123456.A | publication
유럽공개특허 EP3456789A1 | EP.3456789.A1 | publication
디자인등록출원 30-2020-0012345 | KR.20200012345.F | application
선행기술문헌 1: KR 10-1503659 B1 | KR.101503659.B1 | publication
비교대상발명 1: 공개특허 10-2013-0086153 | KR.20130086153 | publication
인용발명1(공개특허 제10-2013-0086153호) | KR.20130086153 | publication
"""

CHINESE = """
申请号 202110088282.5 | CN.202110088282.A | application
申请号:2021100882825 | CN.202110088282.A | application
申请号或专利号：202110088282.5 | CN.202110088282.A | application
申请号/专利号：202110088282.5 | CN.202110088282.A | application
申请（专利）号：CN202110088282.5 | CN.202110088282.A | application
申请号：CN202110088282.5 | CN.202110088282.A | application
(21)申请号 202110088282.5 | CN.202110088282.A | application
(21) 申请号 202110088282.5 (22) 申请日 2021.01.22 | CN.202110088282.A | application
公开（公告）号：CN112345678A | CN.112345678.A | publication
公开(公告)号 CN112345678A | CN.112345678.A | publication
(10)申请公布号 CN 112345678 A | CN.112345678.A | publication
(10)授权公告号 CN 112345678 B | CN.112345678.B | publication
授权公告号：CN 112345678 B | CN.112345678.B | publication
专利号：ZL202110088282.5 | CN.202110088282.A | application
专利号 ZL 2021 1 0088282.5 | CN.202110088282.A | application
中国专利申请 202110088282.5号 | CN.202110088282.A | application
中国专利申请第202110088282.5号 | CN.202110088282.A | application
中国发明专利申请第202110088282.5号 | CN.202110088282.A | application
申请号为202110088282.5 | CN.202110088282.A | application
公开号为CN112345678A | CN.112345678.A | publication
公开号为CN112345678A的中国专利 | CN.112345678.A | publication
实用新型专利 ZL202020123456.7 | CN.202020123456.U | application
中国专利CN101911042A | CN.101911042.A | publication
中国专利文献CN101911042A | CN.101911042.A | publication
中国专利文件 CN101911042A | CN.101911042.A | publication
中国专利公开号CN101911042A | CN.101911042.A | publication
中国专利公告号CN101911042B | CN.101911042.B | publication
中华人民共和国专利申请 202110088282.5 | CN.202110088282.A | application
对比文件1：CN101911042A | CN.101911042.A | publication
对比文件1（CN101911042A） | CN.101911042.A | publication
对比文件1:CN101911042A,公开日为2010年12月8日 | CN.101911042.A | publication
D1：CN101911042A | CN.101911042.A | publication
CN 101911042 A (华为技术有限公司) 2010年12月8日 | CN.101911042.A | publication
美国专利申请公开US2019/0095759A1 | US.2019095759.A1 | publication
美国专利申请第16/123,456号 | US.201816123456.A | application
美国临时申请第62/746,724号 | US.201862746724.P | application
美国临时专利申请No.62/746,724 | US.201862746724.P | application
美国专利第10,943,437号 | US.10943437 | publication
欧洲专利申请18180665.4 | EP.18180665.A | application
欧洲专利EP3456789B1 | EP.3456789.B1 | publication
日本专利申请特愿2020-123456 | JP.2020123456.A | application
日本特开2005-123456 | JP.2005123456 | publication
日本专利特开平8-258607 | JP.H08258607 | publication
日本特许第6768620号 | JP.6768620 | publication
韩国专利申请10-2020-0012345 | KR.20200012345.A | application
德国专利DE102004002000 | DE.102004002000 | publication
PCT国际申请PCT/CN2020/103999 | CN.2020103999.W | application
国际公开WO2021/012345 | WO.2021012345 | publication
优先权号 202110088282.5 | CN.202110088282.A | priority
申请号202110088282．5 | CN.202110088282.A | application
申请号:202110088282.5,申请日:2021年1月22日 | CN.202110088282.A | application
申请号：２０２１１００８８２８２．５ | CN.202110088282.A | application
专利申请号：202110088282.5 | CN.202110088282.A | application
专利申请号202110088282.5 | CN.202110088282.A | application
发明专利申请号 202110088282.5 | CN.202110088282.A | application
发明专利申请202110088282.5 | CN.202110088282.A | application
第202110088282.5号发明专利申请 | CN.202110088282.A | application
第202110088282.5号专利申请 | CN.202110088282.A | application
中国发明专利ZL202110088282.5 | CN.202110088282.A | application
中国专利ZL202110088282.5 | CN.202110088282.A | application
专利号为ZL202110088282.5 | CN.202110088282.A | application
专利号ZL95108192.6 | CN.95108192.A | application
实用新型专利号ZL202020123456.7 | CN.202020123456.U | application
公告号CN210852140U | CN.210852140.U | publication
授权公告号为CN112345678B | CN.112345678.B | publication
公开号CN112345678A | CN.112345678.A | publication
公开号：CN 112345678 A | CN.112345678.A | publication
专利公开号:CN112345678A | CN.112345678.A | publication
CN 112345678 A, 2021年02月09日 | CN.112345678.A | publication
对比文件1为CN101911042A | CN.101911042.A | publication
对比文件2：US2019/0095759A1 | US.2019095759.A1 | publication
对比文件3（JP特开2005-123456A） | JP.2005123456.A | publication
特开2005-123456A | JP.2005123456.A | publication
日本专利公开特开2005-123456 | JP.2005123456 | publication
日本专利JP2005123456A | JP.2005123456.A | publication
美国专利US10943437B2 | US.10943437.B2 | publication
美国专利申请公开号US20190095759A1 | US.2019095759.A1 | publication
美国专利申请公布号US20190095759A1 | US.2019095759.A1 | publication
美国专利申请序列号16/123,456 | US.201816123456.A | application
美国申请号16/123,456 | US.201816123456.A | application
欧洲专利申请公开EP3456789A1 | EP.3456789.A1 | publication
欧洲专利申请号18180665.4 | EP.18180665.A | application
韩国专利KR101503659B1 | KR.101503659.B1 | publication
国际申请号：PCT/CN2020/103999 | CN.2020103999.W | application
国际专利申请PCT/CN2020/103999 | CN.2020103999.W | application
国际公开号WO2021/012345 | WO.2021012345 | publication
PCT申请号PCT/CN2020/103999 | CN.2020103999.W | application
台湾专利TWI345678B | TW.I345678.B | publication
臺灣專利申請號 112127315 | TW.112127315.A | application
中華民國專利公告號 I452476 | TW.I452476 | publication
中華民國發明專利第 I452476 號 | TW.I452476 | publication
中華民國新型專利M523456 | TW.M523456 | publication
中華民國專利公開第200928818號 | TW.200928818 | publication
申請號第112127315號 | TW.112127315.A | application
第112127315號專利申請案 | TW.112127315.A | application
證書號：I345678 | TW.I345678 | publication
公開/公告號 I345678 | TW.I345678 | publication
大韩民国专利 10-1503659 | KR.101503659 | publication
"""

TAIWAN = """
台灣專利 I345678 | TW.I345678 | publication
台湾专利 I345678 | TW.I345678 | publication
臺灣專利第I345678號 | TW.I345678 | publication
中華民國專利第I345678號 | TW.I345678 | publication
中華民國發明專利第I345678號 | TW.I345678 | publication
發明第I345678號 | TW.I345678 | publication
新型第M523456號 | TW.M523456 | publication
證書號 I345678 | TW.I345678 | publication
證書號數 I345678 | TW.I345678 | publication
公告號 I452476 | TW.I452476 | publication
公告編號 I452476 | TW.I452476 | publication
公開編號 200928818 | TW.200928818 | publication
公開號 TW200928818A | TW.200928818.A | publication
申請案號 097145995 | TW.97145995.A | application
申請案號：097145995 | TW.97145995.A | application
台灣申請號 112127315 | TW.112127315.A | application
中華民國專利申請案第112127315號 | TW.112127315.A | application
台湾特許第I452476号 | TW.I452476 | publication
台湾专利申请112127315 | TW.112127315.A | application
"""

OTHERS = """
国際出願番号 PCT/JP2019/012345 | JP.2019012345.W | application
国際公開番号 WO 2020/012345 | WO.2020012345 | publication
(11)国際公開番号 WO2020/012345 | WO.2020012345 | publication
国际申请号 PCT/CN2020/103999 | CN.2020103999.W | application
国际公布号 WO2021/012345 | WO.2021012345 | publication
(10) 国际公布号 WO 2021/012345 A1 | WO.2021012345.A1 | publication
국제출원번호 PCT/KR2019/012345 | KR.2019012345.W | application
국제공개번호 WO2020/012345 | WO.2020012345 | publication
(10) 국제공개번호 WO 2020/012345 A1 | WO.2020012345.A1 | publication
PCT/JP2019/012345号 | JP.2019012345.W | application
《CN101911042A》 | CN.101911042.A | publication
〈特開2005-123456〉 | JP.2005123456 | publication
『特開2005-123456』 | JP.2005123456 | publication
ＥＰ１００００００Ａ１ | EP.1000000.A1 | publication
ＥＰ　１００００００　Ａ１ | EP.1000000.A1 | publication
US　１０，９４３，４３７　Ｂ２ | US.10943437.B2 | publication
ＰＣＴ／ＪＰ２０１９／０１２３４５ | JP.2019012345.W | application
ＷＯ２０１９／１２３４５６ | WO.2019123456 | publication
"""


def rows(*tables: str) -> list[list[str]]:
    """The lines of tables: what is written, the DOCDB form that it is, the type."""
    return [
        [cell.strip() for cell in line.rsplit(" | ", 2)]
        for table in tables
        for line in table.split("\n")[1:-1]
    ]


@pytest.mark.parametrize(("text", "docdb", "type"), rows(JAPANESE, KOREAN, CHINESE, TAIWAN, OTHERS))
def test_it_is_read_as_what_is_meant(text: str, docdb: str, type: str) -> None:
    """The best reading is the number of this type, and no other is as likely."""
    found = read(text)
    assert (found[0].number.docdb, found[0].number.type) == (docdb, type)
    assert not ambiguous(found)
