"""What kind of organisation a printed name is of, by its ending."""

from __future__ import annotations

import re

from pipeline.names import name_key

_LEGAL_FORM = re.compile(
    r"(?:公司|合作社|合作联社|合伙\)?|事务所|研究院|研究所|设计院|医院|学院|大学|银行|厂|场|中心|联合会|协会|商会|学会)$"
)
_ASSOCIATION = re.compile(r"(?:协会|商会|联合会|学会|促进会)$")


def has_legal_form(name: str) -> bool:
    """Whether the name ends as registered organisations' names do (a brand or 京东集团 does not)."""
    return bool(_LEGAL_FORM.search(name_key(name)))


def is_association(name: str) -> bool:
    """Whether the name is a chamber or association rather than an enterprise."""
    return bool(_ASSOCIATION.search(name_key(name)))


_KINDS = (
    ("协会商会", _ASSOCIATION),
    ("协会商会", re.compile(r"(?:同乡会|校友会|理事会|联盟|工商联|侨联|基金会)$")),
    (
        "政府部门",
        re.compile(
            r"(?:人民政府|县政府|市政府|区政府|镇政府|乡政府|政府|管委会|管理委员会|委员会|办事处|街道办|办公室|领导小组|指挥部"
            r"|[局厅]|(?:县|市|区|省)委|发改委|国资委|经信委|商务委|团委|党工委|党委|政协|人大|法院|检察院|总工会|妇联|台办|侨办"
            r"|村委会|居委会|使馆|领事馆)(?:招商[局组处]|投资促进[局处])?$"
        ),
    ),
    ("学校", re.compile(r"(?:大学|学院|学校|中学|小学|幼儿园|党校|技校|职校)$")),
    ("医院", re.compile(r"(?:医院|卫生院|疾控中心)$")),
    ("科研院所", re.compile(r"(?:科学院|研究院|研究所|实验室)$")),
    (
        "事业单位",
        re.compile(
            r"(?:服务中心|促进中心|交易中心|监测中心|检测中心|推广中心|博物馆|图书馆|电视台|展览馆|报社)$"
        ),
    ),
)
"""What a name's ending says that is no enterprise; the first that fits."""


def organisation_kind(name: str) -> str:
    """``企业``, or what the name's ending says instead: 协会商会, 政府部门, 学校, 医院, 科研院所, 事业单位.

    A likeness only: 招商局集团 is an enterprise, 某某研究院 may be one. A person's word or a list wins.
    """
    key = name_key(name)
    return next((kind for kind, ending in _KINDS if ending.search(key)), "企业")
