"""How tests speak to the marks on evidence."""

from django.http import HttpResponse
from django.test import Client

from assessments.models import EvidenceMark, EvidenceUse, Sheet
from assessments.services.marks import Wanted, save_mark

HX = {"HX-Request": "true"}
MEMBER, FINAL = Sheet.Kind.MEMBER, Sheet.Kind.TPI


def mark_url(use: EvidenceUse | int) -> str:
    """Where a mark is posted."""
    return f"/bukti/{use if isinstance(use, int) else use.pk}/tanda/"


def post_mark(
    client: Client, use: EvidenceUse | int, verdict: str, *, kind: str = MEMBER, htmx=True, version=0, **more
) -> HttpResponse:
    """Post the form of a mark; `hlm`, `catatan`, `halaman`, `keputusan` as the form names them."""
    data = {"lembar": str(kind), "version": str(version), "tanda": verdict, "halaman": "MP", **more}
    return client.post(mark_url(use), data, headers=HX if htmx else {})


def put_mark(
    world, use: EvidenceUse, verdict: str, page: str = "", note: str = "", *, actor=None, kind=FINAL
) -> EvidenceMark:
    """Write a mark, seeing what stands; the lead's unless `actor` and `kind` say otherwise."""
    who = actor or world.ketua
    found = stored(use, kind, who if kind == MEMBER else None)
    made = save_mark(
        use.pk,
        kind=kind,
        wanted=Wanted(verdict, page, note),
        seen=found.version if found else 0,
        actor=who,
    )
    assert made is not None
    return made


def stored(use: EvidenceUse, kind: str = FINAL, owner=None) -> EvidenceMark | None:
    """A stored mark."""
    return EvidenceMark.objects.filter(use=use, sheet__kind=kind, sheet__owner=owner).first()


def checked(html: str, use: EvidenceUse) -> str:
    """The verdict that is chosen in the form of a piece of evidence."""
    form = html.split(f'id="f-mark-{use.pk}"')[1].split("</form>")[0]
    return form.split(" checked")[0].rsplit('value="', 1)[1].rstrip('"')


def area(world, who: str, a, page: str = "MP") -> str:
    return world.client(who).get(f"/penilaian/{a.pk}/area/{page}/").content.decode()


def rounds(world, who: str, a) -> str:
    return world.client(who).get(f"/penilaian/{a.pk}/perbaikan/").content.decode()
