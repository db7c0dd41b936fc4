"""Questions, answers, judges, scores and the report."""
