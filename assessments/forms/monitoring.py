"""Forms of monitoring: a round, a finding, what was done about it."""

from __future__ import annotations

from django import forms

from assessments.activity_reads import activities_of
from assessments.forms.overview import DayInput
from assessments.forms.steps import StepForm
from assessments.loaded import instrument_of
from assessments.models import Assessment, Finding, Monitoring
from assessments.panels import HASIL
from assessments.services.errors import Refused
from assessments.services.follow_ups import MAX_NOTE, FollowUp
from assessments.services.monitoring import round_said
from assessments.services.monitoring_checks import LIMITS, FindingData, RoundData
from documents.models import Document

MOST_OFFERED = 200


class SeenForm(StepForm):
    """A form about something that others may change meanwhile; `version` is what the person saw."""

    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput())

    def seen(self) -> int:
        """The version that the person saw."""
        return self.cleaned_data.get("version") or 0

    def stands(self, version: int) -> None:
        """Somebody else saved: the next press is about what stands now."""
        self.data = self.data.copy()
        self.data["version"] = str(version)

    def refuse(self, error: Refused) -> None:
        """Show every reason at its field, else at the head."""
        for message, where in error.reasons:
            self.add_error(where if where in self.fields else None, message)


class RoundForm(SeenForm):
    """A round of monitoring. Coaches have no choice of kind."""

    date = forms.DateField(label="Tanggal", widget=DayInput())
    kind = forms.ChoiceField(label="Dilakukan sebagai", choices=Monitoring.Kind.choices[:2], required=False)
    people = forms.CharField(
        label="Oleh",
        max_length=LIMITS["people"],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Nama dan jabatan yang melakukan monev.",
    )
    areas = forms.MultipleChoiceField(
        label="Area yang dilihat", required=False, widget=forms.CheckboxSelectMultiple
    )
    summary = forms.CharField(
        label="Ringkasan",
        max_length=LIMITS["summary"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Apa yang dilihat dan bagaimana keadaannya.",
    )

    def __init__(
        self, *args, assessment: Assessment, coached: bool, stored: Monitoring | None = None, **kwargs
    ):
        if stored is not None:
            areas = [area or HASIL for area in stored.areas]
            kwargs["initial"] = vars(round_said(stored)) | {"areas": areas, "version": stored.version}
        super().__init__(*args, **kwargs)
        names = [*instrument_of(assessment.period).areas.items(), (HASIL, "Hasil")]
        self.fields["areas"].choices = names
        if coached:
            del self.fields["kind"]

    @property
    def data_of(self) -> RoundData:
        """What a service takes."""
        said = self.cleaned_data
        areas = tuple("" if area == HASIL else area for area in said["areas"])
        return RoundData(said["date"], said.get("kind", ""), said["people"], areas, said["summary"])


class FindingForm(SeenForm):
    """What a round found."""

    text = forms.CharField(
        label="Temuan", max_length=LIMITS["text"], widget=forms.Textarea(attrs={"rows": 3})
    )
    severity = forms.ChoiceField(label="Tingkat", choices=Finding.Severity.choices, initial="sedang")
    activity = forms.TypedChoiceField(label="Tentang kegiatan", required=False, coerce=int, empty_value=None)
    code = forms.ChoiceField(label="Tentang pertanyaan", required=False)
    follow_up = forms.CharField(
        label="Tindak lanjut yang diminta",
        max_length=LIMITS["follow_up"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    person = forms.CharField(label="Penanggung jawab", max_length=LIMITS["person"], required=False)
    until = forms.DateField(label="Sampai", required=False, widget=DayInput())

    def __init__(self, *args, assessment: Assessment, stored: Finding | None = None, **kwargs) -> None:
        if stored is not None:
            names = ("text", "severity", "code", "follow_up", "person", "until", "version")
            kwargs["initial"] = {name: getattr(stored, name) for name in names}
            kwargs["initial"]["activity"] = stored.activity.number if stored.activity else ""
        super().__init__(*args, **kwargs)
        plan = [(one.number, f"{one.number}. {one.text[:90]}") for one in activities_of(assessment)]
        self.fields["activity"].choices = [("", "–"), *plan]
        instrument = instrument_of(assessment.period)
        groups = [
            (
                name,
                [
                    (q.code, f"{q.code} {q.text[:80]}")
                    for q in instrument.questions.values()
                    if q.area == code
                ],
            )
            for code, name in [*instrument.areas.items(), (None, "Hasil")]
        ]
        self.fields["code"].choices = [("", "–"), *groups]

    @property
    def data_of(self) -> FindingData:
        """What a service takes."""
        return FindingData(**{name: self.cleaned_data[name] for name in FindingData.__dataclass_fields__})


class FollowUpForm(SeenForm):
    """What the unit did about a finding."""

    note = forms.CharField(
        label="Yang sudah dilakukan",
        max_length=MAX_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    done_on = forms.DateField(
        label="Selesai pada", required=False, widget=DayInput(), help_text="Kosongkan selama belum selesai."
    )
    document = forms.TypedChoiceField(
        label="Buktinya",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Dari dokumen unit; unggah dahulu di sana bila belum ada.",
    )

    def __init__(self, *args, stored: Finding, unit, **kwargs) -> None:
        kwargs["initial"] = {
            "note": stored.done_note,
            "done_on": stored.done_on,
            "document": stored.evidence_id or "",
            "version": stored.version,
        }
        super().__init__(*args, auto_id="fu-%s", **kwargs)
        shelf = Document.objects.filter(unit=unit, archived_at=None).order_by("-pk")[:MOST_OFFERED]
        offered = [(one.pk, one.title) for one in shelf]
        if stored.evidence is not None and stored.evidence_id not in dict(offered):
            offered.append((stored.evidence.pk, stored.evidence.title))
        self.fields["document"].choices = [("", "–"), *offered]

    @property
    def data_of(self) -> FollowUp:
        """What a service takes."""
        return FollowUp(
            self.cleaned_data["done_on"], self.cleaned_data["note"], self.cleaned_data["document"]
        )
