"""Nothing under an LHE changes without reopening: every service, as everybody.

Every address is asked in `tests/permissions/test_frozen.py`.
"""

import io
from datetime import timedelta
from pkgutil import iter_modules
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from assessments import services
from assessments.engine.answers import BadValue, Given
from assessments.models import EvidenceUse
from assessments.result_hash import result_hash
from assessments.services import (
    answers,
    carry,
    carry_checks,
    discussion,
    evidence,
    lines,
    marks,
    register_counts,
    rounds,
    second_look,
    sheets,
    signing,
    survey_taking,
    ties,
    tpi,
    workflow,
)
from assessments.services.answers import Change
from assessments.services.errors import Conflict, Refused
from tests.factories.assessments import fresh
from tests.people import PEOPLE
from tests.permissions.place import undone
from tests.reports import year

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
CODE = "A.I.1.i.a"
REOPENS = "buka_kembali"


def acts(world, a) -> dict:
    """Every service that writes to what lies under an LHE, with data that are good in their time."""
    pk, use = a.pk, EvidenceUse.objects.filter(assessment=a).first()
    why = {"reason": "Ada yang terlewat."}
    change = [Change(CODE, Given("Tidak", note="Lain."), 1)]
    found = {
        **{
            f"save {kind}": (answers.save_answers, {"kind": kind, "changes": change})
            for kind in answers.ACTION
        },
        "add file": (
            evidence.add_file,
            {"code": CODE, "file": io.BytesIO(PDF), "filename": "a.pdf", "title": "A", "kind": "sk"},
        ),
        "add link": (evidence.add_link, {"code": CODE, "url": "https://a.go.id", "title": "A", "kind": "sk"}),
        **{
            f"mark {kind}": (
                lambda pk, actor, kind=kind: marks.save_mark(
                    use.pk, kind=kind, wanted=marks.Wanted("tidak"), seen=0, actor=actor
                ),
                {},
            )
            for kind in marks.KINDS
        },
        "take counts": (
            register_counts.take_counts,
            {"code": "A.II.1.i.a", "seen": 1, "shown": "0-0"},
        ),
        "take index": (survey_taking.take_index, {"code": "B.I.a", "campaign": 1, "seen": 1}),
        "take marks": (rounds.take_marks, {"code": CODE, "text": "Minta.", "seen": 0}),
        "remove": (lambda pk, actor: evidence.remove(use.pk, actor=actor), {}),
        "prove": (evidence.prove_with, {"codes": ["A.I.1.i.c"], "document_id": use.revision.document_id}),
        "attach": (evidence.attach_existing, {"code": CODE, "document_id": use.revision.document_id}),
        "tick": (lines.set_line, {"code": CODE, "key": "t1", "state": "ada", "seen": 0}),
        "add line": (lines.add_line, {"code": CODE, "text": "Foto"}),
        "rename line": (lines.rename_line, {"code": CODE, "key": "t1", "text": "Foto", "seen": 0}),
        "remove line": (lines.remove_line, {"code": CODE, "key": "t1", "seen": 0}),
        "tie": (lambda pk, actor: ties.tie(use.pk, key="t1", seen="", actor=actor), {}),
        "explain": (
            second_look.set_aside,
            {"kind": "bertentangan", "subject": "x", "mark": "x", "reason": "Memang demikian."},
        ),
        "take up": (second_look.take_up, {"kind": "bertentangan", "subject": "x"}),
        "carry": (carry.carry_over, {"source_id": a.pk}),
        "check carried": (carry_checks.confirm_carried, {"codes": [CODE]}),
        "undo carry": (carry_checks.undo_carry, {}),
        "consideration": (tpi.save_consideration, {"code": "inovasi", "text": "Lain.", "seen": 1}),
        "recommendation": (
            tpi.save_recommendation,
            {"verdict": "belum", "text": "Lain.", "coaching": "Dibina.", "seen": 1},
        ),
        "agree": (tpi.take_over_agreement, {}),
        "done": (sheets.mark_done, {}),
        **{
            f"confirm {kind}": (sheets.confirm_answer, {"kind": kind, "code": CODE})
            for kind in ("member", "tpi")
        },
        **{
            act.__name__: (act, {"member_id": world.anggota.pk, **why})
            for act in (sheets.reopen_sheet, sheets.excuse_member, sheets.recall_member)
        },
        "propose": (rounds.propose_return, {"code": CODE, "text": "Minta."}),
        "request": (rounds.save_request, {"code": CODE, "text": "Minta.", "seen": 0}),
        "return": (rounds.return_to_unit, {"due": timezone.now() + timedelta(days=3)}),
        "reply": (rounds.save_reply, {"code": CODE, "text": "Sudah.", "seen": 0}),
        "sign": (signing.sign_result, {}),
        "decline": (signing.decline_result, why),
        "discuss": (discussion.discuss, {"code": CODE, "text": "Hm.", "token": uuid4()}),
        **{
            f"move {name}": (workflow.move, {"name": name, **why})
            for name in workflow.workflow.TRANSITIONS
            if name != REOPENS
        },
    }
    return {name: (act, pk, arguments) for name, (act, arguments) in found.items()}


# Services that have nothing to do with what lies under an LHE, or take other things than an assessment.
ELSEWHERE = {
    *(
        "approving",
        "comments",
        "errors",
        "issuing",
        "job_queue",
        "jobs",
        "locking",
        "looking",
        "moved",
        "passing",
        "periods",
        "plan",
    ),
    "conditions",  # of the proposal: beside the result, and open until the end
    *("maladministration", "holder_reports", "revoking"),  # what follows a predicate
    "register",  # of predicates: what came out, nothing of what it came from
    *(
        "calendar_feeds",
        "notices",
        "postman",
        "reminders",
        "told",
    ),  # they tell people, and write nothing else
    "packages",  # they copy what is released
    # the action plan goes on the whole year; what becomes evidence goes through `evidence`
    *("activities", "activities_raised", "activities_taken", "activity_progress"),
    *("follow_ups", "monitoring", "monitoring_checks"),
    "efforts",  # only say where the cheapest way goes
    "papers",  # what is assessed names a revision; the shelf of the unit goes on
    *(
        "handover",
        "kawasan",
        "kawasan_evidence",
        "kawasan_issuing",
        "kawasan_shared",
        "preliminary",
        "proposals",
        "scoring",
        "sending",
        "signatures",
        "steps",
        "tpn",
        "versions",
    ),
    *("decrees", "objection_checks", "objection_windows", "objections", "self_determination"),
    *("objection_corrections", "objection_drafts", "undetermining", "waivers"),
    *("tpn_letters", "tpn_shared", "tpn_stages"),
    *(
        "letters",
        "correcting",  # the letter of a proposal, and its documents, deadline and withdrawal: beside the result
        "deadlines",
        "proposal_documents",
        "proposal_issuing",
        "proposal_units",
        "proposal_waiting",
        "withdrawing",
        "job_limits",
        "job_work",
        "supervised",
        "imports",
        "staff",
        "staff_checks",
        "declared_later",
        "declaring",
        "stays",
        "pakta",
        "place_issuing",
        "subject_issuing",
        "signing_pakta",
        "register_checks",
        "registers",
        "candidates",
        "selection",
        "selection_checks",
        "team_checks",
        "work_team",
        "survey",
        "templates",
    ),  # imports write through `answers` and `evidence`
}


@pytest.mark.django_db
def test_no_service_changes_it(world):
    a = year.released(world)
    before = result_hash(fresh(a))
    done = []
    for name, (act, pk, arguments) in acts(world, a).items():
        for who in PEOPLE:
            with undone():
                try:
                    act(pk, actor=world.people[who], **arguments)
                    done.append(name)
                except (Refused, Conflict, BadValue, ObjectDoesNotExist):
                    pass
                assert result_hash(fresh(a)) == before, (name, who)
    allowed = {"move finalkan", "move ajukan", "discuss"}  # asked again: nothing; talk among the team goes on
    assert set(done) - allowed == set()


def test_every_service_is_asked_or_named():
    """A new module of services must be thought of here."""
    asked = {answers, carry, carry_checks, discussion, evidence, lines, marks, rounds, sheets, signing}
    asked |= {register_counts, second_look, survey_taking, ties, tpi, workflow}
    names = {module.__name__.rsplit(".", 1)[-1] for module in asked}
    there = {found.name for found in iter_modules(services.__path__)}
    assert there - names - ELSEWHERE == set()
    assert ELSEWHERE - there == set()
