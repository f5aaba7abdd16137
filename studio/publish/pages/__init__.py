"""What pages show and how they are rendered: views of what the gate let through, cards, topics, templates."""
