"""What every write to the year of a kawasan does: lock it, refuse what is determined, tell the audit."""

from assessments.kawasan import Place, place_of
from assessments.models import KawasanYear
from audit.services import record
from units.models import Kawasan
from units.services.errors import Refused

NOT_JOINT = "Hanya wakil instansi di TPI gabungan kawasan ini yang menilai integrasinya."


def lock_year(pk: int, actor) -> tuple[KawasanYear, Place]:
    """The year under the lock of its kawasan, and as what the actor stands there."""
    owner = KawasanYear.objects.values_list("kawasan", flat=True).get(pk=pk)
    kawasan = Kawasan.objects.select_for_update(no_key=True).get(pk=owner)
    year = KawasanYear.objects.select_related("policy", "kawasan").get(pk=pk)
    return year, place_of(actor, kawasan)


def refuse_decided(year: KawasanYear) -> None:
    """Raise Refused once the determination is recorded."""
    if year.verdict:
        raise Refused("Penetapan kawasan tahun ini sudah dicatat, jadi penilaiannya tidak berubah lagi.")


def tell(
    year: KawasanYear, action: str, place: Place, actor, *, before=None, after=None, reason: str = ""
) -> None:
    """Write an act into the chain of the kawasan."""
    record(
        place.kawasan.audit_chain,
        actor=actor,
        role=place.acting,
        action=action,
        label="assessments.kawasanyear",
        object_id=year.pk,
        before=before,
        after=after,
        reason=reason,
    )
