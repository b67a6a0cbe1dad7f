"""Forms of the registers of a unit: agen perubahan, their changes, innovations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Model, QuerySet

from assessments.forms.overview import DayInput
from assessments.forms.team import PersonForm, RowForm, one_line
from assessments.models import AgentChange, ChangeAgent, Innovation
from assessments.services.registers import AgentData, ChangeData, InnovationData
from documents.filetypes import ACCEPT
from documents.models import Document
from units.texts import plain_text


class AgentForm(PersonForm):
    """One agen perubahan, or many at once under one decree."""

    decree_number = forms.CharField(label="Nomor SK penetapan", max_length=100, required=False)
    decree_date = forms.DateField(label="Tanggal SK", required=False, widget=DayInput())
    start = forms.DateField(label="Mulai bertugas", widget=DayInput())
    end = forms.DateField(
        label="Hari terakhir",
        required=False,
        widget=DayInput(),
        help_text="Kosongkan selama masih bertugas. Yang sudah selesai tidak ikut dihitung.",
    )

    def __init__(self, *args, stored: ChangeAgent | None = None, **kwargs) -> None:
        if stored is not None:
            names = ("version", "name", "nip", "post", "decree_number", "decree_date", "start", "end")
            kwargs["initial"] = {name: getattr(stored, name) for name in names}
        super().__init__(*args, **kwargs)
        if stored is None:
            del self.fields["end"]

    def agents(self) -> list[AgentData]:
        """Everybody meant, as the service takes them."""
        data = self.cleaned_data
        shared = self.lines_of("decree_number")
        days = {name: data.get(name) for name in ("decree_date", "start", "end")}
        return [AgentData(**person, **shared, **days) for person in self.persons()]


class ProvenForm(RowForm):
    """What can be proven: a document that the unit has, or a new file."""

    document = forms.ModelChoiceField(
        Document.objects.none(),
        label="Dokumen bukti",
        required=False,
        empty_label="Tidak ada",
        help_text="Dokumen unit yang sudah ada; atau unggah berkas baru di bawah.",
    )
    scan = forms.FileField(
        label="Berkas bukti baru",
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text="Tersimpan di dokumen unit.",
    )

    def __init__(self, *args, documents: QuerySet[Document] | None, stored=None, **kwargs) -> None:
        """`documents` None: the person may not look into the unit's documents; what stands is kept."""
        super().__init__(*args, **kwargs)
        self.kept = stored.document if stored is not None else None
        if documents is None:
            del self.fields["document"]
        else:
            self.fields["document"].queryset = documents
            self.fields["document"].label_from_instance = lambda found: found.title

    def proof(self) -> Document | None:
        """The document that was chosen, or the one that is kept."""
        return self.cleaned_data.get("document") if "document" in self.fields else self.kept

    def shown(self, stored: Model, name: str) -> str:
        """A stored value in words; of a document its title."""
        return "" if name == "scan" else super().shown(stored, name)


class AgentChangeForm(ProvenForm):
    """A concrete change of an agent."""

    text = forms.CharField(
        label="Perubahan yang dibuat", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    made_on = forms.DateField(label="Tanggal", required=False, widget=DayInput())
    integrated = forms.BooleanField(
        label="Sudah terintegrasi dalam sistem manajemen",
        required=False,
        help_text="Misalnya sudah dituangkan dalam SOP, aplikasi, atau aturan unit.",
    )
    field_order = ("version", "text", "made_on", "integrated", "document", "scan")

    def __init__(self, *args, stored: AgentChange | None = None, **kwargs) -> None:
        if stored is not None:
            names = ("version", "text", "made_on", "integrated", "document")
            kwargs["initial"] = {name: getattr(stored, name) for name in names}
        super().__init__(*args, stored=stored, **kwargs)

    def change(self, document: Document | None) -> ChangeData:
        """What was typed, as the service takes it."""
        data = self.cleaned_data
        return ChangeData(one_line(data["text"]), data["made_on"], data["integrated"], document)


class InnovationForm(ProvenForm):
    """An innovation of the unit."""

    name = forms.CharField(label="Nama inovasi", max_length=200)
    area = forms.ChoiceField(label="Area perubahan")
    status = forms.ChoiceField(
        label="Keadaan", choices=Innovation.Status.choices, initial=Innovation.Status.RUNNING
    )
    problem = forms.CharField(
        label="Masalah yang dijawab",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    description = forms.CharField(
        label="Uraian", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    effect = forms.CharField(
        label="Dampak",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Dengan angka bila ada, misalnya waktu layanan turun dari 3 hari menjadi 1 jam.",
    )
    start = forms.DateField(label="Mulai", required=False, widget=DayInput())
    end = forms.DateField(
        label="Berakhir", required=False, widget=DayInput(), help_text="Hanya bila sudah berhenti."
    )
    field_order = (
        "version",
        "name",
        "area",
        "status",
        "problem",
        "description",
        "effect",
        "start",
        "end",
        "document",
        "scan",
    )

    def __init__(self, *args, areas: Mapping[str, str], stored: Innovation | None = None, **kwargs) -> None:
        if stored is not None:
            names = ("version", *InnovationData.__dataclass_fields__)
            kwargs["initial"] = {name: getattr(stored, name) for name in names}
        super().__init__(*args, stored=stored, **kwargs)
        self.fields["area"].choices = [("", "Pilih area"), *((c, f"{c} {name}") for c, name in areas.items())]

    def innovation(self, document: Document | None) -> InnovationData:
        """What was typed, as the service takes it."""
        data: dict[str, Any] = self.cleaned_data
        texts = {name: plain_text(data[name]).strip() for name in ("problem", "description", "effect")}
        kept = {name: data[name] for name in ("area", "status", "start", "end")}
        return InnovationData(name=one_line(data["name"]), document=document, **texts, **kept)
