"""What several services decide alike: rules, callers with their scopes, settings. It knows no service."""
