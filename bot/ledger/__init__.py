"""What is known: reports, stories, figures, claims, totals, corrections, review."""
