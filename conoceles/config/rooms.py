"""What the rooms tell by a module of a known name: the works of people, the files that are kept, what time causes."""

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.utils.module_loading import module_has_submodule


def each(name: str) -> Iterator[ModuleType]:
    """Yield the module of that name of every room that has one, the highest room first."""
    for config in reversed(list(apps.get_app_configs())):
        if config.name.startswith("conoceles.") and module_has_submodule(config.module, name):
            yield import_module(f"{config.name}.{name}")
