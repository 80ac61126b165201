"""Rule catalogue and engine. A rule finds facts; the engine adds severities, and reports add texts."""
