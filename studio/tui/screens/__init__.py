"""The screens, and the parts that only one of them has."""
