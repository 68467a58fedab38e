"""The issuer is read from the signature, else from wherever it is named."""

from __future__ import annotations

import pytest

from gongkai.describe import describe, issuer_type
from gongkai.ingest import layout, plain
from gongkai.model import Extract, IssuerType, Part
from gongkai.rules import Rulebook

BODY = "经研究，决定自下月起施行，具体事项由相关同志负责落实。\n"


def issuer(text: str, rulebook: Rulebook) -> str | None:
    read = plain.extract(text.encode())
    found = describe(read, rulebook).issuer
    if found is None:
        return None
    assert found.value[:2] in "".join(found.span.of(read.text).split())
    return found.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"防汛通知\n{BODY}青石镇人民政府\n2020年5月6日", "青石镇人民政府"),
        (f"防汛通知\n{BODY}青石镇人民政府（盖章）\n2020年5月6日", "青石镇人民政府"),
        (f"防汛通知\n{BODY}青石镇人民政府　　　2020年5月6日", "青石镇人民政府"),
        (f"防汛通知\n{BODY}校 办\n2020年5月6日", "校办"),
        (f"公开\n{BODY}中共白杨村支部委员会　白杨村村民委员会\n2020年5月6日", "中共白杨村支部委员会、白杨村村民委员会"),
        (f"中标公示\n{BODY}柳湾中学\n宏达建设有限公司\n2020年5月6日", "柳湾中学、宏达建设有限公司"),
        (f"中标公示\n{BODY}采购人：柳湾中学\n代理机构：宏达公司\n2020年5月6日", "柳湾中学"),
        (f"防汛通知\n{BODY}附件：名单        青石镇资助管理中心\n2020-05-06", "青石镇资助管理中心"),
        (f"各支部：\n{BODY}党政办\n5月6日\n唐立新\n罗小翠", "党政办"),
        (f"防汛通知\n{BODY}青石镇应急办", "青石镇应急办"),
        (f"发布单位：柳湾医院\n价格表\n{BODY}", "柳湾医院"),
        (f"中共青石镇委员会文件\n青委〔2020〕5号\n防汛通知\n{BODY}", "中共青石镇委员会"),
        (f"中共青石镇委员会文件\n青委〔2020〕5号\n防汛通知\n{BODY}镇党委\n2020年5月6日", "中共青石镇委员会"),
        (f"青石镇卫生院2022年度工作总结\n{BODY}", "青石镇卫生院"),
        (f"2022年青石镇卫生院工作总结\n{BODY}", "青石镇卫生院"),
        (f"柳湾村村民代表会议记录\n{BODY}", "柳湾村"),
        (f"柳湾村股份经济合作社成员大会会议记录\n{BODY}", "柳湾村股份经济合作社"),
        (f"柳湾村第四村民小组户代表会议记录\n{BODY}", "柳湾村第四村民小组"),
        (f"中共柳湾村支部委员会党员大会会议记录\n{BODY}", "中共柳湾村支部委员会"),
        ("柳湾村党支部九月份支部党员大会\n今晚开会。", "柳湾村党支部"),
        ("支部大会讨论接收新党员的记录\n柳湾机械厂党支部\n时间：2019年6月28日", "柳湾机械厂党支部"),
        ("党课记录\n支部：柳湾税务所支部\n时间：2006年6月23日", "柳湾税务所支部"),
        ("一事一议会议记录\n村名：柳湾村\n时间：2011年9月28日", "柳湾村"),
        ("会议纪要\n2003年6月12日，青石镇敬老院党支部书记唐立新主持召开支委会。", "青石镇敬老院党支部"),
        ("决算公开说明\n索引号 A-44  发布机构 青石镇人民政府 发布日期 2023-09-18\n收入10万元。", "青石镇人民政府"),
        ("柳湾小学修缮招标公告\n招标人：柳湾中心学校（学府路9号）\n联系人：罗老师", "柳湾中心学校"),
        ("中共青石乡委员会会议纪要\n〔2018〕第1期\n青石乡党政办公室　　2018年10月29日\n会议议定修路。", "中共青石乡委员会"),
        ("职工代表大会关于通过《考勤办法》的决议\n（2018年3月6日柳湾机械厂第六届职工代表大会通过）\n大会决定施行。", "柳湾机械厂"),
        ("公告\n今日停水，请储水。\n柳湾村委会  5月12日", "柳湾村委会"),
        ("七组账目公开\n上次余 860元\n现余 430元", "七组"),
        ("12月18日下午，我院在图书馆报告厅召开教职工代表大会。", None),
        ("招聘信息\n青石水泥有限公司是经批准的企业，现招聘会计。", "青石水泥有限公司"),
        (f"关于印发考核办法的通知\n{BODY}青石镇人民政府\n2020年5月6日\n考核办法\n第一条 略。\n云溪县财政局\n2019年1月1日", "青石镇人民政府"),
        (f"防汛通知\n{BODY}抄送：县应急局\n青石镇党政办公室    2020年5月6日印发", "青石镇党政办公室"),
        ("帮扶金发放表\n单位：柳湾机械厂工会    时间：2020年5月6日    金额单位：元\n姓名\t金额\n唐立新\t300", "柳湾机械厂工会"),
        ("行政处罚公示\n当事人\t宏达公司\n作出处罚决定的机关\t云溪县市场监督管理局\n公示日期\t2020年5月6日", "云溪县市场监督管理局"),
        (f"通报\n{BODY}（发布单位：柳湾社区居委会 发布日期：2020/5/6 点击：3）", "柳湾社区居委会"),
        ("会议记录\n会议名称：柳湾村股份经济合作社理事会会议\n会议时间：2020年5月6日\n主持：唐立新", "柳湾村股份经济合作社"),
        ("柳湾社区居民代表会议记录\n会议时间\t2020年5月6日\n主持人\t唐立新", "柳湾社区"),
        ("柳湾开发区管委会主任办公会议纪要\n会议听取了汇报，决定按原协议执行。\n二〇二〇年五月", "柳湾开发区管委会"),
        ("柳湾社区股份合作联社收支公开表\n期初余额 300\n期末余额 300", "柳湾社区股份合作联社"),
        (f"柳湾村水费公开\n{BODY}户名 金额\n唐立新 30\n合计 30\n柳湾村村民委员会", "柳湾村村民委员会"),
        ("中共青石镇委员会\n会 议 纪 要\n〔2020〕3号\n中共青石镇委员会办公室        2020年5月6日\n5月5日，镇党委书记唐立新主持会议，研究防汛。现纪要如下：\n一、同意方案。\n出席：唐立新、罗小翠", "中共青石镇委员会"),
        (f"采购公示\n{BODY}柳湾职业中专\n2020年5月6日", "柳湾职业中专"),
        ("北沟屯村民代表大会会议记录\n时间：2019年4月17日", "北沟屯"),
        ("柳湾村监委会例会记录\n2022年8月9日", "柳湾村监委会"),
        ("青石乡民政办2024年下半年工作打算\n一、低保。", "青石乡民政办"),
        ("柳湾机械厂第八届职工代表大会决议\n大会决议如下。", "柳湾机械厂"),
        ("柳湾中学八届三次教职工代表大会\n关于《考勤办法》的决议\n大会听取了说明。", "柳湾中学八届三次教职工代表大会"),
        ("柳湾县委办公室 柳湾县人民政府办公室\n关于整治的实施方案\n各乡镇：", "柳湾县委办公室、柳湾县人民政府办公室"),
        (f"决议公告\n{BODY}柳湾村村民委员会\n村务监督委员会", "柳湾村村民委员会、村务监督委员会"),
        (f"分配公示\n{BODY}柳湾村第八村民小组  村委会", "柳湾村第八村民小组、村委会"),
        (f"投工发放表\n{BODY}北沟屯理事会（理事长 罗春）\n2014年12月29日", "北沟屯理事会"),
        (f"项目公示牌\n{BODY}柳湾村村民委员会  立", "柳湾村村民委员会"),
        ("党员践诺书\n我承诺如下。\n支部意见：同意公开。   柳湾村党支部（章）", "柳湾村党支部"),
        ("名单\n1 罗春 新增\n2 唐立新 原址\n\n青石镇人民政府", "青石镇人民政府"),
        (f"职代会决议\n{BODY}柳湾机械厂工会委员会  印发", "柳湾机械厂工会委员会"),
        ("救灾捐款张榜\n收到三千元。\n柳湾村救灾小组  二零一四年七月二十一", "柳湾村救灾小组"),
        ("首页 > 要闻\n柳湾村：百姓的事百姓议\n来源：青石镇综合办  发布时间：2024-05-21\n会上，罗春说好。", "青石镇综合办"),
        ("高龄津贴常见问题\n来源：柳湾街道便民服务中心\n问：谁能领？\n答：老人。", "柳湾街道便民服务中心"),
        ("就诊常见问题\n问：几点上班？\n答：八点。\n版权所有：柳湾县中医院　冀ICP备00000000号", "柳湾县中医院"),
        ("施工合同\n发包人（甲方）：柳湾村村民委员会\n承包人（乙方）：宏达公司\n违约责任：略。", "柳湾村村民委员会"),
        ("敬老院改造磋商公告\n供应商可报名。\n1．采购人信息\n名称：青石乡人民政府\n2．代理机构信息\n名称：宏达公司", "青石乡人民政府"),
        ("廉政责任书\n为压实责任，柳湾街道党工委与各社区党组织签订本责任书。", "柳湾街道党工委"),
        ("柳湾村务公开（第6期）\n上半年误工报酬发放公布\n罗春 300", "柳湾村"),
        ("青石镇务实动态\n第7期\n青石镇公开领导小组办公室编      2019年8月16日\n【要闻】修桥\n【数据】走访", "青石镇公开领导小组办公室"),
        ("青石镇三资办关于合同清理的通知\n各村：", "青石镇三资办"),
        ("第三生产队账目公开\n上次余 860元", "第三生产队"),
        (f"公示\n{BODY}柳湾村“两委”\n2020年5月6日", "柳湾村“两委”"),
        (f"公示\n{BODY}（柳湾村村民委员会）\n2020年5月6日", "柳湾村村民委员会"),
        (f"公示\n{BODY}落款：柳湾村委会 2020年5月6日", "柳湾村委会"),
        (f"公示\n{BODY}柳湾村监委会监制\n2020年5月6日", "柳湾村监委会"),
        (f"公示\n{BODY}二〇二〇年五月六日   柳湾村委会", "柳湾村委会"),
        (f"公示\n{BODY}2020年5月6日\n柳湾村委会", "柳湾村委会"),
    ],
)  # fmt: skip
def test_the_issuer_is_found_wherever_it_stands(
    text: str, expected: str, rulebook: Rulebook
) -> None:
    assert issuer(text, rulebook) == expected


@pytest.mark.parametrize(
    "text",
    [
        "支部委员会会议记录\n时间：2020年5月6日\n主持：唐立新\n记录：罗小翠",
        "关于青石镇人民政府换届的思考\n这是一篇文章，谈谈看法。",
        "柳湾村党支部召开党员大会\n3月5日，会议在村部召开。会议强调，要抓好防汛。",
        "应聘名单\n唐立新\n柳湾大学",
    ],
)
def test_who_is_only_spoken_of_did_not_issue_it(text: str, rulebook: Rulebook) -> None:
    assert issuer(text, rulebook) is None


def test_a_page_header_names_the_village_of_its_minutes_book(
    rulebook: Rulebook,
) -> None:
    builder = layout.Builder()
    builder.paragraph("柳湾村会议记录本　第 8 页", part=Part.HEADER)
    builder.paragraph("村民代表会议记录", heading=True)
    builder.paragraph("时间：2021年6月2日")
    found = describe(builder.build(), rulebook).issuer
    assert found is not None
    assert found.value == "柳湾村"


def test_a_cell_beside_a_date_is_no_signature(rulebook: Rulebook) -> None:
    builder = layout.Builder()
    builder.paragraph("关于拟列为入党积极分子的公示", heading=True)
    builder.table(
        [
            layout.Place(0, 0, "唐立新"),
            layout.Place(0, 1, "镇文化服务中心"),
            layout.Place(0, 2, "2020-03-09"),
        ]
    )
    builder.paragraph("中共青石镇委员会")
    builder.paragraph("2022年3月14日")
    metadata = describe(builder.build(), rulebook)
    assert metadata.issuer is not None
    assert metadata.issuer.value == "中共青石镇委员会"
    assert str(metadata.issued_on and metadata.issued_on.value) == "2022-03-14"


def test_what_a_reader_of_pictures_took_amiss_is_put_right_in_the_name(
    doc: Extract, rulebook: Rulebook
) -> None:
    """云溪县人力资源和祉会保障周文件
    云人社〔2014〕4号
    关于开展检查的通知
    各单位：请按时自查。
    """
    found = describe(doc, rulebook).issuer
    assert found is not None
    assert found.value == "云溪县人力资源和社会保障局"
    assert found.span.of(doc.text) == "云溪县人力资源和祉会保障周"


def test_the_span_is_exactly_the_name(doc: Extract, rulebook: Rulebook) -> None:
    """防汛通知
    请做好防汛。
            青石镇人民政府（印）
            2020年5月6日
    """
    found = describe(doc, rulebook).issuer
    assert found is not None
    assert found.span.of(doc.text) == "青石镇人民政府"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("青石镇人民政府", IssuerType.TOWNSHIP),
        ("中共青石镇委员会", IssuerType.TOWNSHIP),
        ("中共柳湾村支部委员会", IssuerType.VILLAGE_PARTY),
        ("柳湾村党支部", IssuerType.VILLAGE_PARTY),
        ("柳湾村村民委员会", IssuerType.VILLAGE_COMMITTEE),
        ("清泉社区居民选举委员会", IssuerType.VILLAGE_COMMITTEE),
        ("柳湾村", IssuerType.VILLAGE_COMMITTEE),
        ("柳湾村股份经济合作社", IssuerType.COLLECTIVE),
        ("柳湾村村务监督委员会", IssuerType.SUPERVISION),
        ("云溪县自然资源局", IssuerType.DEPARTMENT),
        ("国务院办公厅", IssuerType.DEPARTMENT),
        ("柳湾中学党委", IssuerType.SCHOOL),
        ("柳湾中学工会", IssuerType.MASS_ORGANISATION),
        ("云溪大学附属医院", IssuerType.HOSPITAL),
        ("青石水泥有限责任公司", IssuerType.ENTERPRISE),
        ("某某", IssuerType.OTHER),
        (None, None),
    ],
)
def test_the_name_tells_the_kind_of_body(
    name: str | None, kind: IssuerType | None, rulebook: Rulebook
) -> None:
    assert issuer_type.find(name, rulebook.wording) is kind
