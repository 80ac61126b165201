"""Checks of the installation and of a configuration, for ``pacom-xl doctor``."""
