"""Pages of the app `surveys`."""
