"""Forms of the library and its announcements: they read and clean what was typed; the services decide."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.utils import timezone

from documents.filetypes import ACCEPT, ALLOWED_TEXT
from documents.library.models import MAX_BODY, Announcement, LibraryItem
from documents.library.queries import changers_for
from documents.links import MAX_URL
from documents.names import MAX_NUMBER, MAX_TITLE
from documents.services.announcements import NoticeData
from documents.services.blobs import MIB
from documents.services.library import ItemData
from units.forms.base import DateInput
from units.models import Instansi

PUBLIC = "Bila dicentang, siapa pun dapat membacanya di halaman publik, tanpa masuk."


class ChangerField(forms.ModelChoiceField):
    """Choice of the item that changes or revokes."""

    def label_from_instance(self, obj: LibraryItem) -> str:
        """Number, year and the beginning of the title."""
        return f"{obj.number or obj.get_kind_display()} ({obj.year}) – {obj.title[:80]}"


class ShelfForm(forms.Form):
    """What the forms of a shelf share: the version that the person saw, and no form tag of their own."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    @property
    def seen(self) -> int:
        """The version that came with the form; 0 where none came."""
        return self.cleaned_data["version"] or 0


class ItemForm(ShelfForm):
    """One item of a shelf; `item` is the stored one when it is changed."""

    kind = forms.ChoiceField(label="Jenis", choices=LibraryItem.Kind.choices)
    number = forms.CharField(
        label="Nomor", required=False, max_length=MAX_NUMBER, help_text="Misalnya PermenPANRB 90/2021."
    )
    year = forms.IntegerField(label="Tahun", min_value=1945, max_value=2200)
    title = forms.CharField(label="Judul", max_length=MAX_TITLE)
    date = forms.DateField(label="Tanggal ditetapkan", required=False, widget=DateInput)
    status = forms.ChoiceField(label="Status", choices=LibraryItem.Status.choices, initial="berlaku")
    changed_by = ChangerField(
        label="Diubah atau dicabut oleh",
        queryset=LibraryItem.objects.none(),
        required=False,
        empty_label="Tidak ada di pustaka ini",
        help_text="Hanya dipakai bila statusnya diubah atau dicabut.",
    )
    file = forms.FileField(label="Berkas", required=False, allow_empty_file=True, max_length=1000)
    url = forms.CharField(
        label="Tautan",
        required=False,
        max_length=MAX_URL,
        widget=forms.URLInput,
        help_text="Alamat lengkap, misalnya https://…, sebagai ganti berkas.",
    )
    public = forms.BooleanField(label="Terbuka untuk umum", required=False, help_text=PUBLIC)

    field_order = ("kind", "number", "year", "title", "date", "file", "url", "status", "changed_by", "public")

    def __init__(
        self, *args: Any, shelf: Instansi | None, item: LibraryItem | None = None, **kwargs: Any
    ) -> None:
        initial = {"year": timezone.localdate().year} if item is None else _initial(item)
        super().__init__(*args, initial=initial, **kwargs)
        self.item = item
        self.fields["changed_by"].queryset = changers_for(shelf, but=item.pk if item else None)
        file = self.fields["file"]
        file.widget.attrs["accept"] = ACCEPT
        file.help_text = f"{ALLOWED_TEXT}; paling besar {settings.EVIDENCE_MAX_BYTES // MIB} MiB."
        if item is not None and item.filename:
            file.label = "Ganti berkas"
            file.help_text = f"Sekarang: {item.filename}. Kosongkan bila tidak diganti. {file.help_text}"

    def clean(self) -> dict[str, Any]:
        """A new file takes the place of the link that stood in the form."""
        data = super().clean() or self.cleaned_data
        if data.get("file") and self.item is not None and data.get("url") == self.item.url:
            data["url"] = ""
        return data

    @property
    def said(self) -> ItemData:
        """What a service takes."""
        data = self.cleaned_data
        changer = data["changed_by"]
        names = ("kind", "number", "year", "title", "date", "status", "public")
        return ItemData(changed_by=changer.pk if changer else None, **{name: data[name] for name in names})

    @property
    def content(self) -> dict[str, Any]:
        """File and link, as a service takes them."""
        file = self.cleaned_data["file"]
        return {"file": file, "filename": file.name if file else "", "url": self.cleaned_data["url"].strip()}


class NoticeForm(ShelfForm):
    """One announcement."""

    title = forms.CharField(label="Judul", max_length=MAX_TITLE)
    body = forms.CharField(
        label="Isi",
        max_length=MAX_BODY,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Teks biasa; baris kosong memisahkan paragraf.",
    )
    starts = forms.DateField(label="Tampil mulai", widget=DateInput)
    ends = forms.DateField(
        label="Sampai", required=False, widget=DateInput, help_text="Kosongkan bila tampil terus."
    )
    public = forms.BooleanField(label="Terbuka untuk umum", required=False, help_text=PUBLIC)

    field_order = ("title", "body", "starts", "ends", "public")

    def __init__(self, *args: Any, notice: Announcement | None = None, **kwargs: Any) -> None:
        names = ("title", "body", "starts", "ends", "public", "version")
        initial = (
            {name: getattr(notice, name) for name in names} if notice else {"starts": timezone.localdate()}
        )
        super().__init__(*args, initial=initial, **kwargs)

    @property
    def said(self) -> NoticeData:
        """What a service takes."""
        names = ("title", "body", "starts", "ends", "public")
        return NoticeData(**{name: self.cleaned_data[name] for name in names})


def _initial(item: LibraryItem) -> dict[str, Any]:
    names = ("kind", "number", "year", "title", "date", "status", "changed_by", "url", "public", "version")
    return {name: getattr(item, name) for name in names}
