"""Plans as data for other programs: JSON, YAML, CSV, SQLite, Parquet, iCalendar, data frames."""
