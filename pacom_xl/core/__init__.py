"""Plain values every room shares: bilingual text, plan records with their cells, findings."""
