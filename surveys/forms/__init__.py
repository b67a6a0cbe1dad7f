"""Forms of the app `surveys`."""
