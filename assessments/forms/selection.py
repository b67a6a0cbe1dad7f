"""Forms of the penetapan: what is weighed of a unit, and a decree with its units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.db.models import Q

from assessments.engine.policy_model import Criterion
from assessments.forms.overview import DayInput
from assessments.forms.team import RowForm, one_line
from assessments.models import Candidate, SelectionDecree
from assessments.selections import Kind, Standing
from assessments.services.selection_checks import DecreeData
from documents.filetypes import ACCEPT
from units.models import UnitKerja

TARGETS = [("WBK", "WBK"), ("WBBM", "WBBM")]
DECISIONS = [("", "Belum diputuskan"), ("ya", "Dipilih"), ("tidak", "Tidak dipilih")]


@dataclass(frozen=True)
class CriterionRow:
    """A criterion with its two fields, as the page draws them."""

    code: str
    name: str
    met: bool
    note: str


class CandidateForm(RowForm):
    """The criteria of the policy, each ticked with a note; chosen or not, with the reason."""

    chosen = forms.ChoiceField(label="Keputusan", choices=DECISIONS, required=False, widget=forms.RadioSelect)
    target = forms.ChoiceField(label="Predikat yang dituju", choices=TARGETS)
    reason = forms.CharField(
        label="Alasan",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Wajib bila sudah diputuskan.",
    )

    def __init__(self, *args, criteria: Sequence[Criterion], stored: Candidate | None, **kwargs) -> None:
        if stored is not None:
            decided = {None: "", True: "ya", False: "tidak"}[stored.chosen]
            names = ("version", "target", "reason")
            kwargs["initial"] = {name: getattr(stored, name) for name in names} | {"chosen": decided}
        super().__init__(*args, **kwargs)
        self.criteria, self.stored = criteria, stored

    @property
    def rows(self) -> list[CriterionRow]:
        """The criteria as they were typed, else as they stand."""
        if self.is_bound:
            ticked = set(self.data.getlist("kriteria"))
            notes = {c.code: self.data.get(f"catatan-{c.code}", "") for c in self.criteria}
        else:
            held = self.stored.criteria if self.stored else {}
            ticked, notes = set(held), held
        return [CriterionRow(c.code, c.name, c.code in ticked, notes.get(c.code, "")) for c in self.criteria]

    def shown(self, stored: Candidate, name: str) -> str:
        """A stored decision in words."""
        if name == "chosen":
            return {None: "Belum diputuskan", True: "Dipilih", False: "Tidak dipilih"}[stored.chosen]
        return super().shown(stored, name)

    def weighed(self) -> dict:
        """The arguments of `services.selection.weigh`."""
        data = self.cleaned_data
        known = {c.code for c in self.criteria}
        met = [code for code in self.data.getlist("kriteria") if code in known]
        return {
            "criteria": {code: one_line(self.data.get(f"catatan-{code}", "")) for code in met},
            "chosen": {"": None, "ya": True, "tidak": False}[data["chosen"]],
            "reason": one_line(data["reason"]),
            "target": data["target"],
            "seen": self.seen(),
        }


@dataclass(frozen=True)
class UnitChoice:
    """A unit that a decree may name."""

    standing: Standing
    ticked: bool
    target: str


class SelectionDecreeForm(RowForm):
    """A decree; its units are ticked, each with its predicate (`target-<id>`)."""

    kind = forms.ChoiceField(choices=Kind.choices, widget=forms.HiddenInput())
    number = forms.CharField(label="Nomor SK", max_length=100)
    date = forms.DateField(label="Tanggal SK", widget=DayInput())
    note = forms.CharField(label="Keterangan", max_length=300, required=False)
    scan = forms.FileField(
        label="Pindaian SK",
        required=False,
        help_text="PDF atau gambar.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(
        self, *args, stored: SelectionDecree | None = None, offered: Sequence[Standing] = (), **kwargs
    ) -> None:
        if stored is not None:
            names = ("version", "kind", "number", "date", "note")
            kwargs["initial"] = {name: getattr(stored, name) for name in names}
        super().__init__(*args, **kwargs)
        self.offered = offered
        if stored is not None:
            del self.fields["kind"]
            if stored.scan_id:
                self.fields["scan"].help_text = "Sudah ada. Pilih berkas hanya bila ingin menggantinya."

    @property
    def choices(self) -> list[UnitChoice]:
        """The units on offer: those ticked, at first those that were chosen."""
        if self.is_bound:
            ticked = set(self.data.getlist("units"))
            return [
                UnitChoice(one, str(one.unit.pk) in ticked, self.data.get(f"target-{one.unit.pk}", _aim(one)))
                for one in self.offered
            ]
        adding = self.initial.get("kind") != Kind.WITHDRAWAL
        return [UnitChoice(one, adding and _chosen(one), _aim(one)) for one in self.offered]

    @property
    def chosen(self) -> list[UnitChoice]:
        """Those that were chosen, or are ticked: they stand first."""
        return [one for one in self.choices if one.ticked or _chosen(one.standing)]

    @property
    def others(self) -> list[UnitChoice]:
        """All others."""
        return [one for one in self.choices if not (one.ticked or _chosen(one.standing))]

    def units(self) -> dict[int, str]:
        """Unit id → predicate, of those ticked; ids that are no numbers stand for nobody."""
        ids = [text for text in self.data.getlist("units") if text.isascii() and text.isdecimal()]
        aims = {str(one.unit.pk): _aim(one) for one in self.offered}
        return {int(pk): self.data.get(f"target-{pk}", aims.get(pk, "")) for pk in ids if len(pk) < 19}

    def decree(self) -> DecreeData:
        """What the decree says of itself."""
        data = self.cleaned_data
        return DecreeData(data["kind"], one_line(data["number"]), data["date"], one_line(data["note"]))


class MistakenUnitForm(RowForm):
    """Which unit of a decree was ticked by mistake, and why it is taken out."""

    unit = forms.ModelChoiceField(
        label="Unit yang salah dicentang", queryset=UnitKerja.objects.none(), empty_label="Pilih unit"
    )
    reason = forms.CharField(
        label="Alasan",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Tampil di halaman SK dan tercatat di jejak audit.",
    )

    def __init__(self, *args, decree: SelectionDecree, **kwargs) -> None:
        super().__init__(*args, initial={"version": decree.version}, **kwargs)
        offered = Q(selections__decree=decree)
        if self.is_bound:  # pressed twice: it is out already
            offered |= Q(pk__in=decree.former_units.values("unit"))
        self.fields["unit"].queryset = UnitKerja.objects.filter(offered).order_by("code").distinct()

    def asked(self) -> dict:
        """The arguments of `services.selection.take_out`."""
        data = self.cleaned_data
        return {"unit": data["unit"].pk, "reason": data["reason"], "seen": self.seen()}


def _chosen(one: Standing) -> bool:
    return one.candidate is not None and one.candidate.chosen is True


def _aim(one: Standing) -> str:
    if one.last is not None and one.selected:
        return one.last.target
    if one.candidate is not None:
        return one.candidate.target
    return one.assessment.target if one.assessment else "WBK"
