"""Forms of sanggah: the letter, TPN's answer, the announced days; and of one letter about many units."""

from datetime import datetime, tzinfo

from django import forms
from django.utils import timezone

from assessments.engine.policy_model import Stage
from assessments.forms.overview import DayInput
from assessments.forms.tpn import ActForm, area, file_field
from assessments.models import (
    Objection,
    ObjectionDocument,
    ObjectionDraft,
    ObjectionWindow,
    StageResult,
)
from assessments.services.objection_checks import Filing, Outcome
from assessments.services.waivers import Statement

GOES_ON = [choice for choice in StageResult.Result.choices if choice[0] != StageResult.Result.FAILED]


DRAFTED = ("letter_number", "letter_date", "reason")


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class ObjectionForm(ActForm):
    """A sanggah as it goes out, in the zone of the instansi."""

    letter_number = forms.CharField(label="Nomor surat sanggah", max_length=100)
    letter_date = forms.DateField(label="Tanggal surat sanggah", widget=DayInput())
    filed_on = forms.DateField(label="Diajukan ke TPN tanggal", widget=DayInput())
    filed_time = forms.TimeField(label="Pukul", widget=TimeInput())
    reason = forms.CharField(
        label="Alasan sanggah",
        max_length=5000,
        widget=area(6),
        help_text="Mengapa hasil TPN keliru, dan bukti baru mana yang menunjukkannya.",
    )
    letter = file_field("Surat sanggah yang ditandatangani")
    file = file_field(
        "Bukti baru", "PDF, gambar, atau berkas Office. Yang lain dapat ditambahkan sesudah ini."
    )

    def __init__(
        self,
        *args,
        zone: tzinfo,
        zone_label: str,
        stored: ObjectionDraft | None,
        only_draft: bool = False,
        **kwargs,
    ) -> None:
        now = timezone.now().astimezone(zone)
        kwargs["initial"] = {
            "filed_on": now.date(),
            "filed_time": now.time().replace(second=0, microsecond=0),
        }
        if stored is not None:
            kwargs["initial"] |= {name: getattr(stored, name) for name in (*DRAFTED, "version")}
        super().__init__(*args, **kwargs)
        self.zone, self.stored = zone, stored
        self.fields["filed_time"].label = f"Pukul ({zone_label})"
        for field in self.fields.values():
            field.required = field.required and not only_draft

    def draft(self) -> dict:
        """What was typed for the letter, whether or not the sanggah went out."""
        return {name: self.cleaned_data[name] for name in DRAFTED}

    def filing(self) -> Filing:
        """What was typed, with its instant."""
        data = self.cleaned_data
        at = datetime.combine(data["filed_on"], data["filed_time"], tzinfo=self.zone)
        return Filing(data["letter_number"], data["letter_date"], at, data["reason"])


class OutcomeForm(ActForm):
    """TPN's answer to a sanggah."""

    outcome = forms.ChoiceField(
        label="Jawaban TPN", choices=Objection.Outcome.choices, widget=forms.RadioSelect()
    )
    result = forms.ChoiceField(label="Bila diterima, hasil tahapnya menjadi", choices=GOES_ON, required=False)
    letter_number = forms.CharField(label="Nomor surat jawaban", max_length=100)
    on = forms.DateField(label="Tanggal surat jawaban", widget=DayInput())
    note = forms.CharField(label="Catatan TPN", max_length=2000, required=False, widget=area(3))
    answer = file_field("Surat jawaban TPN")

    def answered(self) -> Outcome:
        """What was typed."""
        data = self.cleaned_data
        result = data["result"] or StageResult.Result.PASSED
        return Outcome(data["outcome"], data["letter_number"].strip(), data["on"], data["note"], result)


class CorrectionForm(OutcomeForm):
    """TPN's answer as it should have been recorded, and why."""

    reason = forms.CharField(
        label="Alasan koreksi", max_length=1000, widget=area(2), help_text="Misalnya: salah memilih jawaban."
    )

    def __init__(self, *args, stored: Objection | None, result: str, **kwargs) -> None:
        if stored is not None:
            kwargs["initial"] = {
                "outcome": stored.outcome,
                "result": result,
                "letter_number": stored.outcome_number,
                "on": stored.outcome_date,
                "note": stored.outcome_note,
                "version": stored.version,
            }
        super().__init__(*args, **kwargs)


class EvidenceForm(ActForm):
    """One more document of a sanggah: new evidence, or its letter once it is signed."""

    kind = forms.ChoiceField(
        label="Jenis",
        choices=[
            (ObjectionDocument.Kind.EVIDENCE, "Bukti baru"),
            (ObjectionDocument.Kind.LETTER, "Surat sanggah yang ditandatangani"),
        ],
    )
    file = file_field("Berkas", "PDF, gambar, atau berkas Office.", required=True)


class WaiverForm(ActForm):
    """The statement that a unit makes no sanggah."""

    stated_by = forms.CharField(
        label="Yang menyatakan", max_length=200, help_text="Nama dan jabatan, misalnya kepala unit."
    )
    stated_on = forms.DateField(label="Tanggal pernyataan", widget=DayInput())
    letter_number = forms.CharField(label="Nomor surat", max_length=100, required=False)
    note = forms.CharField(
        label="Keterangan",
        max_length=2000,
        required=False,
        widget=area(2),
        help_text="Wajib bila tanpa surat: bagaimana pernyataan ini disampaikan.",
    )

    def statement(self) -> Statement:
        """What was typed."""
        names = ("stated_by", "stated_on", "letter_number", "note")
        return Statement(**{name: self.cleaned_data[name] for name in names})


class WindowForm(ActForm):
    """The days of sanggah as TPN announced them."""

    opens_on = forms.DateField(label="Dibuka", widget=DayInput(), help_text="Mulai pukul 00.00 WIB.")
    closes_on = forms.DateField(
        label="Ditutup", widget=DayInput(), help_text="Sampai pukul 23.59.59 WIB hari itu."
    )
    letter_number = forms.CharField(label="Nomor pengumuman", max_length=100)
    letter_date = forms.DateField(label="Tanggal pengumuman", widget=DayInput())
    scan = file_field("Pindaian pengumuman")

    def __init__(self, *args, stored: ObjectionWindow | None, **kwargs) -> None:
        if stored is not None:
            names = ("opens_on", "closes_on", "letter_number", "letter_date", "version")
            kwargs["initial"] = {name: getattr(stored, name) for name in names}
        super().__init__(*args, **kwargs)


class LetterForm(ActForm):
    """One letter of TPN about many units: its stage, number, date and scan."""

    stage = forms.ChoiceField(label="Tahap")
    letter_number = forms.CharField(label="Nomor surat TPN", max_length=100)
    letter_date = forms.DateField(label="Tanggal surat TPN", widget=DayInput())
    scan = file_field("Pindaian surat", "Satu berkas untuk semua unit di bawah.")

    def __init__(self, *args, stages: tuple[Stage, ...], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(stage.code, stage.name) for stage in stages]


class DetachForm(ActForm):
    """Which document of a sanggah is taken off."""

    document = forms.IntegerField(min_value=1, max_value=2**63 - 1)
