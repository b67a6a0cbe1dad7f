"""Forms of WBK mandiri: the Minister's permission, its end, the instansi's own decision."""

from django import forms
from django.utils import timezone

from assessments.forms.overview import DayInput
from assessments.forms.tpn import ActForm, area, file_field


class PermitForm(ActForm):
    """The Minister's letter that allows WBK mandiri."""

    letter_number = forms.CharField(label="Nomor surat izin", max_length=100)
    letter_date = forms.DateField(label="Tanggal surat izin", widget=DayInput())
    from_year = forms.IntegerField(label="Berlaku mulai tahun", min_value=2000, max_value=2200)
    scan = file_field("Pindaian surat izin", required=True)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, initial={"from_year": timezone.localdate().year}, **kwargs)


class PermitEndForm(ActForm):
    """The last year of a permission, and why it ends."""

    until_year = forms.IntegerField(label="Berlaku sampai tahun", min_value=2000, max_value=2200)
    reason = forms.CharField(label="Alasan", max_length=1000, widget=area(2))


class SelfDeterminationForm(ActForm):
    """The decision by which the instansi determines WBK itself."""

    decree_number = forms.CharField(label="Nomor keputusan", max_length=100)
    decree_date = forms.DateField(label="Tanggal keputusan", widget=DayInput())
    note = forms.CharField(
        label="Uraian evaluasi",
        max_length=5000,
        required=False,
        widget=area(4),
        help_text="Bagaimana instansi mengevaluasi unit ini: survei, kunjungan lapangan, panel.",
    )
    scan = file_field("Pindaian keputusan")
