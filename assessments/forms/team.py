"""Forms of the tim pembangunan and the tim kerja."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet

from assessments.forms.declare import odd_nip
from assessments.forms.overview import DayInput
from assessments.forms.steps import StepForm
from assessments.models import Employee, WorkMember, WorkTeam
from assessments.services.errors import Refused
from assessments.services.work_team import MemberData
from documents.filetypes import ACCEPT
from units.forms.several import SeveralField
from units.texts import plain_text

SHOWN = 60  # people of a staff list that are offered at once


def one_line(text: str) -> str:
    """A text as one line with single spaces."""
    return " ".join(plain_text(text).split())


class RowForm(StepForm):
    """An act on what stands: it carries the version that was seen; refusals stand at their fields."""

    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput())
    status = 200
    now: list[tuple[str, str]] = []

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

    def stands(self, stored: Model) -> None:
        """What stands now, beside what was typed; the next press is about that version."""
        self.status = 409
        self.data: Any = self.data.copy()
        self.data["version"] = str(getattr(stored, "version", 0))
        shown = [
            (field.label, self.shown(stored, name)) for name, field in self.fields.items() if field.label
        ]
        self.now = [(str(label), text) for label, text in shown if text]

    def shown(self, stored: Model, name: str) -> str:
        """A stored value in words; "" for what is not shown."""
        value = getattr(stored, name, None)
        if isinstance(value, (list, tuple)):
            return ", ".join(map(str, value))
        display = getattr(stored, f"get_{name}_display", None)
        return str(display() if display else value if value is not None else "")

    def lines_of(self, *names: str) -> dict[str, str]:
        """Typed texts as single lines."""
        return {name: one_line(self.cleaned_data.get(name) or "") for name in names}


def clean_nip(text: str) -> str:
    """The 18 digits without the spaces, dots and dashes between them; ValidationError for anything else."""
    nip = "".join(text.split()).replace(".", "").replace("-", "")
    if nip and not (len(nip) == 18 and nip.isascii() and nip.isdecimal()):
        raise forms.ValidationError(
            f"NIP terdiri dari 18 angka; yang diisi {len(nip)} tanda. Periksa angkanya, atau kosongkan."
        )
    return nip


class DecreeForm(RowForm):
    """The decree of a team, with its scan."""

    number = forms.CharField(label="Nomor SK", max_length=100)
    day = forms.DateField(label="Tanggal SK", widget=DayInput())
    scan = forms.FileField(
        label="Pindaian SK",
        required=False,
        help_text="PDF atau gambar.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args, stored: WorkTeam | None, **kwargs) -> None:
        if stored is not None:
            kwargs["initial"] = {
                "number": stored.decree_number,
                "day": stored.decree_date,
                "version": stored.version,
            }
        super().__init__(*args, **kwargs)
        if stored is not None and stored.scan_id:
            self.fields["scan"].help_text = "Sudah ada. Pilih berkas hanya bila ingin menggantinya."

    def shown(self, stored: Model, name: str) -> str:
        """Number and day as they stand."""
        names = {"number": "decree_number", "day": "decree_date"}
        return super().shown(stored, names[name]) if name in names else ""

    def clean_number(self) -> str:
        """One line."""
        return one_line(self.cleaned_data["number"])


class PersonForm(RowForm):
    """A person picked from a staff list (`people`, ticked) or typed."""

    name = forms.CharField(label="Nama", max_length=150, required=False, help_text="Dengan gelar.")
    nip = forms.CharField(
        label="NIP",
        required=False,
        max_length=40,
        help_text="18 angka; kosongkan bila tidak punya NIP.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    post = forms.CharField(label="Jabatan", max_length=150, required=False)
    people = SeveralField(Employee.objects.none(), required=False, label="")

    def __init__(self, *args, offered: QuerySet[Employee] | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if offered is None:
            del self.fields["people"]
        else:
            self.fields["people"].queryset = offered

    def clean_nip(self) -> str:
        """Digits alone."""
        return clean_nip(self.cleaned_data["nip"])

    def clean(self) -> dict:
        """Somebody is picked or typed."""
        data = super().clean()
        if not self.errors and not data.get("people") and not one_line(data.get("name") or ""):
            text = (
                "Pilih dari daftar pegawai, atau ketik namanya."
                if "people" in self.fields
                else "Isi namanya."
            )
            self.add_error("name", text)
        return data

    def offered(self, search: str) -> tuple[list[Employee], int]:
        """(whom to show: those ticked, then by name; how many more there are). Up to three queries."""
        rows = self.fields["people"].queryset
        found = rows.filter(Q(name__icontains=search) | Q(nip__startswith=search)) if search else rows
        ticked = [int(pk) for pk in self.ticked() if pk.isascii() and pk.isdecimal() and len(pk) < 19]
        first = list(rows.filter(pk__in=ticked)) if ticked else []
        shown = list(found.exclude(pk__in=ticked)[: SHOWN + 1])
        more = found.exclude(pk__in=ticked).count() - SHOWN if len(shown) > SHOWN else 0
        return [*first, *shown[:SHOWN]], more

    def ticked(self) -> list[str]:
        """The ids that were ticked, as typed."""
        return self.data.getlist("people") if self.is_bound else []

    def persons(self) -> list[dict[str, Any]]:
        """Name, NIP, post and row of everybody meant."""
        rows = [
            {"name": row.name, "nip": row.nip, "post": row.post, "employee": row}
            for row in self.cleaned_data.get("people") or ()
        ]
        typed = self.lines_of("name", "post") | {"nip": self.cleaned_data["nip"], "employee": None}
        return [*rows, typed] if typed["name"] else rows

    def odd(self, today) -> str:
        """What looks odd in the typed NIP, as a sentence; "" for nothing."""
        return odd_nip(self.cleaned_data.get("nip") or "", today)


class MemberForm(PersonForm):
    """One member, or many at once with the same seat and pokja."""

    role = forms.ChoiceField(
        label="Kedudukan", choices=WorkMember.Role.choices, initial=WorkMember.Role.ANGGOTA
    )
    areas = forms.MultipleChoiceField(
        label="Pokja", required=False, widget=forms.CheckboxSelectMultiple, help_text="Area perubahan."
    )
    chosen_how = forms.CharField(
        label="Cara dipilih",
        max_length=200,
        required=False,
        help_text="Misalnya: usulan bidang, seleksi, pemungutan suara. LKE menanyakannya.",
    )
    start = forms.DateField(label="Mulai", widget=DayInput())
    end = forms.DateField(
        label="Hari terakhir", required=False, widget=DayInput(), help_text="Kosongkan selama masih bertugas."
    )

    def __init__(
        self,
        *args,
        areas: Mapping[str, str],
        stored: WorkMember | None = None,
        without: Collection[str] = (),
        **kwargs,
    ) -> None:
        if stored is not None:
            names = ("version", "name", "nip", "post", "role", "areas", "chosen_how", "start", "end")
            kwargs["initial"] = {name: getattr(stored, name) for name in names} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = [(code, f"{code} {name}") for code, name in areas.items()]
        for name in without:
            del self.fields[name]

    def members(self, **fixed: Any) -> list[MemberData]:
        """Everybody meant, as the service takes them; `fixed` for what the form does not ask."""
        data = self.cleaned_data
        shared = {
            "role": data.get("role"),
            "areas": tuple(data.get("areas", ())),
            "start": data["start"],
            "end": data.get("end"),
        }
        shared |= self.lines_of("chosen_how") | fixed
        return [MemberData(**person, **shared) for person in self.persons()]
