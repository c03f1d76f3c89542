"""Writes `libs/clients/`: a typed client for each service, from the OpenAPI document that the service publishes."""
