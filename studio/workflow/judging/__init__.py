"""From an attempt to a verdict or a retry: measured, compared, judged."""
