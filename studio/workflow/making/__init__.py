"""From an edit to attempts on disk: planned, priced, asked for, received, recovered."""
