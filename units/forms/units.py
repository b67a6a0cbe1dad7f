"""Forms of instansi and unit kerja."""

from django import forms

from units.models import Instansi, UnitKerja
from units.services.instansi import EDITABLE
from units.services.units import FIELDS


class UnitForm(forms.ModelForm):
    """A unit of one instansi; the instance must carry its instansi."""

    class Meta:
        model = UnitKerja
        fields = FIELDS
        help_texts = {
            "code": "Singkat dan unik di instansi ini, misalnya PKM-01.",
            "parent": "Kosongkan bila langsung di bawah pimpinan instansi.",
            "service_kind": "Unit berjenis sama dibandingkan satu sama lain tanpa nama. "
            "Enam jenis pertama juga mendapat afirmasi pengusulan WBK bagi pemerintah daerah.",
            "core_service": "Unit melaksanakan pelayanan inti instansi (syarat pengusulan).",
            "head_name": "Dengan gelar, seperti pada surat.",
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        others = UnitKerja.objects.filter(instansi=self.instance.instansi_id).exclude(pk=self.instance.pk)
        self.fields["parent"].queryset = others
        self.fields["parent"].empty_label = "Tidak ada"
        self.fields["service_kind"].choices = [
            ("", "Belum diisi atau jenis lain"),
            *UnitKerja.ServiceKind.choices,
        ]


class InstansiDataForm(forms.ModelForm):
    """What the admin inspektorat keeps of the own instansi: it stands on letters and reports."""

    class Meta:
        model = Instansi
        fields = EDITABLE
        help_texts = {
            "time_zone": "Semua jam dan tenggat ditampilkan dalam zona ini.",
            "leader_name": "Penanda tangan surat, dengan gelar.",
            "leader_post": "Misalnya Bupati Sukamaju.",
            "city": "Tempat surat ditandatangani.",
            "contact_office": "Tampil di halaman publik, misalnya Inspektorat Kabupaten Sukamaju, Jalan Merdeka 1.",
            "contact_email": "Tampil di halaman publik; pakai alamat kantor, bukan alamat pribadi.",
            "contact_phone": "Tampil di halaman publik; pakai nomor kantor, bukan nomor pribadi.",
        }


class InstansiForm(InstansiDataForm):
    """A new instansi."""

    class Meta(InstansiDataForm.Meta):
        fields = ("code", "kind", *EDITABLE)
        help_texts = {
            **InstansiDataForm.Meta.help_texts,
            "code": "Dipakai di alamat halaman dan tidak berubah lagi, misalnya KAB-SUKAMAJU.",
        }
