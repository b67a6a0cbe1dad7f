"""Forms of TPI teams."""

from django import forms

from units.forms.base import DateInput
from units.forms.several import SeveralField
from units.models import Instansi, TeamMember, TpiTeam, UnitKerja, User
from units.queries import people_of


class TeamForm(forms.ModelForm):
    """Name and decree of a team; the year stays once the team exists."""

    class Meta:
        model = TpiTeam
        fields = ("name", "year", "decree_number", "decree_date")
        widgets = {"decree_date": DateInput}
        help_texts = {"name": "Misalnya Tim I.", "decree_number": "Keputusan pembentukan tim."}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].disabled = self.instance.pk is not None


class PersonField(forms.ModelChoiceField):
    """A person by name; the choices are read once for all rows of a form set."""

    def __init__(self, **kwargs) -> None:
        super().__init__(User.objects.none(), label="Orang", empty_label="Pilih orang", **kwargs)


class SeatForm(forms.Form):
    """A seat of a team."""

    user = PersonField()
    seat = forms.ChoiceField(
        label="Kedudukan", choices=TeamMember.Seat.choices, initial=TeamMember.Seat.ANGGOTA
    )
    origin = forms.ChoiceField(
        label="Asal", choices=TeamMember.Origin.choices, initial=TeamMember.Origin.APIP
    )
    origin_unit = forms.CharField(label="Unit asal bila bukan APIP", max_length=200, required=False)


STYLES = {
    "user": "form-select",
    "seat": "form-select",
    "origin": "form-select",
    "origin_unit": "form-control",
    "DELETE": "form-check-input",
}


class BaseSeatFormSet(forms.BaseFormSet):
    """All seats of a team at once, so that the team is right as a whole; reads the people in one query."""

    def __init__(self, *args, instansi: Instansi, **kwargs) -> None:
        self.people = people_of(instansi).filter(is_active=True)
        self._choices: list[tuple] | None = None
        super().__init__(*args, **kwargs)

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Give the row its choices."""
        super().add_fields(form, index)
        if self._choices is None:
            self._choices = [("", "Pilih orang"), *((user.pk, str(user)) for user in self.people)]
        form.fields["user"].queryset = self.people
        form.fields["user"].widget.choices = self._choices
        for name, style in STYLES.items():
            form.fields[name].widget.attrs["class"] = style


SeatFormSet = forms.formset_factory(SeatForm, formset=BaseSeatFormSet, extra=3, can_delete=True, max_num=40)


class TeamUnitsForm(forms.Form):
    """The units that a team assesses in its year."""

    units = SeveralField(
        UnitKerja.objects.none(),
        label="Unit yang dinilai",
        help_text="Unit yang dilepas saat sedang dinilai tidak lagi terbuka bagi tim ini; lembar yang ada tetap "
        "tersimpan dan kembali bila unitnya ditugaskan lagi.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, team: TpiTeam, **kwargs) -> None:
        mine = list(team.team_units.values_list("unit_id", flat=True))
        super().__init__(*args, initial={"units": mine}, **kwargs)
        active = UnitKerja.objects.filter(instansi=team.instansi_id, is_active=True)
        self.fields["units"].queryset = active | UnitKerja.objects.filter(pk__in=mine)
