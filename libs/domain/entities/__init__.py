"""Entities as the register tells of them: whether it lists one, and under which code a business goes on."""
