"""The settings of a nightly job: ``pacom.toml`` and what each setting may hold."""
