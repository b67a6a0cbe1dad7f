"""How PostgreSQL finds the rows of one instansi: by indices, never by reading a table that grows with the portal."""

import pytest
from django.db import connection
from django.utils import timezone

from assessments.models import Assessment, EvidenceUse, IssuedDocument, Job, Notice
from assessments.queries import visible_assessments
from assessments.services.job_queue import due, is_silent
from assessments.staff_places import employees_of, of_instansi
from assessments.units_of_year.lines import _read
from audit.queries import of_chain, of_object
from documents.queries import blobs_of
from units.queries import people_with_roles, units_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
GROWING = {
    "assessments_answer",
    "assessments_assessment",
    "assessments_employee",
    "assessments_evidenceuse",
    "assessments_issueddocument",
    "assessments_job",
    "assessments_notice",
    "assessments_sheet",
    "audit_entry",
    "documents_blob",
    "units_membership",
    "units_unitkerja",
}


def tables_read_whole(rows) -> set[str]:
    """The growing tables of which the plan reads every row, with sequential reading as the last resort. Unordered: for
    the order alone an index would be walked from end to end.
    """
    rows = rows if rows.query.is_sliced else rows.order_by()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        sql, params = rows.query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", params)
        lines = [line for (line,) in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = on")
    return {line.split("Seq Scan on ")[1].split()[0] for line in lines if "Seq Scan on " in line} & GROWING


def test_lists_of_an_instansi_read_no_growing_table_whole(world):
    """Seq scans are priced out, not forbidden: where one is left in the plan, no index can serve the query."""
    world.fill(world.assessment())
    asked = {
        "units of a year": _read(world.period, False),
        "units": units_of(world.instansi),
        "people": people_with_roles(world.instansi),
        "what the admin sees": visible_assessments(world.admin),
        "what the petugas sees": visible_assessments(world.petugas),
        "staff": employees_of(world.instansi),
        "issued to its places": of_instansi(
            IssuedDocument.objects.filter(superseded_at=None), world.instansi
        ),
        "evidence": EvidenceUse.objects.filter(assessment__unit=world.unit),
        "what takes a unit's room": blobs_of(world.unit),
        "jobs without sign of life": Job.objects.filter(is_silent(timezone.now())),
        "jobs that are due": due(timezone.now()),
        "history of a unit": of_chain(f"assessment:{Assessment.objects.get().pk}"),
        "history of a thing": of_object("units.unitkerja", world.unit.pk),
        "notices": Notice.objects.filter(user=world.admin)[:50],
    }
    assert {name: found for name, rows in asked.items() if (found := tables_read_whole(rows))} == {}


def test_the_test_sees_what_no_index_can_serve(world):
    rows = EvidenceUse.objects.filter(locator="hlm. 1")
    assert tables_read_whole(rows) == {"assessments_evidenceuse"}
