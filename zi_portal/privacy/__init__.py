"""What law 27/2022 on personal data asks for: a copy for its owner, an end for what is kept, erasure (decision 52)."""
