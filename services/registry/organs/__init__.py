"""Organs that matters go to: governments, police, procuratorates and others."""
