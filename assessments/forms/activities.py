"""Forms of the action plan: an activity, how far it has come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms

from assessments.activity_reads import staff_to_pick
from assessments.forms.overview import DayInput
from assessments.forms.steps import StepForm
from assessments.loaded import instrument_of
from assessments.models import Activity, Assessment
from assessments.panels import HASIL
from assessments.rules import may_answer_area
from assessments.services.activities import LIMITS, ActivityData, said
from assessments.services.errors import Refused

LABELS = {
    "text": "Kegiatan",
    "area": "Area perubahan",
    "codes": "Pertanyaan yang didukung",
    "target": "Target",
    "measure": "Ukuran",
    "output": "Keluaran",
    "person": "Penanggung jawab",
    "start": "Mulai",
    "due": "Tenggat",
}


class ActivityForm(StepForm):
    """What is said of an activity; `version` is what the person saw."""

    text = forms.CharField(
        label=LABELS["text"],
        max_length=LIMITS["text"],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Apa yang dikerjakan, misalnya: menyusun dan menetapkan SOP layanan loket.",
    )
    area = forms.ChoiceField(label=LABELS["area"])
    target = forms.CharField(
        label=LABELS["target"],
        max_length=LIMITS["target"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Keadaan yang dituju, misalnya: semua layanan loket mempunyai SOP.",
    )
    measure = forms.CharField(
        label=LABELS["measure"],
        max_length=LIMITS["measure"],
        required=False,
        help_text="Dengan apa tercapainya diukur, misalnya: 12 SOP.",
    )
    output = forms.CharField(
        label=LABELS["output"],
        max_length=LIMITS["output"],
        required=False,
        help_text="Apa yang dihasilkan, misalnya: SK penetapan SOP.",
    )
    employee = forms.ModelChoiceField(
        label="Penanggung jawab dari daftar pegawai",
        queryset=None,
        required=False,
        empty_label="– ketik namanya di bawah –",
    )
    person = forms.CharField(
        label=LABELS["person"],
        max_length=LIMITS["person"],
        required=False,
        help_text="Untuk orang atau tim yang tidak ada dalam daftar.",
    )
    start = forms.DateField(label=LABELS["start"], required=False, widget=DayInput())
    due = forms.DateField(
        label=LABELS["due"],
        required=False,
        widget=DayInput(),
        help_text="Hari terakhir kegiatan ini selesai.",
    )
    codes = forms.MultipleChoiceField(
        label=LABELS["codes"], required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput())

    def __init__(
        self, *args, assessment: Assessment, user, today: date, stored: Activity | None = None, **kwargs
    ) -> None:
        if stored is not None:
            values = vars(said(stored)) | {"area": stored.area or HASIL, "version": stored.version}
            kwargs["initial"] = values
        super().__init__(*args, **kwargs)
        self.assessment, self.instrument = assessment, instrument_of(assessment.period)
        allowed = [
            (code or HASIL, name)
            for code, name in [*self.instrument.areas.items(), ("", "Hasil")]
            if may_answer_area(user, assessment, code or None)
        ]
        self.fields["area"].choices = allowed if len(allowed) == 1 else [("", "– pilih area –"), *allowed]
        self.fields["codes"].choices = [(q.code, q.text) for q in self.instrument.questions.values()]
        picked = [stored.employee_id] if stored is not None and stored.employee_id else []
        self.fields["employee"].queryset = staff_to_pick(assessment, today, picked)

    def clean_area(self) -> str:
        """The code of the area, "" for Hasil."""
        area = self.cleaned_data["area"]
        return "" if area == HASIL else area

    @property
    def data_of(self) -> ActivityData:
        """What a service takes."""
        values: dict[str, Any] = {n: self.cleaned_data[n] for n in ActivityData.__dataclass_fields__}
        person = values["employee"]
        return ActivityData(
            **values | {"codes": tuple(values["codes"]), "employee": person.pk if person else None}
        )

    def seen(self) -> int:
        """The version that the person saw."""
        return self.cleaned_data.get("version") or 0

    def refuse(self, error: Refused) -> None:
        """Show every reason at its field, else at the head."""
        for message, where in error.reasons:
            self.add_error(where if where in self.fields else None, message)

    def question_groups(self) -> Iterator[tuple[str, str, list[tuple[str, str, bool]], int]]:
        """(area code, name, (question, text, chosen), how many are chosen), for the boxes of the page."""
        chosen = {str(code) for code in (self["codes"].value() or ())}
        for code, name in [*self.instrument.areas.items(), (None, "Hasil")]:
            mine = [
                (q.code, q.text, q.code in chosen)
                for q in self.instrument.questions.values()
                if q.area == code
            ]
            if mine:
                yield code or "", name, mine, sum(picked for _, _, picked in mine)


class NoteForm(StepForm):
    """How far an activity has come on a day."""

    date = forms.DateField(label="Tanggal", widget=DayInput())
    percent = forms.IntegerField(
        label="Kemajuan (%)", min_value=0, max_value=100, help_text="0 sampai 100; pada 100 kegiatan selesai."
    )
    text = forms.CharField(
        label="Catatan",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Apa yang sudah dikerjakan, apa kendalanya.",
    )

    def refuse(self, error: Refused) -> None:
        """Show every reason at its field, else at the head."""
        for message, where in error.reasons:
            self.add_error(where if where in self.fields else None, message)
