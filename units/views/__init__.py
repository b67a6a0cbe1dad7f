"""Views of the app `units`: permitted object, form, service, message, redirect."""
