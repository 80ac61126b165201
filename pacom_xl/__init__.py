"""Generate, read back, check and consolidate French sales action plans kept in Excel workbooks."""

__version__ = "0.1.0"
