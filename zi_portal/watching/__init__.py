"""What those who look after an installation see of it: readiness, numbers for Prometheus, the doctor."""
