"""Staff lists and their pakta integritas, and the pencanangan that rests on them."""

from assessments.views.declare.employee import (
    employee_edit,
    employee_left,
    employee_move,
    employee_scan,
    employee_signed,
    employee_stay,
    employee_unsign,
)
from assessments.views.declare.importing import staff_import
from assessments.views.declare.later import declaration_file, declaration_later, instansi_later
from assessments.views.declare.pencanangan import (
    instansi_declaration,
    instansi_pencanangan,
    pencanangan,
    use_declaration,
)
from assessments.views.declare.printing import charter, instansi_charter, staff_print
from assessments.views.declare.staff import staff, staff_add, staff_export, staff_sign

__all__ = [
    "charter",
    "declaration_file",
    "declaration_later",
    "employee_edit",
    "employee_left",
    "employee_move",
    "employee_scan",
    "employee_signed",
    "employee_stay",
    "employee_unsign",
    "instansi_charter",
    "instansi_declaration",
    "instansi_later",
    "instansi_pencanangan",
    "pencanangan",
    "staff",
    "staff_add",
    "staff_export",
    "staff_import",
    "staff_print",
    "staff_sign",
    "use_declaration",
]
