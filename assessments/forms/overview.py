"""Forms of periods and of the registration of units."""

from django import forms

from assessments.engine.jakarta import JAKARTA, end_of_day
from assessments.models import InstrumentVersion, Period, PolicyVersion
from assessments.services.errors import Refused
from units.forms.several import SeveralField
from units.models import Instansi, UnitKerja


class DayInput(forms.DateInput):
    """The browser's own calendar; ISO on the wire."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """A year: instrument and policy, and its three dates."""

    year = forms.IntegerField(label="Tahun", min_value=2014, max_value=2100)
    policy = forms.ModelChoiceField(
        label="Ketentuan pengusulan",
        queryset=PolicyVersion.objects.none(),
        help_text="Ketentuan menentukan instrumen, nilai minimal, syarat, dan tahap TPN.",
    )
    opens_on = forms.DateField(label="Penilaian mandiri dibuka", widget=DayInput())
    deadline = forms.DateField(
        label="Batas pengajuan ke TPI",
        widget=DayInput(),
        help_text="Sampai pukul 23.59.59 WIB pada tanggal ini.",
    )
    tpi_deadline = forms.DateField(
        label="Batas penilaian TPI",
        widget=DayInput(),
        help_text="Sampai pukul 23.59.59 WIB pada tanggal ini.",
    )

    def __init__(self, *args, instansi: Instansi, period: Period | None = None, **kwargs) -> None:
        if period is not None:
            kwargs["initial"] = {
                "year": period.year,
                "policy": period.policy_id,
                "opens_on": period.opens_on,
                "deadline": period.deadline.astimezone(JAKARTA).date(),
                "tpi_deadline": period.tpi_deadline.astimezone(JAKARTA).date(),
            }
        super().__init__(*args, **kwargs)
        policies = PolicyVersion.objects.select_related("instrument").defer("content", "instrument__content")
        self.fields["policy"].queryset = policies.order_by("-code")
        self.fields["policy"].label_from_instance = lambda p: f"{p.name} ({p.regulation})"

    def values(self) -> dict:
        """The arguments of `services.periods.save_period`."""
        data = self.cleaned_data
        policy = data["policy"]
        return {
            "year": data["year"],
            "policy": policy,
            "instrument": InstrumentVersion.objects.get(pk=policy.instrument_id),
            "opens_on": data["opens_on"],
            "deadline": end_of_day(data["deadline"]),
            "tpi_deadline": end_of_day(data["tpi_deadline"]),
        }

    def refuse(self, error: Refused) -> None:
        """Show a refusal at the head of the form."""
        for message, _ in error.reasons:
            self.add_error(None, message)


class RegisterForm(forms.Form):
    """Units to register and the predicate that they aim at."""

    units = SeveralField(
        label="Unit", queryset=UnitKerja.objects.none(), widget=forms.CheckboxSelectMultiple()
    )
    target = forms.ChoiceField(
        label="Predikat yang dituju", choices=[("WBK", "WBK"), ("WBBM", "WBBM")], widget=forms.RadioSelect()
    )

    def __init__(self, *args, units, **kwargs) -> None:
        super().__init__(*args, initial={"target": "WBK"}, **kwargs)
        self.fields["units"].queryset = units
