"""Tables: many applicants at once, in columns. Needs the extra `batch`; nothing else imports Polars."""
