"""Renders an overlay as `kubectl kustomize` does, for what these files use: resources, components, namespace, strategic patches
chosen by kind and label, and replacements with a delimiter. Anything else in a kustomization is refused, not ignored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

__all__ = ["Manifest", "documents", "render"]

Manifest = dict[str, Any]

_CLUSTER_WIDE = {"Namespace"}
_KNOWN = {"apiVersion", "kind", "namespace", "resources", "components", "patches", "replacements"}
_MERGED_BY = {
    "containers": "name",
    "initContainers": "name",
    "volumes": "name",
    "env": "name",
    "volumeMounts": "mountPath",
    "ports": "containerPort",
}


def documents(path: Path) -> list[Manifest]:
    """All YAML documents of a file."""
    return [document for document in yaml.safe_load_all(path.read_text(encoding="utf-8")) if document]


def render(folder: Path) -> list[Manifest]:
    """Everything the kustomization in `folder` leads to. Raises ValueError for a field not known here."""
    return _kustomized(folder, [])


def _kustomized(folder: Path, found: list[Manifest]) -> list[Manifest]:
    (kustomization,) = documents(folder / "kustomization.yaml")
    unknown = set(kustomization) - _KNOWN
    if unknown:
        raise ValueError(f"{folder}: {sorted(unknown)} is not rendered here")
    for name in kustomization.get("resources", ()):
        path = folder / name
        found = found + (render(path) if path.is_dir() else documents(path))
    for name in kustomization.get("components", ()):
        found = _kustomized(folder / name, found)
    for patch in kustomization.get("patches", ()):
        (change,) = documents(folder / patch["path"])
        _patch([manifest for manifest in found if _chosen(manifest, patch["target"])], change)
    if "namespace" in kustomization:
        for manifest in found:
            if manifest["kind"] not in _CLUSTER_WIDE:
                manifest["metadata"]["namespace"] = kustomization["namespace"]
    for replacement in kustomization.get("replacements", ()):
        _replace(found, replacement)
    return found


def _patch(targets: Sequence[Manifest], change: Manifest) -> None:
    """A patch that names its target elsewhere never renames it."""
    for manifest in targets:
        name = manifest["metadata"]["name"]
        _merge(manifest, change)
        manifest["metadata"]["name"] = name


def _chosen(manifest: Manifest, target: Mapping[str, str]) -> bool:
    if manifest["kind"] != target["kind"]:
        return False
    label, values = _requirement(target["labelSelector"])
    return manifest["metadata"].get("labels", {}).get(label) in values


def _requirement(selector: str) -> tuple[str, set[str]]:
    """`label=value` or `label in (a, b)`."""
    if " in (" in selector:
        label, _, values = selector.partition(" in (")
        return label.strip(), {value.strip() for value in values.rstrip(") ").split(",")}
    label, _, value = selector.partition("=")
    return label.strip(), {value.strip()}


def _merge(into: Manifest, change: Mapping[str, Any]) -> None:
    """A strategic merge: maps merge, named lists merge by their key with new entries first, other values are replaced."""
    for name, value in change.items():
        present = into.get(name)
        if isinstance(value, dict) and isinstance(present, dict):
            _merge(present, value)
        elif name in _MERGED_BY and isinstance(present, list):
            key = _MERGED_BY[name]
            known = {entry[key]: entry for entry in present}
            added = []
            for entry in value:
                if entry[key] in known:
                    _merge(known[entry[key]], entry)
                else:
                    added.append(deepcopy(entry))
            present[:0] = added
        else:
            into[name] = deepcopy(value)


def _replace(found: Sequence[Manifest], replacement: Mapping[str, Any]) -> None:
    source = replacement["source"]
    origin = [m for m in found if m["kind"] == source["kind"] and m["metadata"]["name"] == source["name"]]
    if len(origin) != 1:
        raise ValueError(f"{source['kind']} {source['name']}: found {len(origin)} times")
    ((holder, field),) = _places(origin[0], source["fieldPath"].split("."))
    value = str(holder[field])
    for target in replacement["targets"]:
        select, options = target["select"], target["options"]
        for manifest in found:
            if manifest["kind"] != select["kind"] or manifest["metadata"]["name"] != select.get(
                "name", manifest["metadata"]["name"]
            ):
                continue
            for path in target["fieldPaths"]:
                for place, name in _places(manifest, path.split(".")):
                    parts = str(place[name]).split(options["delimiter"])
                    parts[options["index"]] = value
                    place[name] = options["delimiter"].join(parts)


def _places(node: Any, path: Sequence[str]) -> Iterator[tuple[Any, str]]:
    """(container, name) of every field at a path; `*` stands for every entry of a list. Raises KeyError when there is none."""
    if path[0] == "*":
        for entry in node:
            yield from _places(entry, path[1:])
    elif len(path) == 1:
        if path[0] not in node:
            raise KeyError(path[0])
        yield node, path[0]
    else:
        yield from _places(node[path[0]], path[1:])
