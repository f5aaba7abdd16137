"""Speed and quality, printed as figures against limits or peers of the same run."""
