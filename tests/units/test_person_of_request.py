"""The person of a request: one query with its SQL made once, and what stands beside the account is true today."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from assessments.models import Notice
from tests.factories.units import make_instansi, make_user
from units.backends import PortalBackend
from units.models import Kawasan, KawasanSeat, User


@pytest.fixture
def budi(db) -> User:
    user = make_user("budi", "Budi Santoso, S.E.")
    user.closed_hints = ["beranda"]
    user.save(update_fields=["closed_hints"])
    return user


def read(user: User) -> User:
    found = PortalBackend().get_user(user.pk)
    assert found is not None
    return found


def beside(user: User) -> tuple[int, bool, bool]:
    found = read(user)
    return found.unread_notices, found.has_second_factor, found.in_joint_team


def test_the_row_is_whole_and_costs_one_query(budi, django_assert_num_queries):
    read(budi)
    with django_assert_num_queries(1):
        found = read(budi)
        stored = {field.attname: getattr(found, field.attname) for field in User._meta.concrete_fields}
    again = User.objects.get(pk=budi.pk)
    assert stored == {name: getattr(again, name) for name in stored}
    assert (found, found._state.adding, found.get_deferred_fields()) == (budi, False, set())
    assert stored["closed_hints"] == ["beranda"]


def test_what_stands_beside_the_account_is_the_persons_own(budi):
    other = make_user("citra", "Citra Lestari")
    assert (beside(budi), beside(other)) == ((0, False, False), (0, False, False))
    now = timezone.now()
    for n, read_at in enumerate((None, now, None)):
        Notice.objects.create(user=budi, kind="uji", key=f"uji:{n}", at=now, read_at=read_at)
    Authenticator.objects.create(user=budi, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert beside(budi) == (2, False, False)
    Authenticator.objects.create(user=budi, type=Authenticator.Type.TOTP, data={})
    assert (beside(budi), beside(other)) == ((2, True, False), (0, False, False))


def test_a_seat_counts_from_its_first_day_to_its_last(budi):
    kab, today = make_instansi("KAB-K"), timezone.localdate()
    kawasan = Kawasan.objects.create(name="Bandara", kind=Kawasan.Kind.AIRPORT, basis="SK", coordinator=kab)
    seat = KawasanSeat.objects.create(kawasan=kawasan, instansi=kab, user=budi, start=today, end=today)
    day = timedelta(days=1)
    for start, end, held in (
        (today, today, True),
        (today - day, None, True),
        (today + day, None, False),
        (today - 2 * day, today - day, False),
    ):
        seat.start, seat.end = start, end
        seat.save()
        assert beside(budi) == (0, False, held)


def test_nobody_is_read_for_a_closed_account_or_a_number_without_one(budi):
    budi.is_active = False
    budi.save(update_fields=["is_active"])
    assert [PortalBackend().get_user(number) for number in (budi.pk, 0, 10**30)] == [None, None, None]
