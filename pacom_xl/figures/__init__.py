"""Every computed value, once: the Excel formula and the Python that says the same, side by side."""
