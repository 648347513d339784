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
# # 看一条产业链的错
#
# 改下面三行，从上到下运行：这条链的企业各凭什么被认出来，哪些最可疑，哪些可能漏了。
#
# - 数据目录：环境变量 `LIANZHAO_HOME`，没有设置就用项目下的 `var`。
# - 看完要改词，到 `tune_chain` 那一页试，或 `lianzhao tune try --set 产业链.环节.kw.neg+=词`。

# %%
CHAIN = "textile_dyeing"
MISSING_WORD = "面料"  # 没有归到这条链、文字里却有这个词的企业
WEEK = None  # 例如 "2026-W48"；None 是最近一期

# %%
import os

import pandas as pd

from app.analysis import open_desk, rank
from common.errors import UserError
from common.settings import PROJECT_ROOT, load_settings
from matching.fit.explain import FIELD_NAMES

# Bad input is one sentence here too: IPython shows what this hook returns instead of a traceback.
UserError._render_traceback_ = lambda error: [str(error)]
pd.set_option("display.max_colwidth", None, "display.max_rows", 100, "display.precision", 3)

# Not the working folder: Jupyter's is the folder of the notebook.
home = os.environ.get("LIANZHAO_HOME") or PROJECT_ROOT / "var"
desk = open_desk(load_settings(home), WEEK)

# %%
chain = desk.config.chain(CHAIN)
ranking = rank(desk, desk.config)
matches = desk.matches(desk.context(desk.config))
rows = []
for identity, found in matches.items():
    for match in found:
        if match.chain.id == CHAIN:
            words = "、".join(dict.fromkeys(part.word for part in match.words))
            fields = "、".join(dict.fromkeys(FIELD_NAMES[part.field] for part in match.words))
            texts = "；".join(text.text for text in desk.knowledge.firms[identity].texts)
            standing = ranking.standings[identity]
            rows.append([standing.name, match.node.name, match.fit.centre, words, fields, match.code, match.strong_terms, texts])
firms = pd.DataFrame(rows, columns=["企业", "环节", "契合度", "命中的词", "在哪里", "代码", "实词数", "全部文字"])
print(f"{chain.name}：{len(firms)} 家")
firms["环节"].value_counts().rename("家数").to_frame()

# %% [markdown]
# ## 最可疑的在前
#
# 只靠企业名称或经营范围、只有一个词、没有代码的，最容易认错。

# %%
firms["可疑"] = (
    (firms["代码"] == "").astype(int)
    + (firms["实词数"] <= 1).astype(int)
    + (~firms["在哪里"].str.contains("主营|环评")).astype(int)
)
firms.sort_values(["可疑", "契合度"], ascending=[False, True]).head(40)

# %% [markdown]
# ## 每个词认出多少家
#
# 只认出一家、或认出的多半可疑的词，先看它。

# %%
words = firms.assign(词=firms["命中的词"].str.split("、")).explode("词")
words.groupby("词").agg(家数=("企业", "size"), 可疑=("可疑", "mean"), 例子=("企业", "first")).sort_values("家数", ascending=False)

# %% [markdown]
# ## 可能漏了的

# %%
inside = set(firms["企业"])
pd.DataFrame(
    [
        [firm.name, ranking.standings[firm.id].chain_name or "没有对应产业链", "；".join(text.text for text in firm.texts)]
        for firm in desk.knowledge.firms.values()
        if firm.name not in inside and any(MISSING_WORD in text.text for text in firm.texts)
    ],
    columns=["企业", "现在归到", "全部文字"],
).head(40)
