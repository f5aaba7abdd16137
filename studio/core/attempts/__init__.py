"""What was made of a recipe, what people say of it, where it stands, and what may go out."""
