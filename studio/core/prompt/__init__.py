"""The prompt of an edit, and the words it is made of."""
