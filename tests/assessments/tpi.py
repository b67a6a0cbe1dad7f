"""How tests speak to the TPI pages."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment, Sheet, State
from assessments.services.sheets import mark_done
from assessments.services.tpi import save_consideration

HX = {"HX-Request": "true"}
MEMBER, FINAL = Sheet.Kind.MEMBER, Sheet.Kind.TPI


def tpi_url(assessment: Assessment, area: str = "MP", query: str = "") -> str:
    """Address of the TPI page of an area."""
    return reverse("assessments:tpi_area", args=[assessment.pk, area]) + query


def html_of(world, who, assessment: Assessment, area: str = "MP", query: str = "") -> str:
    """The TPI page as a person gets it."""
    response = world.client(who).get(tpi_url(assessment, area, query))
    assert response.status_code == 200
    return response.content.decode()


def save(
    client: Client,
    assessment,
    code: str,
    *,
    kind: str = MEMBER,
    htmx: bool = True,
    version: int = 0,
    **fields,
) -> HttpResponse:
    """Post the form of one question; `isian={...}` are counts."""
    counts = {f"isian-{name}": value for name, value in fields.pop("isian", {}).items()}
    data = {"version": str(version), "lembar": str(kind), **fields, **counts}
    url = reverse("assessments:tpi_save", args=[assessment.pk, code])
    return client.post(url, data, headers=HX if htmx else {})


def post(client: Client, name: str, assessment: Assessment, **data) -> HttpResponse:
    """Post to one of the pages without a question: tpi_done, tpi_agree, considerations, finalise."""
    return client.post(reverse(f"assessments:{name}", args=[assessment.pk]), data)


def submitted(world, how="best") -> Assessment:
    """The assessment of PKM-01 as TPI finds it: the unit has answered everything."""
    assessment = world.assessment(State.PENILAIAN_TPI)
    world.fill(assessment, how)
    return assessment


def members_filled(world, assessment, how="best", *, done: bool = False) -> None:
    """Both members have answered everything alike; with `done`, both sheets are handed in."""
    for member in (world.anggota, world.anggota2):
        world.fill(assessment, how, kind=MEMBER, owner=member)
        if done:
            mark_done(assessment.pk, actor=member)


def weighed(world, assessment) -> None:
    """All considerations of the policy and the recommendation are written."""
    for code in world.policy.assessors.considerations:
        save_consideration(assessment.pk, code=code, text=f"Tentang {code}.", seen=0, actor=world.ketua)
    world.recommend(assessment)


def finalised(world, *, final="best") -> Assessment:
    """An assessment whose final answers are released."""
    assessment = submitted(world)
    members_filled(world, assessment, done=True)
    world.fill(assessment, final, kind=FINAL)
    weighed(world, assessment)
    return world.assessment(State.SELESAI_TPI)
