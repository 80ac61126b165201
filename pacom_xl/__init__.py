"""Generate, read back, check and consolidate French sales action plans kept in Excel workbooks."""

__version__ = "0.1.0"

_LIBRARY = ("check", "merge", "read")


def __getattr__(name: str) -> object:
    """``read``, ``check`` and ``merge`` load the rest when they are first asked for: ``--help`` must not."""
    if name in _LIBRARY:
        import importlib

        return getattr(importlib.import_module("pacom_xl.library"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
