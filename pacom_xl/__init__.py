"""Generate, read back, check and consolidate French sales action plans kept in Excel workbooks."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pacom_xl.library import check, merge, read

__all__ = ["check", "merge", "read"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """``read``, ``check`` and ``merge`` load the rest when they are first asked for: ``--help`` must not."""
    if name in __all__:
        import importlib

        return getattr(importlib.import_module("pacom_xl.library"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
