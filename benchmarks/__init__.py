"""The ratios of the product against what it is built on, each measured in one run; the ratio is printed last."""
