"""Forms of the hand-over to PortalRB: a new token, the window of a year."""

from datetime import timedelta
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils import timezone

from assessments.handover.window import Window
from assessments.models import HandoverToken, HandoverWindow
from units.forms.base import DateInput

RIGHTS = {
    "may_wbk": "Daftar unit yang diusulkan WBK",
    "may_wbbm": "Daftar unit yang diusulkan WBBM",
    "may_answers": "Jawaban LKE unit-unit itu",
}


RELOAD = "Formulir ini tidak utuh. Muat ulang halaman, lalu isi lagi."


class TokenForm(forms.Form):
    """Name, last day and rights of a token; `form_id` makes a form sent twice recognisable."""

    name = forms.CharField(
        label="Nama token",
        max_length=HandoverToken._meta.get_field("name").max_length,
        help_text="Untuk mengenalinya nanti, misalnya “PortalRB 2026”. Jangan menulis tokennya di sini.",
    )
    expires_on = forms.DateField(label="Berlaku sampai", widget=DateInput)
    rights = forms.MultipleChoiceField(
        label="Boleh mengambil",
        choices=list(RIGHTS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih paling sedikit satu hak."},
    )
    form_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        today = timezone.localdate()
        initial = {
            "form_id": uuid4(),
            "rights": list(RIGHTS),
            "expires_on": today + timedelta(days=min(180, settings.PORTALRB_TOKEN_DAYS)),
        }
        super().__init__(*args, initial=initial, **kwargs)
        days = settings.PORTALRB_TOKEN_DAYS
        self.fields[
            "expires_on"
        ].help_text = (
            f"Sampai pukul 23.59.59 WIB; paling lama {days} hari dari sekarang. Sesudah itu buat yang baru."
        )

    def clean(self) -> dict:
        """Say what is wrong with a field that nobody sees where it is seen."""
        if "form_id" in self.errors:
            self.add_error(None, RELOAD)
        return self.cleaned_data


class WindowForm(forms.Form):
    """The days of a year on which PortalRB may pull."""

    opens_on = forms.DateField(label="Dibuka", widget=DateInput)
    closes_on = forms.DateField(
        label="Ditutup", widget=DateInput, help_text="Sampai pukul 23.59.59 WIB hari itu."
    )
    basis = forms.CharField(
        label="Dasar",
        max_length=HandoverWindow._meta.get_field("basis").max_length,
        help_text="Surat atau pengumuman yang menetapkannya, dengan nomor dan tanggal.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, window: Window, **kwargs) -> None:
        recorded = window.set
        initial = {
            "opens_on": window.opens_on,
            "closes_on": window.closes_on,
            "basis": recorded.basis if recorded else "",
            "seen": recorded.version if recorded else 0,
        }
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self) -> dict:
        """Say what is wrong with a field that nobody sees where it is seen."""
        if "seen" in self.errors:
            self.add_error(None, RELOAD)
        return self.cleaned_data
