"""The hand-over to PortalRB: its API, and the page on which the inspectorate looks after it."""
