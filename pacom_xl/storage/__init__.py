"""Files and memory, without knowledge of plans: atomic writes, locks, buffers on disk, safe unpacking."""
