"""What screens say, as text and cells."""
