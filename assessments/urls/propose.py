"""URLs of what goes before and with a proposal: the check, documents, deadline, withdrawal. Before those of an act."""

from django.urls import path

from assessments.views import propose

YEAR = "instansi/<slug:instansi>/<int:year>/usulan/"
PAPER = "usulan/<int:pk>/dokumen/<slug:entry>/<int:owner>/"

urlpatterns = [
    path(f"{YEAR}periksa/", propose.candidates_check, name="candidates_check"),
    path(f"{YEAR}batas/", propose.deadline, name="deadline"),
    path(f"{YEAR}batas/<int:change>/", propose.deadline_scan, name="deadline_scan"),
    path("usulan/<int:pk>/periksa/", propose.proposal_check, name="proposal_check"),
    path("usulan/<int:pk>/dokumen/", propose.proposal_papers, name="proposal_papers"),
    path("usulan/<int:pk>/rekap/", propose.proposal_recap, name="proposal_recap"),
    path(PAPER, propose.paper, name="proposal_paper"),
    path(f"{PAPER}cetak/", propose.paper_print, name="proposal_paper_print"),
    path(f"{PAPER}berkas/", propose.paper_file, name="proposal_paper_file"),
    path("usulan/<int:pk>/surat-baru/", propose.letter_edit, name="letter_edit"),
    path("usulan/<int:pk>/unit/", propose.units_edit, name="units_edit"),
    path("usulan/<int:pk>/keluarkan/<int:unit>/", propose.take_out, name="take_out"),
    path("usulan/<int:pk>/penarikan/", propose.withdrawal, name="withdrawal"),
    path("usulan/<int:pk>/penarikan/<int:row>/", propose.withdrawal_scan, name="withdrawal_scan"),
]
