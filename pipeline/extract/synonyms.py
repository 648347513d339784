"""The publishers' header texts by field (sources.md 3.2, 2.10, 2.13, 2.15)."""

from __future__ import annotations

import re
from collections.abc import Mapping

FORMER_NAME = "former_name"
"""Column of name-change notices; it becomes ``Row.former_names``, no field of its own."""

LABELS: Mapping[str, str] = {
    "rank": "名次",
    "name": "企业名称",
    FORMER_NAME: "曾用名",
    "short_name": "简称",
    "stock_code": "股票代码",
    "uscc": "统一社会信用代码",
    "certificate": "证书编号",
    "country": "国家",
    "province": "省份",
    "city": "城市",
    "address": "地址",
    "industry": "行业",
    "products": "主营产品",
    "scope": "经营范围",
    "profile": "简介",
    "revenue": "营业收入",
    "profit": "利润",
    "valuation": "估值",
    "investment": "总投资",
    "position": "职务",
    "batch": "批次",
    "employees": "员工数",
    "status": "状态",
    "notice_id": "项目代码",
    "title": "标题",
    "on_date": "日期",
    "project": "项目名称",
    "link": "链接",
}
"""What people call a field, for messages; each label is one of the field's header texts."""

_SYNONYMS: Mapping[str, str] = {
    "rank": "排名 名次 位次 排序 序号",
    "name": "现企业名称 更名后企业名称 企业名称 公司名称 单位名称 企业(集团)名称 企业全称 公司全称 单位全称"
    " 会员单位 会员名称 申报单位 建设单位 建设单位名称 项目单位 项目单位名称 公司 企业",
    FORMER_NAME: "原企业名称 更名前企业名称 原名称 曾用名",
    "short_name": "A股简称 证券简称 股票简称 公司简称 企业简称 简称",
    "stock_code": "A股代码 证券代码 股票代码 公司代码",
    "uscc": "统一社会信用代码 社会信用代码 信用代码",
    "certificate": "证书编号 高新技术企业证书编号 证书号 编号",
    "country": "国家 国家/地区 国家或地区 国家和地区 所属国家",
    "province": "省份 省(区、市) 省(市、区) 省(自治区、直辖市) 省市 所属省份 所在省份 所属省 所在省"
    " 地区 所在地区 省 所属地区 所在地 所属地 注册地 总部所在地 总部 推荐单位",
    "city": "城市 所属城市 所在城市 所属市 所在市 地市 所属地市 市 所属县(市、区)",
    "address": "注册地址 公司地址 企业地址 单位地址 详细地址 联系地址 通讯地址 地址"
    " 建设地点 建设地址 项目地点",
    "industry": "所属行业 行业 行业名称 行业分类 行业类别",
    "products": "主营产品 产品名称 主导产品 主要产品 主要业务和品牌 主营业务",
    "scope": "经营范围",
    "profile": "企业简介 公司简介 简介",
    "revenue": "营业收入 营收 营业收入总额 营收总额 营业总收入",
    "profit": "净利润 利润 利润总额",
    "valuation": "估值 企业估值 公司估值 最新估值",
    "investment": "总投资 总投资额 投资总额 项目总投资 计划总投资 投资金额",
    "position": "商会职务 协会职务 会内职务 商会职位 会员职务 职务 职位",
    "batch": "批次 认定批次 所属批次",
    "employees": "员工数 员工人数 职工人数 从业人数 从业人员 雇员数",
    "status": "状态 企业状态 经营状态 登记状态 复核结果 认定结果 审核结果 办理状态",
    "notice_id": "项目代码 备案编号 备案项目编号 备案证号 公告编号",
    "title": "标题 公告标题 公示标题",
    "on_date": "受理日期 受理时间 批复日期 批复时间 审批日期 审批时间 备案日期 发证日期 发证时间 更名日期"
    " 公告日期 公告时间 公示日期 发布日期 日期",
    "project": "项目名称 建设项目名称 工程名称",
    "link": "链接 公告链接 公示链接 原文链接",
}
"""Header texts by field, the better ones first (省份 beats 地区 where both stand in one table)."""

KNOWN: Mapping[str, tuple[str, int]] = {
    text: (field, better) for field, texts in _SYNONYMS.items() for better, text in enumerate(texts.split())
}
"""Header text without white space → its field, and its order of preference (less is better)."""

UNUSED = re.compile(
    r"上年(?:度)?(?:排名|名次)|姓名|单位职务|备注|公众参与(?:情况)?|(?:建设)?项目(?:概况|类型|性质)|行政区划|审批文号|批复文号"
    r"|(?:环境影响)?(?:环评|评价)(?:机构|单位)(?:\(编制单位\))?|主要环境影响.*(?:对策|对错).*|审批(?:部门|机关)|备案机关"
)
"""Header texts that show a header row and hold nothing to take over (sources.md 2.15, with its typo)."""
