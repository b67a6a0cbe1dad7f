"""GET: what a year teaches the inspectorate about questions, members and teams."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import insight as findings
from assessments import queries
from assessments.engine.instrument import Question
from assessments.engine.scoring import two
from assessments.pictures.charts import Bar, Chart, bars
from assessments.reports.figures import plain, signed
from assessments.views.after.differences import HTML

MOST, IN_CHART = 20, 10


@login_required
@require_safe
def insight(request: HttpRequest, instansi: str, year: int) -> HttpResponse:
    """A year in three tables; `?tampil=semua` lists all questions, `?pertanyaan=CODE` the units at one of them."""
    period = get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)
    reading = findings.read(period)
    questions = findings.questions(reading)
    members = findings.members(reading)
    teams = findings.teams(period, reading, now=timezone.now())
    code, every = request.GET.get("pertanyaan", ""), request.GET.get("tampil") == "semua"
    chosen = reading.instrument.questions.get(code)
    context = {
        "period": period,
        "released": len(reading.released),
        "registered": len(reading.units),
        "questions": questions if every else questions[:MOST],
        "every": every,
        "count": len(questions),
        "question_chart": _question_chart(questions),
        "chosen": chosen,
        "units": findings.units_at(reading, code) if chosen else (),
        "members": members,
        "least": findings.LEAST_SHEETS,
        "member_chart": _member_chart(members),
        "teams": teams,
        "team_chart": _team_chart(teams),
    }
    return render(request, f"{HTML}insight.html", context)


def _question_chart(questions) -> Chart | None:
    rows = [
        Bar(_name(line.question), line.points, two(line.points), line.question.area or "")
        for line in questions[:IN_CHART]
        if line.points > 0
    ]
    title = "Pertanyaan yang paling banyak dinilai terlalu tinggi oleh unit"
    return bars("pertanyaan", title, rows, unit="poin") if rows else None


def _name(question: Question) -> str:
    return f"{question.area or 'Hasil'} {question.code} {question.text}"


def _member_chart(members: findings.Members) -> Chart | None:
    rows = [
        Bar(line.name, line.points, signed(line.points), other=members.median, odd=line.odd)
        for line in members.lines
    ]
    title = "Selisih rata-rata lembar anggota dari jawaban akhir"
    other = f"median semua anggota, {signed(members.median)}"
    return bars("anggota", title, rows, unit="poin", other=other) if rows else None


def _team_chart(teams) -> Chart | None:
    rows = [Bar(t.name, t.median, f"{plain(t.median)} hari", other=t.longest) for t in teams if t.longest]
    title = "Lama penilaian tiap tim sampai final"
    return bars("tim", title, rows, unit="(median)", other="yang terlama") if rows else None
