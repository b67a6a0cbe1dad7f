"""Forms of the app `units`: they read and clean what was typed; the services decide."""
