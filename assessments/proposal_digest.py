"""What the head of the instansi sees of a proposal when they approve it, in one value."""

from assessments.models import Proposal
from assessments.result_hash import digest


def digest_of(proposal: Proposal) -> str:
    """SHA-256 over number, date and scan of the letter, the units with their predicates and the versions of the
    documents; two queries.
    """
    return digest(
        {
            "number": proposal.letter_number,
            "date": proposal.letter_date.isoformat(),
            "scan": proposal.scan_id,
            "units": [
                list(row)
                for row in proposal.units.order_by("assessment_id").values_list(
                    "assessment_id", "predicate", "exception_reason"
                )
            ],
            "documents": [
                list(row) for row in proposal.documents.order_by("pk").values_list("pk", "version")
            ],
        }
    )
