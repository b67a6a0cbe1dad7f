"""The form of the recap page."""

from django import forms

from assessments.kke.recaps.offers import OFFERS, Offer


class RecapForm(forms.Form):
    """Which recap or archive to make; without a choice the first one."""

    jenis = forms.ChoiceField(
        label="Yang dibuat",
        choices=[(offer.key, offer.title) for offer in OFFERS.values()],
        required=False,
        error_messages={"invalid_choice": "Pilih salah satu yang ada di daftar."},
    )

    def offer(self) -> Offer:
        """What was chosen; only of a valid form."""
        return OFFERS[self.cleaned_data["jenis"] or next(iter(OFFERS))]

    def offers(self) -> list[tuple[Offer, bool]]:
        """Every offer, and whether it is chosen."""
        wanted = self["jenis"].value()
        chosen = wanted if wanted in OFFERS else next(iter(OFFERS))
        return [(offer, offer.key == chosen) for offer in OFFERS.values()]
