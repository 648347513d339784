"""Whole answers about a made-up firm, with the persons that real answers carry."""

from __future__ import annotations

from typing import Any

NAME, FORMER, CODE = (
    "示例（东莞）精密科技有限公司",
    ["示例精密五金厂", "示例精密科技有限公司"],
    "91000000MA00000A01",
)
OTHER_CODE = "91000000MA00000B02"
SCOPE, ADDRESS = "研发、生产：精密模具；货物进出口。", "广东省东莞市示例镇示例路1号"
PERSONS = ("示例某某", "13800000000", "someone@firm.example", "0769-22220000")
"""What must never lie on a disk."""
_PERSON, _MOBILE, _MAIL, _LINE = PERSONS

QCC: dict[str, Any] = {
    "Status": "200",
    "Message": "【有效请求】查询成功",
    "OrderNumber": "ECI2026112400000001",
    "Result": {
        "KeyNo": "0123456789abcdef",
        "Name": NAME,
        "No": "441900000000001",
        "CreditCode": CODE,
        "OperName": _PERSON,
        "StartDate": "2010-03-03 00:00:00",
        "Status": "存续（在营、开业、在册）",
        "Province": "GD",
        "Area": {"Province": "广东省", "City": "东莞市", "County": "示例镇"},
        "RegistCapi": "185000万元人民币",
        "EconKind": "有限责任公司（自然人投资或控股）",
        "Address": ADDRESS,
        "Scope": SCOPE,
        "IsOnStock": "1",
        "StockNumber": "000000",
        "OriginalName": [{"Name": name, "ChangeDate": "2012-01-01"} for name in FORMER],
        "Employees": [{"Name": _PERSON, "Job": "经理"}],
        "ContactInfo": {"PhoneNumber": _MOBILE, "Email": _MAIL},
    },
}
TYC: dict[str, Any] = {
    "error_code": 0,
    "reason": "ok",
    "result": {
        "id": 1,
        "name": NAME,
        "historyNames": "\t".join(FORMER) + "\t",
        "creditCode": CODE,
        "regNumber": "441900000000001",
        "legalPersonName": _PERSON,
        "phoneNumber": _LINE,
        "emailList": [_MAIL],
        "staffList": {"result": [{"name": _PERSON, "typeJoin": ["经理"]}]},
        "regCapital": "1203.2528万美元",
        "regStatus": "存续",
        # 2010-03-03 00:00 in Shanghai is still 2 March in UTC.
        "estiblishTime": 1267545600000,
        "industry": "专用设备制造业",
        "businessScope": SCOPE,
        "regLocation": ADDRESS,
        "base": "gd",
        "city": "东莞市",
        "district": "示例镇",
        "bondNum": None,
    },
}
QIXIN: dict[str, Any] = {
    "status": "200",
    "message": "操作成功",
    "sign": "0f",
    "data": {
        "id": "1",
        "name": NAME,
        "historyNames": FORMER,
        "creditNo": CODE,
        "operName": _PERSON,
        "telephone": _MOBILE,
        "contact": {"email": _MAIL},
        "registCapi": "6,500 万人民币",
        "startDate": "2010-03-03",
        "status": "存续",
        "address": ADDRESS,
        "scope": SCOPE,
        "districtCode": "441900",
    },
}
ANSWERS = {"qcc": QCC, "tyc": TYC, "qixin": QIXIN}
