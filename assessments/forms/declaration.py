"""The form of a pencanangan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from assessments.forms.overview import DayInput
from assessments.forms.steps import StepForm
from assessments.models import Declaration
from assessments.services.declaring import DeclarationChanged, DeclarationData
from assessments.services.errors import Refused
from documents.filetypes import ACCEPT
from units.texts import plain_text

MAX_LINKS = 10
MAX_LINK = 500


class LinesInput(forms.Textarea):
    """A box of a few lines."""

    def __init__(self, rows: int = 3) -> None:
        super().__init__(attrs={"rows": rows})


def _paper(label: str, help_text: str) -> forms.FileField:
    return forms.FileField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )


class DeclarationForm(StepForm):
    """Pencanangan (PermenPANRB 90/2021 p. 12). With a staff list (`listed` on it) who signed is counted."""

    date = forms.DateField(label="Tanggal pencanangan", widget=DayInput())
    declarer_name = forms.CharField(label="Dicanangkan oleh", max_length=150)
    declarer_post = forms.CharField(label="Jabatan", max_length=150)
    staff_count = forms.IntegerField(label="Jumlah pegawai", min_value=1, max_value=1_000_000)
    signed_count = forms.IntegerField(
        label="Pegawai yang sudah menandatangani pakta integritas", min_value=0, max_value=1_000_000
    )
    leader_signed = forms.BooleanField(label="Pimpinan sudah menandatangani pakta integritas", required=False)
    publications = forms.CharField(
        label="Tautan publikasi",
        required=False,
        widget=LinesInput(),
        help_text="Berita, media sosial, atau video yang mengumumkannya. Satu alamat satu baris.",
    )
    scan = _paper(
        "Pindaian dokumen pencanangan",
        "PDF atau gambar. Pindaian pakta integritas di daftar pegawai juga cukup.",
    )
    place = forms.CharField(
        label="Tempat acara", max_length=150, required=False, help_text="Hanya bila diadakan acara."
    )
    witnesses = forms.CharField(
        label="Saksi",
        required=False,
        max_length=2000,
        widget=LinesInput(),
        help_text="Satu orang satu baris, dicetak seperti yang ditulis. Tidak diwajibkan.",
    )
    charter = _paper("Piagam yang sudah ditandatangani", "Tidak diwajibkan. PDF atau gambar.")
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput())
    optional = ("place", "witnesses", "charter")

    def __init__(
        self,
        *args,
        stored: Declaration | None = None,
        listed: int = 0,
        head: tuple[str, str] = ("", ""),
        **kwargs,
    ) -> None:
        kwargs["initial"] = {"declarer_name": head[0], "declarer_post": head[1], "version": 0}
        if stored is not None:
            names = [*DeclarationData.__dataclass_fields__, "version"]
            kwargs["initial"] = {name: getattr(stored, name) for name in names}
            kwargs["initial"]["publications"] = "\n".join(stored.publications)
        super().__init__(*args, **kwargs)
        if listed:
            for name in ("signed_count", "leader_signed"):
                del self.fields[name]
            asked = self.fields["staff_count"]
            asked.help_text = (
                f"Pada hari pencanangan, juga yang belum masuk daftar. Di daftar hari ini ada {listed}."
            )
        for name in ("scan", "charter"):
            if stored is not None and getattr(stored, f"{name}_id"):
                self.fields[name].help_text = "Sudah ada. Pilih berkas hanya bila ingin menggantinya."

    def clean_publications(self) -> tuple[str, ...]:
        """Each line is an address; doubled ones once."""
        lines = [line.strip() for line in plain_text(self.cleaned_data["publications"]).split("\n")]
        found = tuple(dict.fromkeys(line for line in lines if line))
        if len(found) > MAX_LINKS:
            raise ValidationError(f"Paling banyak {MAX_LINKS} tautan; yang diisi {len(found)}.")
        return tuple(_address(line) for line in found)

    def clean_witnesses(self) -> str:
        """Lines without empty ones."""
        lines = plain_text(self.cleaned_data["witnesses"]).split("\n")
        return "\n".join(" ".join(line.split()) for line in lines if line.strip())

    def clean(self) -> dict:
        """More signers than staff cannot be; said before a scan is taken in."""
        data = super().clean() or {}
        if data.get("signed_count", 0) > data.get("staff_count", 0) and not self.errors:
            self.add_error("signed_count", "Isi antara 0 dan jumlah pegawai.")
        return data

    def data_class(self) -> DeclarationData:
        """What was typed, as the service takes it."""
        names = [name for name in DeclarationData.__dataclass_fields__ if name in self.cleaned_data]
        return DeclarationData(**{name: self.cleaned_data[name] for name in names})

    def seen(self) -> int:
        """The version that the person saw; 0 for one that is new."""
        return self.cleaned_data.get("version") or 0

    def refuse(self, error: Refused) -> None:
        """Show every reason at its field, else at the head."""
        for message, where in error.reasons:
            self.add_error(where if where in self.fields else None, message)

    def stands(self, stored: Declaration) -> None:
        """The version that stands now: the next press is about it."""
        self.data: Any = self.data.copy()
        self.data["version"] = str(stored.version)


class LaterForm(DeclarationForm):
    """What may still be recorded of a pencanangan that is recorded already: its publications and the signed piagam."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in [*self.fields]:
            if name not in ("publications", "charter", "version"):
                del self.fields[name]

    def check_version(self, stored: Declaration) -> None:
        """Refuse a form that saw another version before its file is stored."""
        if self.seen() != stored.version:
            raise DeclarationChanged(stored)

    def said(self) -> dict[str, Any]:
        """What was typed, as the services take it."""
        return {"publications": self.cleaned_data["publications"], "seen": self.seen()}


def _address(line: str) -> str:
    address = line if "://" in line else f"https://{line}"
    if len(address) > MAX_LINK:
        raise ValidationError(f"Alamat paling panjang {MAX_LINK} huruf: {line[:60]}…")
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise ValidationError(
            f"“{line[:100]}” bukan alamat. Tulis seperti https://contoh.go.id/berita."
        ) from error
    return address
