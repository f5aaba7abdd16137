"""The pictures of a site: fresh encodes, their placeholders, cards for shared links, the logo."""
