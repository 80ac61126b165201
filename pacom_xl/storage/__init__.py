"""Files and memory, whatever they hold: atomic writes, locks, buffers on disk, safe unpacking."""
