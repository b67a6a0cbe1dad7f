"""Forms of the documents page and of public verification."""

import re
import uuid

from django import forms

from assessments.services.errors import Refused
from assessments.services.issuing import clean_number


class IssueForm(forms.Form):
    """The letter number of an LHE."""

    number = forms.CharField(
        label="Nomor LHE",
        max_length=100,
        help_text="Nomor surat dari inspektorat, misalnya 700/15/LHE/2026. Tercetak di laporan dan tidak dapat diubah.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_number(self) -> str:
        """The number in one line."""
        try:
            number = clean_number(self.cleaned_data["number"])
        except Refused as error:
            raise forms.ValidationError(str(error)) from error
        if not number:
            raise forms.ValidationError("Isi nomor LHE.")
        return number


class VerifyForm(forms.Form):
    """The code printed in the footer of a document; spaces and capitals don't matter."""

    code = forms.CharField(
        label="Kode dokumen",
        max_length=200,
        help_text="Kode 36 huruf di kaki setiap halaman, misalnya 7f0c3c1e-5b1d-4a53-9f3e-2f6f0f8f9f10.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> uuid.UUID:
        """The code as UUID; also taken out of a pasted address."""
        typed = re.sub(r"\s", "", self.cleaned_data["code"]).lower()
        found = re.search(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", typed)
        if found is None:
            raise forms.ValidationError(
                "Kode ini tidak lengkap. Salin seluruh kode dari kaki halaman dokumen."
            )
        return uuid.UUID(found.group())
