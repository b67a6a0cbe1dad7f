"""The demo instansi: content and the story that brings it into the portal through the services."""
