"""Data types shared by every room: bilingual text, plans and records, findings, the audit of a consolidation."""
