"""Write the sample archive and the sample ledger: ``python -m sample.build --facts DIR --out sample``."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from common.errors import UserError
from common.files import write_atomic
from crawlers.archive import Archive, Capture
from crawlers.source import Source, load_sources
from sample import examples, exchanges, fortune, sina
from sample.facts import Facts, read_facts
from sample.ledger import FILE_NAME, ledger
from sample.page import Page

FETCHED_AT = "2026-11-23T07:00:00+08:00"
"""Fixed, so that building twice gives the same bytes."""


def pages(sources: dict[str, Source], facts: Facts) -> dict[str, list[Page]]:
    """The pages of every source, by source id."""
    shanghai, shenzhen = facts.listed_on("SH"), facts.listed_on("SZ")
    return {
        "fortune_global500": fortune.global500(sources["fortune_global500"], facts.global500),
        "fortune_china500": [fortune.china500(_sampled(sources["fortune_china500"]), facts.china500)],
        "acfic500": [sina.datalist(_sampled(sources["acfic500"]), facts.private500)],
        "acfic_mfg500": [sina.datalist(_sampled(sources["acfic_mfg500"]), facts.private_mfg500)],
        "sse": exchanges.sse(sources["sse"], shanghai),
        "szse": [exchanges.szse(sources["szse"], shenzhen)],
        "listed_profile": exchanges.profiles(sources["listed_profile"], shanghai + shenzhen),
        "chamber_demo": [examples.chamber(sources["chamber_demo"])],
        "giant_demo": [examples.giants(sources["giant_demo"])],
    }


def build(facts_folder: Path, out: Path) -> dict[str, int]:
    """Write ``out/archive`` anew and ``out/ledger``; returns data rows by source.

    Raises:
        UserError: the facts cannot be read; nothing was changed.
    """
    sources = {name: document.model for name, document in load_sources().items()}
    made = pages(sources, read_facts(facts_folder))
    contacts = ledger()
    for part in ("bodies", "captures"):
        shutil.rmtree(out / "archive" / part, ignore_errors=True)
    archive = Archive(out / "archive")
    for source, responses in made.items():
        for page in responses:
            archive.add(
                Capture(
                    source=source,
                    url=page.url,
                    status=200,
                    fetched_at=FETCHED_AT,
                    sha256=archive.store(page.body),
                    headers={"Content-Type": page.content_type},
                    via="sample",
                    excerpt=page.rows,
                )
            )
    write_atomic(out / "ledger" / FILE_NAME, contacts)
    return {source: sum(page.rows for page in responses) for source, responses in made.items()}


def _sampled(source: Source) -> Source:
    """The source as it stood for the edition that the facts are of."""
    return next(source.at(edition) for edition in source.earlier if edition.edition == fortune.SAMPLED)


def main() -> int:
    """Build from the command line; exit code 2 with one sentence when the facts are not usable."""
    parser = argparse.ArgumentParser(description="生成样例存档和示例台账")
    parser.add_argument("--facts", type=Path, required=True, help="事实 CSV 所在目录")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="输出目录，默认 sample")
    options = parser.parse_args()
    try:
        written = build(options.facts, options.out)
    except UserError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    for source, rows in written.items():
        print(f"{source}：{rows} 行")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
