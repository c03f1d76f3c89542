"""The published language: facts only, a package for each service with a module for each matter.

Importing anything of it registers every fact: a consumer must know the facts of all services, whichever module it names.
Contracts generated from them are in `contracts/`.
"""

from importlib import import_module
from pkgutil import iter_modules

for _service in iter_modules(__path__):
    if _service.ispkg and _service.name != "contracts_of":
        for _matter in iter_modules(import_module(f"{__name__}.{_service.name}").__path__):
            import_module(f"{__name__}.{_service.name}.{_matter.name}")
