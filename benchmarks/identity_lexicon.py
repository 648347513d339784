"""``python -m benchmarks.identity_lexicon``: make pipeline/identity/trade_words.txt anew (needs jieba).

A trade word is a word of jieba's dictionary that ends at least 25 cores of every second registered name, or
stands before such words at least 40 times, and does not begin more names than it ends twice over (those are
brands: 东方, 诚信). Words that jieba does not know are added from ``MORE``.
"""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from typing import Any

import pandas as pd

from common.settings import PROJECT_ROOT
from pipeline.identity.names import parse
from pipeline.identity.normal import normal_names
from pipeline.identity.trades import LEXICON, LONGEST_WORD, SHORTEST_BRAND

NAMES = PROJECT_ROOT.parent / "shared" / "data" / "names" / "registry_1m.parquet"
MORE = (
    "塑业 棉业 石业 肥业 门业 车业 汽运 粮贸 橡塑 鞋材 家纺 水业 铸业 鞋服 "
    "禽业 商砼 钢构 硅业 布艺 耐材 线业 面业 皮业 布业 网业 竹业 蜂业 钙业 "
    "锰业 供应链 安防 自动化 不锈钢 标准件 设计院 研究院 研究所 加油站 度假村 俱乐部 玻璃钢 密封件 "
    "生态园 调味品 幼儿园 出版社 天然气 润滑油 保健品 化妆品 混凝土 自来水 工艺品 艺术品 变压器 热水器"
)
ENDS, INSIDE, ROUNDS = 25, 40, 3
HEAD = (
    "# Trade words at the end of company names, from those of ../shared/data/names/registry_1m.parquet.\n"
    "# Made by `python -m benchmarks.identity_lexicon`; that file says how.\n"
)


def lexicon(cores: list[str], known: Any) -> list[str]:
    """The words; ``known`` tells whether the dictionary has one."""
    ends = Counter(core[-size:] for core in cores for size in _sizes(core, 1))
    begins = Counter(core[:size] for core in cores for size in range(2, 5) if len(core) > size + 1)
    words = {word for word, count in ends.items() if count >= ENDS and known(word)}
    for _ in range(ROUNDS):
        inside = Counter[str]()
        for core in cores:
            rest = _without(core, words)
            if rest != core:
                inside.update(rest[-size:] for size in _sizes(rest, SHORTEST_BRAND) if size < 5)
        words |= {word for word, count in inside.items() if count >= INSIDE and known(word)}
    trades = {word for word in words if begins[word] <= max(20, 2 * ends[word])}
    return sorted(trades | set(MORE.split()))


def _sizes(text: str, left: int) -> range:
    return range(2, min(LONGEST_WORD, len(text) - left) + 1)


def _without(core: str, words: set[str]) -> str:
    """What is left of a core when known words are taken from its end, the longest first."""
    while True:
        sizes = reversed(_sizes(core, SHORTEST_BRAND))
        taken = next((size for size in sizes if core[-size:] in words), 0)
        if not taken:
            return core
        core = core[:-taken]


def main() -> None:
    """Read the register, write the lexicon."""
    dictionary = import_module("jieba").dt
    dictionary.initialize()
    names = pd.read_parquet(NAMES, columns=["name"])["name"].iloc[::2].tolist()
    parsed = (parse(name) for name in normal_names(names))
    cores = [one.core for one in parsed if one.form and not one.branch]
    words = lexicon(cores, lambda word: dictionary.FREQ.get(word, 0) > 0)
    LEXICON.write_text(HEAD + "\n".join(words) + "\n", "utf-8")
    print(f"{len(words)} words")


if __name__ == "__main__":
    main()
