"""Leaving answers out of a result: an admin who is not of the unit, with a reason, in the audit. Nothing is deleted."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from surveys.models import Answer, Campaign, Channel, Exclusion
from surveys.results import FEW
from surveys.services.campaigns import SETTLED, settle
from surveys.services.locking import lock_campaign
from surveys.services.trail import tell
from units.services.errors import Refused

MAX_REASON = 500
TOLD = ("index", "respondents", "published")


def exclude_answers(
    pk: int,
    *,
    answers: Collection[UUID],
    imports: Collection[int] = (),
    paper: bool = False,
    reason: str,
    actor,
) -> int:
    """Leave these answers of a closed campaign out, all of these imports, and with `paper` all that was typed in;
    returns how many were not out before.

    A published result of which fewer than FEW answers are left is published no longer.

    Raises Campaign.DoesNotExist, NotAllowed, Refused (no reason, none chosen, not closed, of another campaign).
    """
    reason = reason.strip()
    with transaction.atomic():
        campaign = lock_campaign(pk, actor=actor, action="exclude_answer")
        if campaign.state != Campaign.State.CLOSED:
            raise Refused("Jawaban dikecualikan setelah survei ditutup.")
        if not answers and not imports and not paper:
            raise Refused(("Pilih jawaban yang dikecualikan.", "answers"))
        if not reason or len(reason) > MAX_REASON:
            raise Refused((f"Tulis alasannya, paling banyak {MAX_REASON} huruf.", "reason"))
        known = Answer.objects.filter(campaign=campaign).order_by("pk")
        single = known.filter(pk__in=answers)
        files = campaign.imports.exclude(applied_at=None).filter(pk__in=imports)
        if (single.count(), files.count()) != (len(set(answers)), len(set(imports))):
            raise Refused("Sebagian pilihan bukan jawaban survei ini. Muat ulang halaman, lalu pilih lagi.")
        whole = Q(source__in=files) | (Q(channel=Channel.PAPER) if paper else Q())
        chosen = list(known.filter(Q(pk__in=answers) | whole))
        there = set(Exclusion.objects.filter(answer__in=chosen).values_list("answer_id", flat=True))
        new = [one for one in chosen if one.pk not in there]
        if not new:
            return 0
        now, before = timezone.now(), {name: getattr(campaign, name) for name in TOLD}
        Exclusion.objects.bulk_create(Exclusion(answer=one, reason=reason, by=actor, at=now) for one in new)
        settle(campaign)
        campaign.published = campaign.published and campaign.respondents >= FEW
        campaign.save(update_fields=[*SETTLED, "published"])
        after = {name: getattr(campaign, name) for name in TOLD}
        together = {
            one.pk for one in new if one.source_id in imports or (paper and one.channel == Channel.PAPER)
        }
        after["answers"] = [str(one.pk) for one in new if one.pk not in together]
        after |= {"imports": sorted(set(imports))} if imports else {}
        after |= {"paper": sum(one.channel == Channel.PAPER for one in new)} if paper else {}
        tell(campaign, "survey.exclude", actor=actor, before=before, after=after, reason=reason)
    return len(new)
