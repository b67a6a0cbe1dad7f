"""Template filters of the app `assessments`."""
