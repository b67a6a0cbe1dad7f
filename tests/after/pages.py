"""What the tests of the register's pages share: their day, addresses, a report, a scan."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
TODAY = date(2026, 11, 26)


def url(name, *args):
    return reverse(f"assessments:{name}", args=args)


def text(page):
    return page.content.decode()


REPORT = {
    "year": "2026",
    "still_meets": "ya",
    "pengungkit": "48,25",
    "hasil": "36.5",
    "notes": "Pelayanan tetap baik.\nAduan tertangani. <b>=1+1</b> http://127.0.0.1/rahasia",
    "letter_number": "700/9/2026",
    "letter_date": "2026-11-20",
}


def scan(name="sk.pdf"):
    return SimpleUploadedFile(name, PDF, "application/pdf")
