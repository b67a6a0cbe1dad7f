"""What everybody may know: plain values for the public pages. What is public is decided in docs/decisions/0019."""
