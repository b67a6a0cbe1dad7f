"""How the portal is run and released: Docker, systemd, nginx, and the commands behind ./dev lock, sbom and audit."""
