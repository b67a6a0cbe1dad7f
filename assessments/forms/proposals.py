"""Forms of the proposal: its units, and with the letter."""

from collections.abc import Iterable

from django import forms

from assessments.forms.overview import DayInput
from assessments.forms.steps import StepForm
from assessments.models import Assessment, ProposalUnit
from assessments.services.proposals import Wanted
from documents.filetypes import ACCEPT


class UnitRows(StepForm):
    """Units that can be proposed: a predicate and a reason for each. `stands`: what the proposal holds already."""

    def __init__(
        self, *args, candidates: list[Assessment], stands: Iterable[ProposalUnit] = (), **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        held = {unit.assessment_id: unit for unit in stands}
        for a in candidates:
            unit = held.get(a.pk)
            self.fields[f"predicate-{a.pk}"] = forms.ChoiceField(
                label=a.unit.name,
                required=False,
                initial=unit.predicate if unit else "",
                choices=[("", "Tidak diusulkan"), ("WBK", "WBK"), ("WBBM", "WBBM")],
                widget=forms.Select(attrs={"class": "form-select"}),
            )
            self.fields[f"reason-{a.pk}"] = forms.CharField(
                label="Alasan pengecualian (bila ketentuan memintanya)",
                required=False,
                initial=unit.exception_reason if unit else "",
                max_length=2000,
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )

    def clean(self) -> dict:
        """Refuse when a unit was chosen that is no candidate any more: it would be missing without a word."""
        data = super().clean()
        chosen = [name for name, value in self.data.items() if name.startswith("predicate-") and value]
        if lost := sum(name not in self.fields for name in chosen):
            self.add_error(
                None,
                f"{lost} unit yang Anda pilih tidak dapat diusulkan lagi dan tidak ada lagi dalam daftar di bawah. "
                "Periksa unitnya, lalu simpan lagi.",
            )
        return data

    def rows(self) -> list[tuple[Assessment, forms.BoundField, forms.BoundField]]:
        """Per candidate: the assessment and its two fields."""
        return [(a, self[f"predicate-{a.pk}"], self[f"reason-{a.pk}"]) for a in self.candidates]

    def wanted(self) -> list[Wanted]:
        """The units that were chosen."""
        data = self.cleaned_data
        return [
            Wanted(a.pk, data[f"predicate-{a.pk}"], data[f"reason-{a.pk}"])
            for a in self.candidates
            if data[f"predicate-{a.pk}"]
        ]


class UnitsForm(UnitRows):
    """The units of a proposal that stands; `seen` is the digest of what the person saw."""

    seen = forms.CharField(widget=forms.HiddenInput(), max_length=64)

    def __init__(self, *args, seen: str, **kwargs) -> None:
        super().__init__(*args, initial={"seen": seen}, **kwargs)

    def compare(self, stands: Iterable[ProposalUnit], *, seen: str) -> None:
        """Somebody else changed the proposal meanwhile: tell where what stands now differs from what was typed, which
        stays, and let the next press be made against what stands.
        """
        self.data = self.data.copy()
        self.data["seen"] = seen
        typed = {
            item.assessment_id: (item.predicate, item.exception_reason.strip()) for item in self.wanted()
        }
        held = {unit.assessment_id: (unit.predicate, unit.exception_reason) for unit in stands}
        for a in self.candidates:
            now, mine = held.get(a.pk), typed.get(a.pk)
            if now != mine:
                self.add_error(None, f"{a.unit.name}: tersimpan {_said(now)}, isian Anda {_said(mine)}.")


def _said(unit: tuple[str, str] | None) -> str:
    if unit is None:
        return "tidak diusulkan"
    predicate, reason = unit
    return f"{predicate} dengan alasan “{reason}”" if reason else predicate


class ProposalForm(UnitRows):
    """The letter of the head of the instansi and the units that it proposes."""

    letter_number = forms.CharField(label="Nomor surat", max_length=100)
    letter_date = forms.DateField(label="Tanggal surat", widget=DayInput())
    scan = forms.FileField(
        label="Pindaian surat",
        required=False,
        help_text="PDF atau gambar surat yang sudah ditandatangani.",
        widget=forms.FileInput(attrs={"accept": ACCEPT, "class": "form-control"}),
    )
