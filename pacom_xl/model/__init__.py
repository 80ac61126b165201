"""Plain values every room shares: bilingual text, plans and their records, findings, the audit of a consolidation."""
