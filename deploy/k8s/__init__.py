"""Manifests, and the little of kustomize that reads them."""
