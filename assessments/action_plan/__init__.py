"""View-models of the action plan: its page with bars of time, one activity, what becomes evidence of answers."""
