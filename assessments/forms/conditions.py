"""Forms of the conditions for a proposal."""

from collections.abc import Mapping
from typing import Any

from django import forms

from assessments.engine.conditions import RULES
from assessments.engine.conditions.base import comma
from assessments.engine.eligibility import choices
from assessments.engine.policy_model import Condition, Policy
from assessments.forms.overview import DayInput
from assessments.forms.steps import StepForm
from assessments.models import ConditionEntry, ConditionValue
from documents.filetypes import ACCEPT

DATA = ("value", "source", "document_date")


class ConditionForm(StepForm):
    """The value of one condition, with the document that it was read from.

    A row is compared with what its writer saw (`seen`, a version of `past`), not with what stands now: a row that
    they did not touch stays as it is, whoever changed it meanwhile.
    """

    source = forms.CharField(label="Dokumen sumber", max_length=300, required=False)
    document_date = forms.DateField(label="Tanggal dokumen", required=False, widget=DayInput())
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args,
        policy: Policy,
        condition: Condition,
        stored: ConditionValue | None,
        past: Mapping[int, ConditionEntry] | None = None,
        **kwargs,
    ) -> None:
        super().__init__(*args, prefix=condition.code, **kwargs)
        self.condition, self.stored = condition, stored
        standing = stored.version if stored else 0
        shown: ConditionValue | ConditionEntry | None = stored
        if self.is_bound:
            self.seen = _whole(self.data.get(self.add_prefix("seen")))
            shown = stored if self.seen == standing else (past or {}).get(self.seen)
        else:
            self.seen = standing
        self.initial = {name: getattr(shown, name) for name in DATA} if shown else {}
        self.initial["seen"] = str(self.seen)
        if shown and not choices(policy, condition):
            self.initial["value"] = comma(shown.value)
        hint = RULES[condition.kind].hint
        options = choices(policy, condition)
        if options:
            pairs = [("", "belum ada data"), *((o, o) for o in options)]
            self.fields["value"] = forms.ChoiceField(label="Nilai", choices=pairs, required=False)
        else:
            self.fields["value"] = forms.CharField(
                label="Nilai", max_length=40, required=False, help_text=hint
            )
        self.order_fields([*DATA, "seen"])

    def clean(self) -> dict:
        """A value needs its source and date; a row left empty is no data."""
        data = super().clean() or {}
        filled = [bool(data.get(name)) for name in DATA]
        if any(filled) and not all(filled) and not self.errors:
            self.add_error(None, f"{self.condition.name}: isi nilai, dokumen sumber, dan tanggalnya.")
        if self.stored and not any(filled) and self._says_otherwise() and not self.errors:
            text = "sudah ada datanya. Untuk menariknya, buka “Dokumen dan riwayat”."
            self.add_error(None, f"{self.condition.name}: {text}")
        return data

    @property
    def is_touched(self) -> bool:
        """Whether the row says something else than its writer saw."""
        return bool(self.cleaned_data.get("value")) and self._says_otherwise()

    def _says_otherwise(self) -> bool:
        return any(name in DATA for name in self.changed_data)

    def stands(self, stored: ConditionValue | None) -> None:
        """What stands now is told; the next press is about it."""
        self.data: Any = self.data.copy()
        self.data[self.add_prefix("seen")] = str(stored.version if stored else 0)


class DocumentedConditionForm(ConditionForm):
    """One condition alone, with the upload of its document."""

    document = forms.FileField(
        label="Berkas dokumen sumber",
        required=False,
        help_text="PDF, gambar, atau berkas Office. Boleh menyusul.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in DATA:
            self.fields[name].required = True
        if self.stored and self.stored.document_id:
            self.fields["document"].help_text = "Sudah ada. Pilih berkas hanya bila ingin menggantinya."
        self.order_fields([*DATA, "document", "seen"])


def _whole(text: Any) -> int:
    """The number that a hidden field says; 0 for anything else."""
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 10 else 0
