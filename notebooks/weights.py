# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 改一个权重，看谁进谁出
#
# 这一页给分析人员用：读出已经做好的一期清单，在内存里改几个数，重新评判，看谁进、谁退、谁上下移动，以及是哪个因素带动的。
#
# - 打开方式：装好开发依赖（`pip install -e .[dev]`）后，用 VS Code 或 JupyterLab 打开，从上到下逐格运行。
# - 数据目录：环境变量 `LIANZHAO_HOME`，没有设置就用项目下的 `var`。先要有一期清单（`lianzhao weekly`）。
# - 这里不写任何文件：配置、数据库、清单都不变。评判用的就是每周任务的同一套函数。

# %%
import os

import pandas as pd

from app.analysis import changed, open_desk, rank
from app.comparison import by_chain, compare, listing
from common.errors import UserError
from common.settings import PROJECT_ROOT, load_settings

# Bad input is one sentence here too: IPython shows what this hook returns instead of a traceback.
UserError._render_traceback_ = lambda error: [str(error)]
pd.set_option("display.max_colwidth", None, "display.max_rows", 100, "display.precision", 2)

# Not the working folder: Jupyter's is the folder of the notebook.
home = os.environ.get("LIANZHAO_HOME") or PROJECT_ROOT / "var"
desk = open_desk(load_settings(home))

# %% [markdown]
# ## 现在的清单
#
# 三个轴和合计都是 0–1；“低”“高”是合计的区间，未知的因素把区间撑宽。

# %%
before = rank(desk, desk.config)
print(f"{desk.report.week}：{len(before.standings)} 家企业，{len(before.chosen.targets)} 家入选")
if desk.config.config_hash != desk.report.config_hash:
    print("注意：config/ 在这期清单做好之后改过，下面按现在的配置评判，与已发布的清单可能不同。")
listing(before)

# %% [markdown]
# ## 试一：更看重补链缺口
#
# “补链缺口”（node_gap）从 15 分提到 30 分，“本地配套”（local_linkage）从 20 分降到 5 分。同一个轴内各因素合计须为 100 分，不合规则的改法会被拒绝，并指出是哪个文件哪一行。
#
# 写法：文件名（不带 .yaml），再写“位置: 新值”；位置用点隔开，列表里的一项用它的 id，例如 `chains.textile_dyeing.nodes.reeling.gap_priority`。

# %%
more_gap = changed(
    desk.config,
    "scoring",
    {"axes.fit.factors.node_gap.w": 30.0, "axes.fit.factors.local_linkage.w": 5.0},
)
after = rank(desk, more_gap)
comparison = compare(before, after)
comparison

# %% [markdown]
# “影响最大”是得分（百分制）变化最大的因素，“分差”是它的变化；“自身未变”说明这家企业的分数没动，是别家变动带来的。“·探索”是按固定种子抽取的探索席位，不按名次排。

# %% [markdown]
# ## 试二：某条产业链更难搬
#
# 把茧丝绸与纺织印染的行业粘性系数（movability，越大越容易搬）从 0.8 降到 0.5。

# %%
less_movable = changed(desk.config, "scoring", {"movability.chains.textile_dyeing": 0.5})
compare(before, rank(desk, less_movable))

# %% [markdown]
# ## 各产业链有多少家
#
# “匹配企业”是命中该链环节的，“可入选”是没有被任何一条规则挡下的，“在清单”是占了本周席位的。

# %%
pd.concat({"原配置": by_chain(before), "试一": by_chain(after)}, axis=1)

# %% [markdown]
# ## 满意之后
#
# 把同样的数写进 `config/scoring.yaml`，运行 `lianzhao config check` 核对，再运行 `lianzhao weekly`。清单会记下配置哈希，以后能查到这一期用的是哪一版。
