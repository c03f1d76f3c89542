"""Our contracts as other people's tools read them."""
