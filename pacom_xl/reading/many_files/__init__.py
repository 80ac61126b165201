"""Many files at once: finding them, processes under limits, clusters, readings on disk."""
