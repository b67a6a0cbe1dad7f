"""Forms of staff lists and their pakta integritas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.utils import timezone

from assessments.forms.overview import DayInput
from assessments.forms.steps import StepForm
from assessments.models import Employee
from assessments.services.errors import Refused
from assessments.services.pakta import EmployeeData
from assessments.staff_places import StaffPlace
from documents.filetypes import ACCEPT

_SPACES = re.compile(r"[\s.\-]+")


class ActForm(StepForm):
    """An act on what stands: it carries the version that was seen, and shows what stands now when that moved on."""

    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput())
    status = 200
    now: Employee | None = None

    def __init__(self, *args, stored: Employee | None = None, **kwargs) -> None:
        if stored is not None:
            names = ("version", "name", "nip", "post", "joined_on", "leads", "left_on")
            kwargs["initial"] = {name: getattr(stored, name) for name in names} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def is_valid(self) -> bool:
        """Also notes the status of the page that shows the errors."""
        valid = super().is_valid()
        self.status = 200 if valid else 422
        return valid

    def seen(self) -> int:
        """The version that the person saw."""
        return self.cleaned_data.get("version") or 0

    def refuse(self, error: Refused) -> None:
        """Show every reason at its field, else at the head."""
        self.status = 409 if self.status == 409 else 422
        for message, where in error.reasons:
            self.add_error(where if where in self.fields else None, message)

    def refuse_file(self, field: str, error) -> None:
        """Show at the file field why the file was not taken."""
        self.status = 422
        super().refuse_file(field, error)

    def stands(self, stored: Employee) -> None:
        """What stands now: shown beside what was typed, and the version that the next press is about."""
        self.now, self.status = stored, 409
        self.data = self.data.copy()
        self.data["version"] = str(stored.version)


class EmployeeForm(ActForm):
    """What is known of a pegawai."""

    name = forms.CharField(label="Nama", max_length=150, help_text="Dengan gelar.")
    nip = forms.CharField(
        label="NIP",
        required=False,
        max_length=40,
        help_text="18 angka; kosongkan bila tidak punya NIP.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    post = forms.CharField(label="Jabatan", max_length=150, required=False)
    joined_on = forms.DateField(
        label="Mulai bekerja di sini",
        required=False,
        widget=DayInput(),
        help_text="Isi untuk yang datang belakangan, supaya pakta integritas sebelum itu tidak dituntut.",
    )
    leads = forms.BooleanField(
        label="Pimpinan",
        required=False,
        help_text="Kepala atau pimpinan tempat ini; pakta integritasnya wajib sebelum pencanangan.",
    )

    def clean_name(self) -> str:
        """One line, with single spaces."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_nip(self) -> str:
        """Digits without the spaces and dots that people put between them."""
        nip = _SPACES.sub("", self.cleaned_data["nip"])
        if nip and not (len(nip) == 18 and nip.isascii() and nip.isdecimal()):
            raise forms.ValidationError(
                f"NIP terdiri dari 18 angka; yang diisi {len(nip)} tanda. Periksa angkanya, atau kosongkan."
            )
        return nip

    def clean_post(self) -> str:
        """One line, with single spaces."""
        return " ".join(self.cleaned_data["post"].split())

    def data_class(self) -> EmployeeData:
        """What was typed, as the service takes it."""
        names = EmployeeData.__dataclass_fields__
        return EmployeeData(**{name: self.cleaned_data[name] for name in names})

    def warn(self, request) -> None:
        """Say what looks odd in a NIP, which is kept all the same."""
        if told := odd_nip(self.cleaned_data["nip"], timezone.localdate()):
            messages.warning(request, told)


def odd_nip(nip: str, today: date) -> str:
    """What is odd about the birth date that a NIP begins with, as a sentence; "" for nothing."""
    if not nip:
        return ""
    try:
        born = date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))
    except ValueError:
        born = None
    if born is not None and today.year - 75 <= born.year <= today.year - 15:
        return ""
    return (
        f"NIP {nip} tersimpan, tetapi awalnya ({nip[:8]}) bukan tanggal lahir yang mungkin. Periksa angkanya."
    )


class LeftForm(ActForm):
    """The last day of a pegawai."""

    left_on = forms.DateField(
        label="Hari terakhir bekerja di sini", widget=DayInput(), help_text="Pensiun, pindah, atau berhenti."
    )


class MoveForm(ActForm):
    """Where a pegawai moves, and when."""

    to = forms.ChoiceField(label="Pindah ke")
    on = forms.DateField(label="Mulai bekerja di sana", widget=DayInput())

    def __init__(self, *args, targets: Sequence[StaffPlace], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.targets = {str(place.number): place for place in targets}
        pairs = [(key, str(place.unit or place.instansi)) for key, place in self.targets.items()]
        self.fields["to"].choices = [("", "Pilih unit"), *pairs]

    def target(self) -> StaffPlace:
        """The place that was chosen."""
        return self.targets[self.cleaned_data["to"]]


class UnsignForm(ActForm):
    """Why a signature is taken back."""

    reason = forms.CharField(label="Alasan", max_length=300, help_text="Misalnya “salah orang”.")


class SignForm(ActForm):
    """One date, one occasion and one scan for everybody who is meant."""

    on = forms.DateField(label="Ditandatangani pada", widget=DayInput())
    occasion = forms.ChoiceField(label="Kesempatan", choices=Employee.Occasion.choices)
    scan = forms.FileField(
        label="Pindaian",
        required=False,
        help_text="Satu PDF atau gambar untuk semuanya, misalnya berkas pakta yang dijilid.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    seen = forms.CharField(widget=forms.HiddenInput(), max_length=64, required=False)

    def seen_is(self, now: str) -> None:
        """Whom the next press confirms."""
        self.status = 409
        self.data: Any = self.data.copy()
        self.data["seen"] = now


class SignedForm(ActForm):
    """A signature that is recorded: its day and occasion corrected, its scan brought later."""

    on = forms.DateField(label="Ditandatangani pada", widget=DayInput())
    occasion = forms.ChoiceField(label="Kesempatan", choices=Employee.Occasion.choices)
    scan = forms.FileField(
        label="Pindaian",
        required=False,
        help_text="PDF atau gambar. Kosongkan bila tidak ada yang baru.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args, stored: Employee, **kwargs) -> None:
        kwargs["initial"] = {"on": stored.signed_on, "occasion": stored.occasion or "massal"}
        super().__init__(*args, stored=stored, **kwargs)
        if stored.scan_id:
            self.fields["scan"].help_text = "Sudah ada. Pilih berkas hanya bila ingin menggantinya."
