"""The published description of an API: the document (OpenAPI 3.1) and the page that shows it."""
