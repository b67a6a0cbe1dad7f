"""The first step of every write to a campaign: lock it among those that the actor knows, then ask permission."""

from surveys.models import Campaign
from surveys.queries import known_campaigns, known_units
from surveys.rules import may
from units.models import UnitKerja
from units.services.errors import NotAllowed

WHO = {
    "run_survey": "Survei dijalankan oleh pimpinan unit dan petugas unit tanpa pokja.",
    "exclude_answer": "Jawaban dikecualikan oleh admin inspektorat yang bukan anggota unit.",
    "remove_scan": "Pindaian dihapus oleh admin inspektorat yang bukan anggota unit.",
    "correct_scan": "Banyaknya formulir dibetulkan oleh yang menyimpan pindaiannya; setelah survei ditutup, oleh admin "
    "inspektorat yang bukan anggota unit.",
    "read_contacts": "Kontak responden dibaca oleh admin inspektorat dan TPI yang bukan anggota unit.",
}


def lock_campaign(pk: int, *, actor, action: str = "run_survey") -> Campaign:
    """The campaign, locked until the transaction ends. Raises Campaign.DoesNotExist for a stranger, NotAllowed."""
    campaign = known_campaigns(actor).select_for_update(of=("self",), no_key=True).get(pk=pk)
    _require(campaign.unit, actor=actor, action=action)
    return campaign


def lock_unit(pk: int, *, actor) -> UnitKerja:
    """The unit for a new campaign, locked like a campaign. Raises UnitKerja.DoesNotExist for a stranger, NotAllowed."""
    unit = known_units(actor).select_for_update(of=("self",), no_key=True).get(pk=pk)
    _require(unit, actor=actor, action="run_survey")
    return unit


def _require(unit: UnitKerja, *, actor, action: str) -> None:
    if not may(actor, action, unit):
        raise NotAllowed(WHO[action])
