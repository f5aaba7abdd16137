"""`make bench`: every table; exit code 1 when a limit is missed."""

from __future__ import annotations

import sys

from tests.bench import engine, faults, load, products, site, start, terminal, terminal_bytes, words
from tests.bench.table import show
from tests.bench.unseen import locks, rates, subjects

TABLES = (
    ("The command line", start.start),
    ("Checks of words: mistakes caught, good briefs left alone", words.words),
    ("Cut-out against rendered truth", engine.cut_out),
    ("Extension and clean plate against rendered truth", engine.extension),
    ("Repair against the truth", engine.repair),
    ("The identity lock", engine.lock),
    ("The four jobs", engine.jobs),
    ("Large photographs", engine.large),
    ("A recipe on many products", products.many),
    ("Measuring one attempt", faults.speed),
    ("Evidence: which faults are flagged", faults.confusion),
    ("Eyes: products that no limit was set on", rates.eyes),
    ("Eyes: the identity lock", locks.locks),
    ("Eyes: finding the product", subjects.subjects),
    ("The site: a cold build with photographs", site.pictured),
    ("The site: ten thousand recipes", site.large),
    ("The site: from a save to the page", site.saving),
    ("Load: all recipes at once", load.load),
    ("The terminal studio: first row", terminal.first_paint),
    ("The terminal studio: a filter key", terminal.filter_key),
    ("The terminal studio: stalls", terminal.stalls),
    ("The terminal studio: bytes written", terminal_bytes.written),
)


def main() -> int:
    """Print every table, or those whose title has one of the words."""
    wanted = [word.lower() for word in sys.argv[1:]]
    for word in wanted:
        if not any(word in title.lower() for title, _ in TABLES):
            sys.exit(f"No table has '{word}' in its title. There are: {'; '.join(title for title, _ in TABLES)}.")
    chosen = [(title, rows) for title, rows in TABLES if not wanted or any(word in title.lower() for word in wanted)]
    missed = [title for title, rows in chosen if not show(title, rows())]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
