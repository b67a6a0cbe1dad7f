"""Loading released data files: checked, stored once, frozen."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.engine.workflow import STATE_LABELS
from assessments.models import InstrumentVersion, State
from assessments.services.versions import LoadRefused, load_instrument, load_policy
from audit.models import Entry

pytestmark = pytest.mark.django_db
DATA = Path("assessments")
LKE = DATA / "instruments/lke-zi-2021.yaml"
POLICY = DATA / "policies/policy-2024.yaml"


def changed(path: Path, tmp_path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    copy = tmp_path / path.name
    copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def test_loading_twice_changes_nothing():
    first, new = load_instrument(LKE)
    again, newer = load_instrument(LKE)
    assert (new, newer, again.pk) == (True, False, first.pk)
    assert Entry.objects.filter(action="version.load").count() == 1


def test_comments_are_not_content(tmp_path):
    load_instrument(LKE)
    copy = tmp_path / "copy.yaml"
    copy.write_text("# a comment\n" + LKE.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_instrument(copy)[1] is False


def test_a_changed_file_under_the_same_code_is_refused(tmp_path):
    load_instrument(LKE)
    with pytest.raises(LoadRefused, match="lke-zi-2021 sudah dimuat dengan isi lain"):
        load_instrument(changed(LKE, tmp_path, "name: Pemenuhan", "name: Pemenuhan lain"))
    assert InstrumentVersion.objects.count() == 1


def test_a_version_in_use_says_so(tmp_path, world):
    with pytest.raises(LoadRefused, match="sudah dipakai sebuah periode"):
        load_policy(changed(POLICY, tmp_path, "total: 75", "total: 74"))


def test_a_doubled_key_is_refused(tmp_path):
    with pytest.raises(LoadRefused, match="tertulis dua kali"):
        load_instrument(changed(LKE, tmp_path, "{Ya: Tim sudah", "{Ya: x, Ya: Tim sudah"))


def test_a_policy_waits_for_its_instrument():
    with pytest.raises(LoadRefused, match="muat instrumennya dulu"):
        load_policy(POLICY)


def test_the_command_says_why_in_one_line(tmp_path):
    broken = changed(LKE, tmp_path, "weight: 60", "weight: 61")
    with pytest.raises(CommandError) as refused:
        call_command("load_instrument", str(broken))
    assert "\n" not in str(refused.value)
    assert InstrumentVersion.objects.count() == 0


def test_states_of_engine_and_database_are_the_same():
    assert dict(State.choices) == STATE_LABELS
