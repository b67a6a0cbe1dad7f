"""URLs of the hand-over to PortalRB: the API under its guide's fixed paths, and the page that looks after it."""

from django.urls import path

from assessments.views.handover import api, page

BASE = "api/portalrb/"

urlpatterns = [
    path(f"{BASE}pengusulan/unit-wbk", api.unit_wbk, name="api_wbk"),
    path(f"{BASE}pengusulan/unit-wbbm", api.unit_wbbm, name="api_wbbm"),
    path(f"{BASE}lke/jawaban-unit/<str:unit_id>", api.unit_answers, name="api_answers"),
    path("api/<path:rest>", api.unknown, name="api_unknown"),
    path("kelola/<slug:instansi>/portalrb/", page.handover, name="handover"),
    path("kelola/<slug:instansi>/portalrb/token/baru/", page.token_add, name="handover_token_add"),
    path(
        "kelola/<slug:instansi>/portalrb/token/<int:pk>/cabut/",
        page.token_revoke,
        name="handover_token_revoke",
    ),
    path("kelola/<slug:instansi>/portalrb/<int:year>/masa/", page.window_edit, name="handover_window"),
]
