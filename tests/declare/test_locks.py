"""Staff lists and uploads write to one chain at the same time: nobody is thrown out."""

import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.db import connection, transaction

from assessments.models import Employee
from assessments.services.pakta import EmployeeData, add_employee
from assessments.staff_places import StaffPlace
from documents.services import upload
from tests.permissions.place import PDF

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


def test_an_upload_and_a_new_pegawai_wait_for_each_other(world):
    """The upload holds the chain, the list the instansi; the upload's foreign key then looks at the instansi."""
    place, admin = StaffPlace(world.instansi, world.unit), world.admin

    def add():
        try:
            return add_employee(place, data=EmployeeData("Siti"), actor=admin).name
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            told = {"filename": "a.pdf", "kind": "dokumen", "actor": world.petugas, "role": "Petugas unit"}
            upload(file=BytesIO(PDF), unit=world.unit, **told)
            waiting = pool.submit(add)
            time.sleep(1)  # until it waits for the chain
        assert waiting.result(timeout=20) == "Siti"
    assert Employee.objects.count() == 1
