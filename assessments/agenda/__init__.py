"""The deadlines of a person as a calendar: which there are (`reading`), and as a file of RFC 5545 (`ics`)."""
