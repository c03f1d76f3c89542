"""The event store, the runner of commands, group commit and migrations."""
