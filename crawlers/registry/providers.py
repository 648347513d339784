"""企查查, 天眼查 and 启信宝: signatures and envelopes of sources.md 2.17.

Codes beside success and 启信宝's 104 are those that public clients of these interfaces know [scraper].
"""

from __future__ import annotations

from datetime import datetime
from hashlib import md5

from crawlers.registry.provider import Keys, Places, Provider, Signed


def _md5(*parts: str) -> str:
    return md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def _sign_qcc(keys: Keys, at: datetime) -> Signed:
    key, secret = keys
    seconds = str(int(at.timestamp()))
    return Signed({"Token": _md5(key, seconds, secret).upper(), "Timespan": seconds}, {"key": key})


def _sign_tyc(keys: Keys, _at: datetime) -> Signed:
    return Signed({"Authorization": keys[0]})


def _sign_qixin(keys: Keys, at: datetime) -> Signed:
    key, secret = keys
    millis = str(int(at.timestamp() * 1000))
    headers = {"Auth-Version": "2.0", "appkey": key, "timestamp": millis, "sign": _md5(key, millis, secret)}
    return Signed(headers)


PROVIDERS = {
    provider.id: provider
    for provider in (
        Provider(
            id="qcc",
            name="企查查",
            source="qcc_api",
            environment=("LIANZHAO_QCC_KEY", "LIANZHAO_QCC_SECRET"),
            sign=_sign_qcc,
            code="Status",
            message="Message",
            result="Result",
            codes={
                "answered": "200",
                "not_found": "201",
                "bad_key": "101 103 104 113 114 115 119",
                "ip_refused": "107",
                "no_credit": "102 111 112 123 214",
                "busy": "109 110 116 120 122",
            },
            places=Places("StartDate", "RegistCapi", "Province", "Area.City", "Area.County"),
            kept=(
                "Status OrderNumber Result KeyNo Name No CreditCode StartDate Province Area City County"
                " RegistCapi EconKind Address Scope TermStart TermEnd CheckDate OrgNo IsOnStock StockNumber"
                " OriginalName ChangeDate"
            ),
        ),
        Provider(
            id="tyc",
            name="天眼查",
            source="tyc_api",
            environment=("LIANZHAO_TYC_TOKEN",),
            sign=_sign_tyc,
            code="error_code",
            message="reason",
            result="result",
            codes={
                "answered": "0",
                "not_found": "300000",
                "bad_key": "300002 300003 300009",
                "no_credit": "300005 300006 300007",
                "busy": "300004",
            },
            places=Places("estiblishTime", "regCapital", "base", "city", "district"),
            kept=(
                "error_code result name historyNames creditCode regNumber orgNumber regCapital regStatus"
                " estiblishTime companyOrgType industry businessScope regLocation regInstitute city district"
                " base staffNumRange bondNum"
            ),
        ),
        Provider(
            id="qixin",
            name="启信宝",
            source="qixin_api",
            environment=("LIANZHAO_QIXIN_KEY", "LIANZHAO_QIXIN_SECRET"),
            sign=_sign_qixin,
            code="status",
            message="message",
            result="data",
            codes={
                "answered": "200",
                "not_found": "201",
                "bad_key": "101 113 214",
                "ip_refused": "104",
                "no_credit": "102",
            },
            places=Places("startDate", "registCapi", district="districtCode"),
            kept=(
                "status data name historyNames creditNo regNo orgNo registCapi startDate econKind belongOrg"
                " address scope termStart termEnd checkDate districtCode"
            ),
        ),
    )
}
"""All registries by id, in the order in which they are tried when nobody names one."""
