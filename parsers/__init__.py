"""Vietnamese plans parsed: a `Document` in, records with their place in the source out."""
