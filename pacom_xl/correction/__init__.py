"""Workbooks put right: findings marked at their cells, contents moved into the current template."""
