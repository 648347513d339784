# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 台账覆盖了什么
#
# 改下面三行，从上到下运行：对接过的企业在各榜单、各产业链环节里占多少，还有哪些环节一家都没碰过。
#
# - 数据目录：环境变量 `LIANZHAO_HOME`，没有设置就用项目下的 `var`。
# - 不足 30 家不给比率；榜单没有采全的不给比率；示例数据有标注。

# %%
CHAIN = None  # 例如 "wood_home"；None 是全部产业链
ROWS = 30  # 每张表看多少行
WEEK = None  # 例如 "2026-W48"；None 是最近一期

# %%
import os

import pandas as pd

from app.analysis import open_desk, rank
from common.errors import UserError
from common.settings import PROJECT_ROOT, load_settings

# Bad input is one sentence here too: IPython shows what this hook returns instead of a traceback.
UserError._render_traceback_ = lambda error: [str(error)]
pd.set_option("display.max_colwidth", None, "display.max_rows", 100, "display.precision", 3)

# Not the working folder: Jupyter's is the folder of the notebook.
home = os.environ.get("LIANZHAO_HOME") or PROJECT_ROOT / "var"
desk = open_desk(load_settings(home), WEEK)

# %% [markdown]
# ## 台账本身

# %%
ledger = desk.report.ledger
print("【示例数据】" if ledger.example else "")
pd.Series({
    "行数": ledger.rows, "不重复": ledger.distinct, "重复": ledger.duplicates, "对上企业": ledger.matched,
    "没对上": ledger.unmatched, "协会商会": ledger.associations, "只碰过一次": ledger.never_followed_up,
    "没写原因": ledger.no_reason,
}, name="台账").to_frame()

# %% [markdown]
# ## 各榜单对接了多少

# %%
pd.DataFrame(
    [
        [name, rate.k, rate.n, rate.rate, rate.low, rate.high, rate.note]
        for name, rate in desk.report.universe.items()
    ],
    columns=["榜单", "对接过", "已知成员", "比率", "低（95 %）", "高（95 %）", "说明"],
).head(ROWS)

# %% [markdown]
# ## 各环节
#
# “没碰过”是有已知企业、却一家都没有对接过的环节，补链优先级高的在前。

# %%
name = desk.config.chain(CHAIN).name if CHAIN else None
gaps = pd.DataFrame(
    [gap.model_dump() for gap in desk.report.gaps if name is None or gap.chain_name == name]
).rename(columns={
    "chain_name": "产业链", "node_name": "环节", "local": "本地", "gap_priority": "补链优先级",
    "candidates": "已知企业", "touched": "对接过", "listed": "在清单",
})
untouched = gaps[(gaps["已知企业"] > 0) & (gaps["对接过"] == 0)]
untouched.sort_values(["补链优先级", "已知企业"], ascending=False).head(ROWS)

# %% [markdown]
# ## 有结果的对接
#
# 来过、签过的算“来过”，写明原因谢绝的算“谢绝”；暂缓和无回应不算结果。

# %%
outcomes, firms = desk.outcomes
pd.DataFrame(
    [
        [firms.firms[one.enterprise_id].name, one.on_date, "来过" if one.good else "谢绝", one.word, "示例" if one.example else ""]
        for one in outcomes
    ],
    columns=["企业", "日期", "结果", "台账写的", "示例"],
).head(ROWS)
