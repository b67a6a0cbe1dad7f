"""A line of the follow-up of a survey."""

from django import forms

from surveys.services.follow_up import WHAT, Line
from units.forms.base import DateInput


class LineForm(forms.Form):
    """What is done about one question, by which post, until when; with each field what it said when it was shown."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    action = forms.CharField(
        label="Yang akan dilakukan",
        max_length=1000,
        required=False,
        show_hidden_initial=True,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    post = forms.CharField(label="Penanggung jawab", max_length=120, required=False, show_hidden_initial=True)
    until = forms.DateField(
        label="Selesai paling lambat", required=False, show_hidden_initial=True, widget=DateInput()
    )

    def clean(self) -> dict:
        """A post and a day alone say nothing."""
        data = super().clean()
        if not data.get("action") and (data.get("post") or data.get("until")) and "action" not in self.errors:
            self.add_error("action", WHAT)
        return data

    @property
    def is_touched(self) -> bool:
        """Whether somebody wrote in it; a line that was left alone must not undo what another wrote there."""
        return not {"action", "post", "until"}.isdisjoint(self.changed_data)

    def line(self, item: str) -> Line:
        """What a valid form says about a question."""
        return Line(item=item, **self.cleaned_data)
