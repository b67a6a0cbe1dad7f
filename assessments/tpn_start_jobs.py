"""Beginning TPN's assessment for all proposed units of a year, in the background: one transaction a unit."""

from assessments import queries
from assessments.models import Job
from assessments.services.errors import Refused
from assessments.services.job_limits import LONG
from assessments.services.jobs import Product, Progress, job_kind
from assessments.services.periods import require_admin
from assessments.services.tpn import start_tpn
from assessments.tpn_starting import waiting_for_tpn
from units.queries import known_anew

START_TPN = "mulai-tpn"


@job_kind(START_TPN, LONG)
def start_all(job: Job, progress: Progress) -> Product | None:
    """Begin for every unit of `params["year"]` that may and that the person saw (`params["units"]`): another one that
    came since has been looked at by nobody. What may not is left as it is: its page says why, in words of
    that moment. Run again, whatever has begun is passed over. NotAllowed where the role ends meanwhile.
    """
    require_admin(job.requested_by, job.instansi_id)
    periods = queries.visible_periods(job.requested_by).filter(instansi=job.instansi)
    period = periods.select_related("instansi").get(year=job.params["year"])
    seen = set(job.params["units"])
    units = [one for one in waiting_for_tpn(period) if not one.refusals and one.assessment.pk in seen]
    for done, one in enumerate(units, start=1):
        require_admin(known_anew(job.requested_by), job.instansi_id)
        try:
            start_tpn(one.assessment.pk, actor=job.requested_by)
        except Refused:
            continue  # changed in the meantime; the page tells what stands in its way now
        finally:
            progress(95 * done // len(units))
    return None
