"""Tests of adoption: lists people have, as small text tables, become workbooks."""
