"""Reading: a file in, a `Document` out (text with the place of every character on its page)."""
