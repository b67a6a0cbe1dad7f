"""Every module that defines a kind of background work (`services.jobs.job_kind`); import it here."""
