"""The filters above the questions of the answering page, with how many questions each leaves."""

from assessments.views.answering.rows import QuestionRow

FILTERS = {
    "diminta": "Diminta TPI",
    "belum": "Belum dijawab",
    "periksa": "Periksa ulang",
    "tanpa-bukti": "Tanpa bukti",
    "bukti-kurang": "Bukti kurang",
    "tautan": "Tautan bermasalah",
    "berkomentar": "Berkomentar",
}


def shown(row: QuestionRow, chosen: str) -> bool:
    """Whether a question passes the filter; one with a problem always does."""
    passes = {
        "diminta": row.asked is not None,
        "belum": not row.answered,
        "periksa": row.carried is not None,
        "tanpa-bukti": not row.evidence,
        "bukti-kurang": row.checklist is not None and row.checklist.missing > 0,
        "tautan": row.problem_links > 0,
        "berkomentar": bool(row.comments),
    }
    return row.problem is not None or passes.get(chosen, True)


def filter_counts(rows: list[QuestionRow], *, comments: bool, mending: bool = False) -> list[dict]:
    """The filters with how many questions each leaves; "berkomentar" and "bukti-kurang" only for the unit, whose own
    they are (`comments`), "diminta" only for it in an open round, "tautan" only where links are in trouble, "periksa"
    only where answers of an earlier year wait.
    """
    here = {
        "berkomentar": comments,
        "bukti-kurang": comments,
        "diminta": mending,
        "periksa": any(row.carried for row in rows),
        "tautan": any(row.problem_links for row in rows),
    }
    return [
        {"key": key, "label": label, "count": sum(shown(row, key) for row in rows)}
        for key, label in FILTERS.items()
        if here.get(key, True)
    ]
