"""What edits cost, before and after."""
