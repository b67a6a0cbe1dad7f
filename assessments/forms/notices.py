"""How a person wants to be told: one choice a topic."""

from django import forms

from assessments.models import NoticeChoice
from assessments.notices import TOPICS


class ChoicesForm(forms.Form):
    """A field a topic."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for topic in TOPICS.values():
            self.fields[topic.key] = forms.ChoiceField(
                label=topic.label,
                help_text=topic.help,
                choices=NoticeChoice.Channel.choices,
                widget=forms.RadioSelect(),
                error_messages={"required": "Pilih salah satu."},
            )
