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
# # 调一条产业链
#
# 改下面三行，从上到下运行：看这条链的企业谁进、谁退、谁升降，因为哪个因素，历史结果怎么说。
#
# - 数据目录：环境变量 `LIANZHAO_HOME`，没有设置就用项目下的 `var`。先要有一期清单（`lianzhao weekly`）。
# - 不改任何配置。满意之后用最后一格打印的命令采用。

# %%
CHAIN = "textile_dyeing"
CHANGES = ["textile_dyeing.garment_wash.gap_priority=3", "movability.chains.textile_dyeing=0.7"]
WEEK = None  # 例如 "2026-W48"；None 是最近一期

# %%
import os

import pandas as pd

from app.analysis import open_desk, rank
from app.comparison import by_chain, compare, listing
from app.tuning.changes import read_changes
from app.tuning.trial import completed, with_changes
from matching.evaluate.history import history_of
from common.errors import UserError
from common.settings import PROJECT_ROOT, load_settings

# Bad input is one sentence here too: IPython shows what this hook returns instead of a traceback.
UserError._render_traceback_ = lambda error: [str(error)]
pd.set_option("display.max_colwidth", None, "display.max_rows", 100, "display.precision", 3)

# Not the working folder: Jupyter's is the folder of the notebook.
home = os.environ.get("LIANZHAO_HOME") or PROJECT_ROOT / "var"
desk = open_desk(load_settings(home), WEEK)

# %% [markdown]
# ## 改动
#
# 写法和 `lianzhao tune try --set` 一样：`=` 改值，`+=` 加词，`-=` 减词。只改一个权重时，同组其余的按比例调整，使合计不变。

# %%
changes = completed(desk.config, read_changes(desk.config, None, CHANGES))
before = rank(desk, desk.config)
after = rank(desk, with_changes(desk.config, changes), after=before)
pd.DataFrame({"改动": [change.text for change in changes]})

# %% [markdown]
# ## 清单上谁进、谁退、谁升降

# %%
compare(before, after)

# %% [markdown]
# ## 这条链自己：全部企业的分数和名次
#
# 名次是链内按分数排的；“不进清单的原因”空着的才可能入选。

# %%
def inside(ranking):
    firms = [item for item in ranking.placed.ordered if item.chain == CHAIN]
    return pd.DataFrame(
        [[item.name, item.node_name, 100 * item.centre, "；".join(item.kept_off)] for item in firms],
        columns=["企业", "环节", "分数", "不进清单的原因"],
        index=pd.RangeIndex(1, len(firms) + 1, name="链内名次"),
    )

both = inside(before).reset_index().merge(inside(after).reset_index(), on="企业", how="outer", suffixes=("（原）", "（新）"))
both["分差"] = both["分数（新）"] - both["分数（原）"]
both.sort_values("链内名次（新）").head(40)

# %% [markdown]
# ## 各产业链有多少家

# %%
pd.concat({"原配置": by_chain(before), "新配置": by_chain(after)}, axis=1)

# %% [markdown]
# ## 历史结果怎么说
#
# 只数当时（结果之前 90 天）就已知的事实。不到 30 个结果不给比率。

# %%
outcomes, firms = desk.outcomes
pd.DataFrame(
    [history_of(firms, side.config, outcomes).model_dump() for side in (before, after)], index=["原配置", "新配置"]
).rename(columns={
    "came": "来过", "refused": "谢绝", "unknown": "当时未知", "pairs": "可比的对", "above": "次序对的",
    "value": "比率", "low": "低", "high": "高", "example": "示例", "note": "说明",
})

# %% [markdown]
# ## 采用

# %%
sets = " ".join(f"--set '{change}'" for change in CHANGES)
print(f"lianzhao tune adopt {sets} --who 姓名 --why 理由 --name 版本名")
