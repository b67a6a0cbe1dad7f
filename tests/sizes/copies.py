"""Copies of the demo: what the services wrote, under other ids. A part of the demo's own test, which builds it once."""

from collections import Counter

from django.db import connection, models
from django.urls import reverse

from assessments import queries
from assessments.demo.content import KABUPATEN
from assessments.demo.ministry import KEMENTERIAN
from assessments.facts.signatures import signature_lines
from assessments.models import Assessment, IssuedDocument, Notice, Sheet, Signature, StateChange, Submission
from assessments.result_hash import submission_hash
from assessments.services.issuing import still_says
from assessments.services.scoring import TOTALS, set_totals
from audit.models import Chain, Entry
from audit.queries import verify_all
from documents.models import Revision
from tests.sizes.pages import of_instansi, of_portal, queries_of
from units.models import Instansi, Invitation, UnitKerja, User
from zi_portal.sizes.generating import Size, generate
from zi_portal.sizes.layout import lay_out
from zi_portal.sizes.pattern import read, tables

# Of their own in every copy: names, ids written as text, hashes, what counts on in the instansi's one chain.
OWN = {
    Instansi: {"code", "name"},
    User: {"username", "email", "name"},
    Chain: {"key", "head", "length"},
    Entry: {"object_id", "seq", "prev_hash", "hash", "before", "after"},
    IssuedDocument: {"content_hash", "audit_head", "audit_length", "number"},
    Submission: {"content", "content_hash"},
    Notice: {"key"},
    UnitKerja: {"code", "name"},
    Signature: {"content_hash"},
    Invitation: {"token_hash", "email", "name"},
}


def generate_beside(size: Size, year: int) -> list[Instansi]:
    """Copies of kabupaten and ministry; the new instansi in their order."""
    patterns = list(Instansi.objects.filter(code__in=(KABUPATEN.code, KEMENTERIAN.code)).order_by("pk"))
    before = set(Instansi.objects.values_list("pk", flat=True))
    generate(patterns, size, newest=year, say=lambda text: None)
    return list(Instansi.objects.exclude(pk__in=before).order_by("pk"))


def _contents(model: type[models.Model], ids: set, names: set[str]) -> Counter:
    """How often each row of these occurs, without ids and what every copy has of its own."""
    own = OWN.get(model, set()) | {"actor_id"}
    fields = [
        f.attname
        for f in model._meta.concrete_fields
        if not f.primary_key and not f.is_relation and f.name not in own
    ]
    rows = model._base_manager.in_bulk(ids).values()
    values = ([getattr(row, name) for name in fields] for row in rows)
    return Counter(str(["a name" if isinstance(v, str) and v in names else v for v in row]) for row in values)


class CopiesOfTheDemo:
    """Tests of `zi_portal.sizes`; mixed into the test that builds the demo."""

    year: int

    def test_a_copy_is_row_by_row_what_the_services_wrote(self):
        """The kabupaten and its copy: of every table the same rows, but for names, ids and hashes."""
        begun = {t.model: set(t.model._base_manager.values_list("pk", flat=True)) for t in tables()}
        (made,) = generate_beside(Size(instansi=1, units=len(KABUPATEN.units), years=2), self.year)
        pattern = Instansi.objects.get(code=KABUPATEN.code)
        taken = _rows_of(pattern)
        names = {
            name
            for model in (Instansi, UnitKerja, User)
            for name in model.objects.values_list("name", flat=True)
        }
        assert sum(map(len, taken.values())) > 18_000
        for model, mine in taken.items():
            new = set(model._base_manager.values_list("pk", flat=True)) - begun[model]
            assert _contents(model, new, names) == _contents(model, mine, names), model
        assert verify_all() == []
        connection.check_constraints()
        assert made.code == f"{KABUPATEN.code}-i1"

    def test_copies_of_many_years_hang_together(self):
        """Two instansi, the last set cut short, years before the demo's own."""
        made = generate_beside(Size(instansi=2, units=31, years=4), self.year)
        rows = queries.with_team(Assessment.objects.filter(unit__instansi__in=made)).select_related(
            "unit__instansi", "period__instrument", "period__policy"
        )
        counted = Counter(row.period.year for row in rows)
        assert [i.units.count() for i in made] == [16, 15]
        assert counted[self.year] == 31
        assert set(counted) == {self.year - 3, self.year - 2, self.year - 1, self.year}
        self._hashes_hold(made)
        self._standings_are_those_of_the_pattern(rows)
        for sheet in Sheet.objects.filter(
            assessment__in=rows.filter(pk__in=[r.pk for r in rows][::5])
        ).exclude(kind=Sheet.Kind.DRAFT):
            stored = {name: getattr(sheet, name) for name in TOTALS if name != "updated_at"}
            set_totals(sheet, sheet.assessment.period, sheet.answers.all())
            assert {name: getattr(sheet, name) for name in stored} == stored
        assert verify_all() == []
        connection.check_constraints()
        self._everything_is_of_one_instansi(made)
        self._people_see_their_pages(made[0], made[1])

    def test_no_page_asks_more_queries_of_a_larger_instansi_or_a_larger_portal(self):
        """In instansi of 12, 36 and 108 units every list and search asks equally many queries; the pages of the whole
        portal as many as before the three were there.
        """
        before = {v.name: queries_of(v) for v in of_portal(Instansi.objects.get(code=KABUPATEN.code))}
        found: dict[str, list[int]] = {}
        for number, units in enumerate((12, 36, 108), start=1):
            size = Size(instansi=1, units=units, years=1, first=number)
            generate(
                [Instansi.objects.get(code=KABUPATEN.code)], size, newest=self.year, say=lambda text: None
            )
            made = Instansi.objects.order_by("pk").last()
            assert made.units.count() == units
            for visit in of_instansi(made, self.year):
                found.setdefault(visit.name, []).append(queries_of(visit))
        assert len(found) > 50
        assert {
            name: counts for name, counts in found.items() if len(counts) != 3 or len(set(counts)) > 1
        } == {}
        assert {visit.name: queries_of(visit) for visit in of_portal(made)} == before

    def _hashes_hold(self, made: list[Instansi]) -> None:
        for sent in Submission.objects.filter(assessment__unit__instansi__in=made):
            assert submission_hash(sent.content) == sent.content_hash
        issued = IssuedDocument.objects.filter(assessment__unit__instansi__in=made, superseded_at=None)
        assert issued.count() > 10
        heads = dict(Entry.objects.values_list("hash", "seq"))
        for document in issued:
            document.assessment = queries.with_team(Assessment.objects.all()).get(pk=document.assessment_id)
            assert still_says(document)
            assert heads[document.audit_head] == document.audit_length

    def _standings_are_those_of_the_pattern(self, rows) -> None:
        """Whose signature counts follows from hashes, seats and moments: a copy stands where its pattern stands."""
        pattern = queries.with_team(Assessment.objects.filter(unit__instansi__code=KABUPATEN.code))
        known = {
            (row.state, tuple(line.standing for line in signature_lines(row)))
            for row in pattern.select_related("period__instrument", "period__policy", "unit__instansi")
        }
        found = {(row.state, tuple(line.standing for line in signature_lines(row))) for row in rows}
        assert found <= known
        for change in StateChange.objects.filter(assessment__in=rows)[:200]:
            told = Notice.objects.filter(key=f"move:{change.pk}")
            assert {one.assessment_id for one in told} <= {change.assessment_id}

    def _everything_is_of_one_instansi(self, made: list[Instansi]) -> None:
        for instansi in made:
            uses = Revision.objects.filter(uses__assessment__unit__instansi=instansi)
            assert set(uses.values_list("document__instansi", flat=True)) == {instansi.pk}
            seats = User.objects.filter(team_seats__team__instansi=instansi)
            held = User.objects.filter(memberships__instansi=instansi)
            others = [i.pk for i in Instansi.objects.all() if i != instansi]
            for people in (seats, held):
                assert not people.filter(memberships__instansi__in=others).exists()

    def _people_see_their_pages(self, here: Instansi, other: Instansi) -> None:
        row = Assessment.objects.filter(unit__instansi=here, state="wbk").first()
        there = Assessment.objects.filter(unit__instansi=other).first()
        pages = [
            reverse("assessments:home"),
            reverse("assessments:assessment", args=[row.pk]),
            reverse("assessments:history", args=[row.pk]),
        ]
        people = list(User.objects.filter(memberships__unit=row.unit)[:2])
        people += list(User.objects.filter(memberships__instansi=here, memberships__unit=None))
        people += list(User.objects.filter(team_seats__team__team_units__unit=row.unit).distinct()[:2])
        assert len({person.pk for person in people}) == 6
        for person in people:
            self.client.force_login(person, backend="units.backends.PortalBackend")
            for page in pages:
                assert self.client.get(page, follow=True).status_code == 200, (person.username, page)
            assert self.client.get(reverse("assessments:assessment", args=[there.pk])).status_code == 404


def _rows_of(pattern: Instansi) -> dict[type[models.Model], set]:
    """The ids of the rows that a copy takes, by model."""
    found = read(pattern)
    mine: dict[type[models.Model], set] = {}
    for rows in lay_out(found, units=len(found.units), years=found.years).rows.values():
        for row in rows:
            model, pk = row.key
            mine.setdefault(model, set()).add(model._meta.pk.to_python(pk))
    return mine
