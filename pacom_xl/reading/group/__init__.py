"""Consolidated workbooks read back into the plans of their teams."""
