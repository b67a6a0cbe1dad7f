"""The questionnaire as a form, for anybody's phone."""

import re
import uuid

from django import forms

from documents.safe_text import printable
from surveys.models import Campaign
from surveys.services.answering import MAX_COMMENT, Given
from surveys.services.contacts import Contact

PHONE = re.compile(r"\+?[0-9][0-9 .()-]{6,28}")
ASK = "Pilih salah satu jawaban."


class AnswerForm(forms.Form):
    """Which service, the items, the control question, a comment, whom to call. `form_id` counts the form once."""

    form_id = forms.Field(
        widget=forms.HiddenInput, required=False
    )  # whatever it is: `_uuid` makes an id of it
    slip = forms.CharField(
        label="Kode pada lembar Anda",
        max_length=40,
        error_messages={"required": "Isi kode pada lembar yang Anda terima dari petugas."},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    service = forms.ChoiceField(
        label="Layanan apa yang baru Anda selesaikan?",
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih layanan Anda.", "invalid_choice": "Pilih layanan Anda."},
    )
    told = forms.ChoiceField(
        choices=[("tidak", "Tidak"), ("ya", "Ya")],
        widget=forms.RadioSelect,
        error_messages={"required": ASK, "invalid_choice": ASK},
    )
    comment = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MAX_COMMENT,
        required=False,
        help_text="Jangan menulis nama atau nomor telepon di sini.",
    )

    # typed on shared machines: no browser is to offer the last visitor's
    name = forms.CharField(
        label="Nama", max_length=100, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = forms.CharField(
        label="Nomor telepon",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args, campaign: Campaign, on_paper: bool = False, **kwargs) -> None:
        super().__init__(*args, auto_id="f-%s", **kwargs)
        asked = campaign.questionnaire
        if on_paper or not campaign.with_codes:
            del self.fields["slip"]
        if on_paper or not campaign.contacts_until:
            del self.fields["name"], self.fields["phone"]
        services = [(str(pk), name) for pk, name in campaign.services.values_list("pk", "name")]
        self.fields["service"].choices = services
        if len(services) == 1:
            self.fields["service"].initial = services[0][0]
        degrees = [(str(number), label) for number, label in enumerate(asked.scale, 1)]
        for item in asked.items:
            self.fields[f"q_{item.code}"] = forms.ChoiceField(
                label=item.text,
                choices=degrees,
                widget=forms.RadioSelect,
                error_messages={"required": ASK, "invalid_choice": ASK},
            )
        self.fields["told"].label, self.fields["comment"].label = asked.control, asked.comment
        self.initial.setdefault("form_id", uuid.uuid4())
        self._codes = [item.code for item in asked.items]

    def clean_phone(self) -> str:
        """A number that can be called, or nothing."""
        phone = self.cleaned_data["phone"]
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError("Tulis angkanya saja, misalnya 0812 3456 7890, atau kosongkan.")
        return phone

    def clean(self) -> dict:
        """A name without a number helps nobody, so it is not kept."""
        data = super().clean()
        if data.get("name") and not data.get("phone") and "phone" not in self.errors:
            self.add_error("phone", "Tulis juga nomor teleponnya, atau kosongkan nama.")
        return data

    @property
    def questions(self) -> list[forms.BoundField]:
        """The items in their order."""
        return [self[f"q_{code}"] for code in self._codes]

    @property
    def given(self) -> Given:
        """The answer of a valid form."""
        data = self.cleaned_data
        return Given(
            form_id=_uuid(data["form_id"]),
            service=int(data["service"]),
            items=[int(data[f"q_{code}"]) for code in self._codes],
            told=data["told"] == "ya",
            comment=data["comment"],
            slip=data.get("slip", ""),
            contact=Contact(" ".join(printable(data["name"]).split()), data["phone"])
            if data.get("phone")
            else None,
        )


def _uuid(text: str | None) -> uuid.UUID:
    """The id that a form brought; a new one where somebody made something else of it."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.uuid4()
