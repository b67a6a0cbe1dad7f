"""Forms of kawasan: founding one, and what an instansi brings into it."""

from django import forms
from django.utils import timezone

from units.forms.several import SeveralField
from units.models import Instansi, Kawasan, UnitKerja, User
from units.queries import tpi_people


class KawasanForm(forms.ModelForm):
    """A kawasan and the instansi that take part; the service checks and writes."""

    class Meta:
        model = Kawasan
        fields = ("name", "kind", "basis", "coordinator", "instansi")
        widgets = {"instansi": forms.CheckboxSelectMultiple()}
        help_texts = {
            "name": "Misalnya Kawasan Bandara Sukamaju.",
            "basis": "Surat atau keputusan Tim Nasional Stranas PK, dengan nomor dan tanggalnya.",
            "coordinator": "Adminnya membuka tahun penilaian dan mencatat penetapan kawasan.",
            "instansi": "Setiap instansi memasukkan unit dan wakilnya sendiri.",
        }

    def _post_clean(self) -> None:
        """The service validates the whole; a model form would write into the instance before it is locked."""


class KawasanUnitsForm(forms.Form):
    """The units that an instansi has in a kawasan."""

    units = SeveralField(
        UnitKerja.objects.none(), label="Unit di kawasan", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, kawasan: Kawasan, instansi: Instansi, **kwargs) -> None:
        mine = list(kawasan.units.filter(unit__instansi=instansi).values_list("unit_id", flat=True))
        super().__init__(*args, initial={"units": mine}, **kwargs)
        active = UnitKerja.objects.filter(instansi=instansi, is_active=True)
        self.fields["units"].queryset = active | UnitKerja.objects.filter(pk__in=mine)


class KawasanSeatsForm(forms.Form):
    """The representatives of an instansi in the joint TPI."""

    people = SeveralField(
        User.objects.none(),
        label="Wakil di TPI gabungan",
        help_text="Orang dari tim TPI instansi ini. Anggota unit di kawasan tidak dapat menilai.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, kawasan: Kawasan, instansi: Instansi, **kwargs) -> None:
        now = list(kawasan.seats.filter(instansi=instansi, end=None).values_list("user_id", flat=True))
        super().__init__(*args, initial={"people": now}, **kwargs)
        known = tpi_people(instansi, timezone.localdate()).values("pk")
        self.fields["people"].queryset = User.objects.filter(pk__in=known) | User.objects.filter(pk__in=now)
