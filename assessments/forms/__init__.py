"""Forms of the app `assessments`, one module a feature."""
