"""Helpers shared by tests of several folders. Test modules import from here, never from one another."""
