"""How tests act on members' sheets and read what happened to them."""

import pytest
from django.db import transaction

from assessments.models import Sheet, SheetAct
from assessments.services.errors import NotAllowed, Refused
from assessments.services.sheets import reopen_for_round
from tests.assessments.tpi import MEMBER
from tests.factories.assessments import fresh

YES, LETTER, COUNTS, INDEX = "A.I.1.i.a", "A.I.1.i.b", "A.II.1.i.a", "B.I.a"
WHY = "Catatan area AK belum menyebut buktinya."


def own(user) -> Sheet:
    return Sheet.objects.get(kind=MEMBER, owner=user)


def acts(user) -> list[tuple[str, str]]:
    return [(act.act, act.reason) for act in SheetAct.objects.filter(sheet__owner=user)]


def reasons(call, *args, **kwargs) -> list[str]:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    assert not isinstance(caught.value, NotAllowed)
    return [message for message, _ in caught.value.reasons]


def after_round(world, a, codes=(YES, LETTER)) -> None:
    """The unit has answered a round about these questions."""
    with transaction.atomic():
        reopen_for_round(
            fresh(a), codes, actor=world.pimpinan_unit, reason="Unit menjawab perbaikan putaran 1."
        )


def members_url(a) -> str:
    return f"/penilaian/{a.pk}/tpi-anggota/"


def act(world, who, a, member, what: str, reason: str = WHY):
    data = {"anggota": str(member.pk), "tindakan": what, "alasan": reason}
    return world.client(who).post(members_url(a), data)
