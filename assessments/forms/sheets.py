"""What the pages about members' sheets and conflicts of interest post."""

from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import QueryDict


@dataclass(frozen=True)
class TypedAct:
    """An act of the lead on a member's sheet, with the reason as typed."""

    member_id: int
    act: str
    reason: str


def read_act(data: QueryDict) -> TypedAct:
    """Read which act is wanted on whose sheet. Raises BadRequest when the member is no number."""
    member = data.get("anggota", "")
    if not (member.isascii() and member.isdigit() and len(member) < 19):
        raise BadRequest("member is missing")
    return TypedAct(int(member), data.get("tindakan", ""), data.get("alasan", ""))
