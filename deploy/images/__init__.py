"""The image of the services and the portal."""
