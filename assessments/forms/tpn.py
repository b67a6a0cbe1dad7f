"""Forms of TPN's results: a stage, the survey, the determination and its correction."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from assessments.engine.instrument import Question
from assessments.forms.overview import DayInput
from assessments.forms.steps import StepForm
from assessments.models import ProposalUnit, SelfDetermination, StageResult, TpnSurvey
from assessments.services.errors import Refused
from assessments.services.tpn_stages import StageData
from documents.filetypes import ACCEPT


def file_field(label: str, help_text: str = "PDF atau gambar.", *, required: bool = False) -> forms.FileField:
    """A scan or document."""
    widget = forms.FileInput(attrs={"accept": ACCEPT, "class": "form-control"})
    return forms.FileField(label=label, help_text=help_text, required=required, widget=widget)


def area(rows: int) -> forms.Textarea:
    """A field for text of some lines."""
    return forms.Textarea(attrs={"rows": rows})


class ActForm(StepForm):
    """A form about what stands: `version` is what was seen; a refusal is told at its field, where there is one."""

    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput())

    def refuse(self, error: Refused) -> None:
        """Show every reason at its field, else at the head."""
        for message, where in error.reasons:
            self.add_error(where if where in self.fields else None, message)

    @property
    def files_again(self) -> bool:
        """Whether a file was chosen that the browser has forgotten by now."""
        return bool(self.errors and self.files)

    def tell_once(self, told: Iterable[str]) -> None:
        """Leave out of the head what the page says already, with the page where it is mended."""
        own = [message for message in self.non_field_errors() if message not in set(told)]
        self.errors.pop(NON_FIELD_ERRORS, None)
        for message in own:
            self.add_error(None, message)

    def seen(self) -> int:
        """The version that the person saw, 0 for nothing."""
        return self.cleaned_data.get("version") or 0

    def now_seen(self, version: int) -> None:
        """Let the next press be about what stands now: it has been shown beside what was typed."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(version)


class StageForm(ActForm):
    """What TPN said at one stage, from its letter. `now`: what somebody else recorded meanwhile."""

    now: StageResult | None = None
    result = forms.ChoiceField(label="Hasil", choices=StageResult.Result.choices, widget=forms.RadioSelect())
    on = forms.DateField(label="Tanggal surat TPN", widget=DayInput())
    letter_number = forms.CharField(label="Nomor surat TPN", max_length=100, required=False)
    note = forms.CharField(label="Catatan TPN", max_length=2000, required=False, widget=area(3))
    recommendation = forms.CharField(
        label="Rekomendasi TPN",
        max_length=2000,
        required=False,
        widget=area(3),
        help_text="Apa yang diminta TPN dari unit atau instansi.",
    )
    file = file_field("Tambah dokumen", "Surat TPN, undangan, atau notula: PDF, gambar, atau berkas Office.")

    def __init__(self, *args, stored: StageResult | None, **kwargs) -> None:
        if stored is not None:
            names = ("result", "letter_number", "note", "recommendation", "version")
            kwargs["initial"] = {name: getattr(stored, name) for name in names} | {"on": stored.date}
        super().__init__(*args, **kwargs)

    def stage_data(self) -> StageData:
        """What was typed."""
        names = ("result", "on", "letter_number", "note", "recommendation")
        return StageData(**{name: self.cleaned_data[name] for name in names})


class RemoveForm(ActForm):
    """Why something recorded is taken back."""

    reason = forms.CharField(
        label="Alasan", max_length=1000, widget=area(2), help_text="Tercatat di riwayat dan jejak audit."
    )


class SurveyForm(ActForm):
    """The external survey: who asked, how many, and one index for each index question of the instrument."""

    executor = forms.CharField(
        label="Pelaksana survei", max_length=150, help_text="BPS atau pihak ketiga yang ditunjuk TPN."
    )
    respondents = forms.IntegerField(label="Jumlah responden", min_value=1, max_value=10**6)
    population = forms.IntegerField(
        label="Jumlah pengguna layanan",
        min_value=1,
        max_value=10**9,
        required=False,
        help_text="Isi bila responden kurang dari jumlah minimal: semua pengguna layanan pada masa survei.",
    )

    def __init__(
        self, *args, stored: TpnSurvey | None, seen: int, questions: dict[str, Question], values, **kwargs
    ) -> None:
        initial = dict(values)
        if stored is not None:
            names = ("executor", "respondents", "population")
            initial |= {name: getattr(stored, name) for name in names} | {"version": seen}
        super().__init__(*args, initial=initial, **kwargs)
        self.questions = questions
        for code, question in questions.items():
            self.fields[f"index-{code}"] = forms.CharField(
                label=question.text,
                max_length=8,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}),
            )

    def indices(self) -> dict[str, str]:
        """Question code → index as typed."""
        return {code: self.cleaned_data[f"index-{code}"] for code in self.questions}

    def index_fields(self) -> list[forms.BoundField]:
        """The fields of the indices."""
        return [self[f"index-{code}"] for code in self.questions]


class DeterminationForm(ActForm):
    """The determination by the Minister, or the letter that says that the unit does not qualify."""

    verdict = forms.ChoiceField(label="Penetapan", widget=forms.RadioSelect())
    decree_number = forms.CharField(label="Nomor keputusan atau surat", max_length=100)
    decree_date = forms.DateField(label="Tanggal keputusan atau surat", widget=DayInput())
    scan = file_field("Pindaian keputusan atau surat")

    def __init__(self, *args, unit: ProposalUnit, **kwargs) -> None:
        super().__init__(*args, initial={"version": unit.decree_version}, **kwargs)
        self.fields["verdict"].choices = [(unit.predicate, unit.predicate), ("belum", "Belum memenuhi")]


class DecreeForm(ActForm):
    """Correct how a decision was written down."""

    decree_number = forms.CharField(label="Nomor yang benar", max_length=100)
    decree_date = forms.DateField(label="Tanggal yang benar", widget=DayInput())
    scan = file_field("Pindaian", "Pilih hanya bila pindaiannya kurang atau salah.")
    reason = forms.CharField(
        label="Alasan koreksi", max_length=1000, widget=area(2), help_text="Misalnya: nomor salah ketik."
    )

    def __init__(self, *args, stored: ProposalUnit | SelfDetermination, **kwargs) -> None:
        initial = {
            "decree_number": stored.decree_number,
            "decree_date": stored.decree_date,
            "version": stored.decree_version,
        }
        super().__init__(*args, initial=initial, **kwargs)


__all__ = [
    "ActForm",
    "DecreeForm",
    "DeterminationForm",
    "RemoveForm",
    "StageForm",
    "SurveyForm",
    "area",
    "file_field",
]
