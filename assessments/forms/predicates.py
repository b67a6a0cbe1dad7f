"""Forms of the register of predicates, of reports and of notes of complaints."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from assessments.engine.answers import parse_number
from assessments.forms.overview import DayInput
from assessments.forms.steps import StepForm
from assessments.models import Maladministration, PredicateRecord
from assessments.services.errors import Refused
from assessments.services.holder_reports import Report
from assessments.services.maladministration import Note
from assessments.services.register import Decree
from documents.filetypes import ACCEPT
from units.models import UnitKerja
from units.texts import plain_text


class VersionedForm(StepForm):
    """A form that knows which version its writer saw; reasons stand at their fields."""

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def refuse(self, error: Refused) -> None:
        """Show every reason at its field, else at the head."""
        for message, where in error.reasons:
            self.add_error(where if where in self.fields else None, message)

    def stands(self, version: int) -> None:
        """The version that stands now: the next press is about it."""
        self.data: Any = self.data.copy()
        self.data[self.add_prefix("seen")] = str(version)


def _scan(label: str) -> forms.FileField:
    return forms.FileField(
        label=label,
        required=False,
        help_text="PDF atau gambar. Boleh menyusul.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )


class DecreeForm(VersionedForm):
    """A predicate with its decree; with `record` a correction, which needs its reason."""

    unit = forms.ModelChoiceField(label="Unit", queryset=UnitKerja.objects.none(), empty_label="Pilih unit")
    year = forms.IntegerField(label="Tahun pengusulan", min_value=1, max_value=9999)
    predicate = forms.ChoiceField(label="Predikat", choices=PredicateRecord.Predicate)
    decree_number = forms.CharField(label="Nomor keputusan", max_length=100)
    decree_date = forms.DateField(label="Tanggal keputusan", widget=DayInput())
    determined_by = forms.ChoiceField(label="Ditetapkan oleh", choices=PredicateRecord.By)
    scan = _scan("Pindaian keputusan")
    reason = forms.CharField(label="Alasan pembetulan", max_length=500)

    def __init__(self, *args, units=None, record: PredicateRecord | None = None, **kwargs) -> None:
        if record is not None:
            names = ("year", "predicate", "decree_number", "decree_date", "determined_by")
            kwargs["initial"] = {name: getattr(record, name) for name in names} | {"seen": record.version}
        super().__init__(*args, **kwargs)
        if record is None:
            self.fields["unit"].queryset = units
            del self.fields["reason"]
            return
        del self.fields["unit"]
        if record.scan_id:
            self.fields["scan"].help_text = "Sudah ada. Pilih berkas hanya bila ingin menggantinya."

    def decree(self) -> Decree:
        """What was typed."""
        names = ("year", "predicate", "decree_number", "decree_date", "determined_by")
        return Decree(**{name: self.cleaned_data[name] for name in names})


class RevocationForm(VersionedForm):
    """The decision that revokes a predicate; with `record` a correction of it, which needs its reason."""

    number = forms.CharField(label="Nomor keputusan pencabutan", max_length=100)
    on = forms.DateField(
        label="Tanggal keputusan pencabutan",
        widget=DayInput(),
        help_text="Sejak tanggal ini masa jeda pengusulan dihitung.",
    )
    reason = forms.CharField(
        label="Alasan menurut keputusan",
        max_length=800,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Dapat dibaca unit. Jangan menulis nama pelapor.",
    )
    scan = _scan("Pindaian keputusan")
    why = forms.CharField(label="Alasan pembetulan", max_length=500)

    def __init__(self, *args, record: PredicateRecord | None = None, **kwargs) -> None:
        if record is not None:
            kwargs["initial"] = {
                "number": record.revocation_number,
                "on": record.revoked_on,
                "reason": record.revocation_reason,
                "seen": record.version,
            }
        super().__init__(*args, **kwargs)
        if record is None:
            del self.fields["why"]
        elif record.revocation_scan_id:
            self.fields["scan"].help_text = "Sudah ada. Pilih berkas hanya bila ingin menggantinya."

    def asked(self) -> dict[str, Any]:
        """What was typed, the scan apart."""
        data = {name: self.cleaned_data[name] for name in ("number", "on")}
        return data | {
            "reason": plain_text(self.cleaned_data["reason"]),
            "seen": self.cleaned_data["seen"] or 0,
        }


class RetractForm(VersionedForm):
    """Why a revocation is taken back."""

    reason = forms.CharField(
        label="Alasan pembatalan",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Dapat dibaca unit; tercatat di riwayat dan jejak audit.",
    )


class PointsField(forms.CharField):
    """Points with comma or point, as an exact decimal of at most six places."""

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        number = parse_number(text) if text else None
        if number is None:
            raise forms.ValidationError("Isi angka, misalnya 48,25.")
        if (number * 10**6).denominator != 1 or abs(number) > 100:
            raise forms.ValidationError("Isi angka 0 sampai 100, paling banyak enam desimal.")
        return Decimal(number.numerator) / Decimal(number.denominator)


class ReportForm(StepForm):
    """The report on a holder (PermenPANRB 90/2021 p. 62)."""

    year = forms.IntegerField(label="Tahun monev", min_value=1, max_value=9999)
    still_meets = forms.ChoiceField(
        label="Kesimpulan",
        choices=[("", "Pilih"), ("ya", "Masih memenuhi"), ("tidak", "Tidak lagi memenuhi")],
    )
    pengungkit = PointsField(label="Nilai pengungkit", max_length=20, help_text="Paling tinggi 60.")
    hasil = PointsField(label="Nilai hasil", max_length=20, help_text="Paling tinggi 40.")
    notes = forms.CharField(
        label="Catatan monev", max_length=5000, widget=forms.Textarea(attrs={"rows": 6}), strip=True
    )
    letter_number = forms.CharField(label="Nomor surat", max_length=100)
    letter_date = forms.DateField(label="Tanggal surat", widget=DayInput())

    def refuse(self, error: Refused) -> None:
        """Show every reason at its field, else at the head."""
        for message, where in error.reasons:
            self.add_error(where if where in self.fields else None, message)

    def report(self) -> Report:
        """What was typed."""
        data = dict(self.cleaned_data)
        data["still_meets"] = data["still_meets"] == "ya"
        data["notes"] = plain_text(data["notes"])
        return Report(**data)


class NoteForm(VersionedForm):
    """A note of a complaint; with `stored` it goes on."""

    unit = forms.ModelChoiceField(label="Unit", queryset=UnitKerja.objects.none(), empty_label="Pilih unit")
    received_on = forms.DateField(label="Tanggal diterima", widget=DayInput())
    source = forms.CharField(
        label="Sumber", max_length=200, help_text="Misalnya SP4N-LAPOR!, Ombudsman, surat."
    )
    complaint = forms.CharField(label="Aduan", max_length=3000, widget=forms.Textarea(attrs={"rows": 4}))
    clarification = forms.CharField(
        label="Klarifikasi", max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    settlement = forms.CharField(
        label="Penyelesaian", max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    status = forms.ChoiceField(label="Status", choices=Maladministration.Status)

    def __init__(self, *args, units=None, stored: Maladministration | None = None, **kwargs) -> None:
        names = ("received_on", "source", "complaint", "clarification", "settlement", "status")
        if stored is not None:
            kwargs["initial"] = {name: getattr(stored, name) for name in names} | {"seen": stored.version}
        super().__init__(*args, **kwargs)
        if stored is None:
            self.fields["unit"].queryset = units
            for name in ("clarification", "settlement", "status"):
                del self.fields[name]
        else:
            del self.fields["unit"]

    def note(self) -> Note:
        """What was typed."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("unit", "seen")}
        return Note(
            **{
                k: plain_text(v) if isinstance(v, str) and not isinstance(v, date) else v
                for k, v in data.items()
            }
        )
