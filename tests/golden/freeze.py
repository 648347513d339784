"""``python -m tests.golden.freeze``: golden tests of the shipped sources whose bodies the sample archive has.

Run it after the sample archive was built anew, and read the difference before it is kept.
"""

from __future__ import annotations

from common.settings import PROJECT_ROOT
from crawlers.archive import Archive, Capture
from crawlers.source import Source, load_sources
from pipeline.extract import extract
from pipeline.golden import GOLDEN, freeze

SAMPLE = Archive(PROJECT_ROOT / "sample" / "archive")
MOST_BODIES = 3
"""Of a source with an address for every firm."""


def sample_bodies(source: Source) -> list[tuple[Capture, bytes]]:
    """The bodies of a source in the sample archive that hold rows."""
    read = [(capture, SAMPLE.read(capture.sha256)) for capture in SAMPLE.captures(source.id)]
    return [body for body in read if extract(source, [body]).rows][:MOST_BODIES]


def main() -> None:
    """Write the golden test of every source that has a sample."""
    for name, document in load_sources().items():
        bodies = sample_bodies(document.model)
        if bodies:
            golden = freeze(document.model, bodies, GOLDEN / name, SAMPLE)
            print(f"{name}: {golden.rows} rows, {golden.problems}")  # noqa: T201  # for the maintainer


if __name__ == "__main__":
    main()
