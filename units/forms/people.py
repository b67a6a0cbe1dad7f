"""Forms of roles, invitations and accounts."""

from allauth.account.adapter import get_adapter
from django import forms
from django.utils import timezone

from units.forms.base import DateInput, areas_field
from units.models import Instansi, Role, UnitKerja, User
from units.passwords import hint
from units.queries import people_of
from units.rules import TPI, role_label, roles_in

FIRST = "Penilai pendahuluan menilai unit-unit di bawah unit yang dipilih, sebelum TPI."


class PlaceForm(forms.Form):
    """Role, unit and pokja in one instansi."""

    role = forms.ChoiceField(label="Peran")
    unit = forms.ModelChoiceField(
        UnitKerja.objects.none(),
        label="Unit",
        required=False,
        empty_label="Pilih unit",
        help_text="Wajib untuk peran di unit; kosongkan untuk peran instansi dan tim TPI.",
    )
    areas = areas_field()

    def __init__(self, *args, instansi: Instansi, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instansi = instansi
        self.fields["role"].choices = [(role, role_label(role)) for role in self.roles()]
        if Role.PENILAI_PENDAHULUAN in self.roles():
            self.fields["role"].help_text = FIRST
        self.fields["unit"].queryset = instansi.units.filter(is_active=True)

    def roles(self) -> list[str]:
        """The roles to choose from."""
        return roles_in(self.instansi)


class RoleForm(PlaceForm):
    """A role for somebody who is known to the instansi."""

    user = forms.ModelChoiceField(User.objects.none(), label="Orang", empty_label="Pilih orang")
    start = forms.DateField(label="Mulai berlaku", widget=DateInput)
    field_order = ("user", "role", "unit", "areas", "start")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people_of(self.instansi).filter(is_active=True)
        self.fields["start"].initial = timezone.localdate()


class InvitationForm(PlaceForm):
    """An offer of a role to an e-mail address."""

    name = forms.CharField(label="Nama lengkap", max_length=150, help_text="Dengan gelar.")
    email = forms.EmailField(label="Alamat surel", help_text="Tautan undangan dikirim ke alamat ini.")
    nip = forms.CharField(label="NIP", max_length=18, required=False, help_text="18 angka, bila ada.")
    field_order = ("name", "email", "nip", "role", "unit", "areas")

    def roles(self) -> list[str]:
        """All roles of the instansi, and the account for a TPI team."""
        return [*roles_in(self.instansi), TPI]


class AdminInvitationForm(forms.Form):
    """The first admin inspektorat of an instansi."""

    name = forms.CharField(label="Nama lengkap", max_length=150)
    email = forms.EmailField(label="Alamat surel", help_text="Tautan undangan dikirim ke alamat ini.")
    nip = forms.CharField(label="NIP", max_length=18, required=False, help_text="18 angka, bila ada.")


class EndRoleForm(forms.Form):
    """The last day of a role."""

    end = forms.DateField(
        label="Hari terakhir", widget=DateInput, help_text="Aksesnya berhenti mulai hari berikutnya."
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["end"].initial = timezone.localdate()


class AreasForm(forms.Form):
    """The pokja areas of a petugas."""

    areas = areas_field()


class AcceptForm(forms.Form):
    """Name and password of a new account."""

    username = forms.CharField(
        label="Nama pengguna", max_length=150, help_text="Untuk masuk; huruf, angka, titik, atau garis bawah."
    )
    password = forms.CharField(
        label="Kata sandi",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Ulangi kata sandi",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].help_text = hint()

    def clean(self) -> dict:
        """Both passwords must be the same."""
        data = super().clean()
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", "Kedua kata sandi belum sama. Ketik lagi keduanya.")
        return data


class ProfileForm(forms.ModelForm):
    """One's own name and NIP."""

    class Meta:
        model = User
        fields = ("name", "nip")
        help_texts = {"name": "Dengan gelar, seperti pada dokumen.", "nip": "18 angka."}


class EmailForm(forms.Form):
    """One's own address, confirmed with the password."""

    email = forms.EmailField(label="Alamat surel baru")
    password = forms.CharField(
        label="Kata sandi Anda",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, user: User | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """The password, guessed as at a sign-in. ValidationError for a wrong one, and for any after too many."""
        password = self.cleaned_data["password"]
        if self.user.has_usable_password() and not get_adapter().reauthenticate(self.user, password):
            raise forms.ValidationError("Kata sandi ini tidak cocok. Ketik lagi kata sandi Anda.")
        return password
