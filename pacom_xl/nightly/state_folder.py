"""The folder of a nightly job: where its history, results, outbox, lock and logs are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pacom_xl.nightly.delivery.outbox import Outbox
from pacom_xl.storage.atomic_files import make_folder, sweep


@dataclass(frozen=True)
class StateFolder:
    """Paths in the state folder of a configuration."""

    folder: Path

    @property
    def history(self) -> Path:
        """Runs and findings."""
        return self.folder / "history.sqlite"

    @property
    def results(self) -> Path:
        """Results of unchanged workbooks; may be deleted at any time."""
        return self.folder / "results.sqlite"

    @property
    def outbox(self) -> Outbox:
        """Mails that wait. Raises ``CannotWriteError``."""
        folder = self.folder / "outbox"
        make_folder(folder)
        return Outbox(folder)

    @property
    def versions(self) -> Path:
        """Versions of the plans (``plan_versions``)."""
        return self.folder / "versions"

    @property
    def replies(self) -> Path:
        """Open proposals and rows put off (``reply_store``)."""
        return self.folder / "replies.json"

    @property
    def reply_key(self) -> Path:
        """Key that signs prepared replies."""
        return self.folder / "replies.key"

    @property
    def day_mails(self) -> Path:
        """File with the recipients written to today (``rhythm``)."""
        return self.folder / "day-mails.json"

    @property
    def sent_corrections(self) -> Path:
        """File with the corrected workbooks that went with mails (``sent_corrections``)."""
        return self.folder / "sent-corrections.json"

    @property
    def lock(self) -> Path:
        """Held during a run."""
        return self.folder / "lock"

    @property
    def logs(self) -> Path:
        """One page per run."""
        return self.folder / "logs"

    def clean(self) -> None:
        """Remove what killed runs and earlier versions of the program left. Only while the lock is held."""
        for folder in (self.folder, self.folder / "outbox", self.logs):
            sweep(folder)
        for pattern in ("cache.sqlite*", "made-*.sqlite*", "history-last.json"):
            for file in self.folder.glob(pattern):
                file.unlink(missing_ok=True)
