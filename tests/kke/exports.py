"""Exports of our layout for tests, without a database."""

from assessments.engine.instrument import Instrument
from assessments.kke.portal_rows import Identity
from assessments.kke.writer import Export, versions_of, write_portal
from assessments.kke.writer_columns import Side


def identity(instrument: Instrument, **changes) -> Identity:
    """The identity of the unit's sheet of assessment 7."""
    fields = {
        "assessment": "7",
        "instansi": "KAB-X",
        "unit": "PKM-01",
        "year": "2026",
        "instrument": instrument.code,
        "instrument_hash": "0" * 64,
        "sheet": "unit",
        "versions": {},
    }
    return Identity(**(fields | changes))


def export(
    instrument: Instrument, policy, unit_answers, tpi=None, *, versions=None, evidence=None, **changes
) -> bytes:
    """A workbook with the unit's answers (and TPI's), the unit's side open."""
    sides = [Side("Unit", unit_answers, evidence if evidence is not None else {}, editable=True)]
    if tpi is not None:
        sides.append(Side("TPI", tpi))
    wanted = versions_of(versions if versions is not None else dict.fromkeys(unit_answers, 1), instrument)
    return write_portal(
        Export(
            identity=identity(instrument, versions=wanted, **changes),
            instansi="Pemerintah Kabupaten Sukamaju",
            unit="PKM-01 Puskesmas Melati",
            year=2026,
            instrument=instrument,
            policy=policy,
            sides=sides,
            exported="Diekspor 22 November 2026 pukul 14.03 WIB.",
        )
    )
