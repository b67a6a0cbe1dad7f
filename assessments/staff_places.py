"""Where people work: a unit, or the instansi itself. What a staff list belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from assessments.models import Employee
from units.models import Instansi, UnitKerja

Row = TypeVar("Row", bound=Model)
ITSELF = 0  # in addresses: the staff of the instansi itself


@dataclass(frozen=True)
class StaffPlace:
    """A unit with its instansi, or (`unit` None) the instansi's own leader and staff."""

    instansi: Instansi
    unit: UnitKerja | None = None

    @property
    def unit_id(self) -> int | None:
        """The unit's id; None for the instansi itself."""
        return self.unit.pk if self.unit else None

    @property
    def number(self) -> int:
        """How addresses call it."""
        return self.unit.pk if self.unit else ITSELF

    @property
    def name(self) -> str:
        """Its full name, as documents carry it."""
        return self.unit.name if self.unit else self.instansi.name

    @property
    def short(self) -> str:
        """How lists call it: the code of the unit."""
        return self.unit.code if self.unit else self.instansi.name

    @property
    def owner(self) -> dict[str, Instansi | UnitKerja]:
        """The owner as `Employee` and `documents.services.upload` name it."""
        return {"unit": self.unit} if self.unit else {"instansi": self.instansi}

    @property
    def head(self) -> tuple[str, str]:
        """(name, post) of its head as the portal knows them without a staff list."""
        owner = self.unit
        return (
            (owner.head_name, owner.head_post)
            if owner
            else (self.instansi.leader_name, self.instansi.leader_post)
        )

    @property
    def today(self) -> date:
        """The day that it is there."""
        return timezone.now().astimezone(self.instansi.zone).date()

    @property
    def employees(self) -> QuerySet[Employee]:
        """Everybody in its list, those who left too."""
        return Employee.objects.filter(**self.owner)


def place_of(employee: Employee) -> StaffPlace:
    """The place of a row (select `unit__instansi` and `instansi` along)."""
    if employee.unit is not None:
        return StaffPlace(employee.unit.instansi, employee.unit)
    if employee.instansi is None:
        raise ValueError("a pegawai belongs to a unit or an instansi")
    return StaffPlace(employee.instansi)


def of_instansi(rows: QuerySet[Row], instansi: Instansi) -> QuerySet[Row]:
    """Those of an instansi, its own and its units', by two indices: joined by "or" the database would read all rows."""
    own = rows.filter(instansi=instansi).order_by().values("pk")
    theirs = rows.filter(unit__instansi=instansi).order_by().values("pk")
    return rows.filter(pk__in=own.union(theirs, all=True))


def employees_of(instansi: Instansi) -> QuerySet[Employee]:
    """The rows of all staff lists of an instansi."""
    return of_instansi(Employee.objects.all(), instansi)


def working(on: date) -> Q:
    """Filter for who works in their place on a day."""
    return (Q(joined_on=None) | Q(joined_on__lte=on)) & (Q(left_on=None) | Q(left_on__gte=on))
