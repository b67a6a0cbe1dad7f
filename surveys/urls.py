"""URLs of `surveys`: a unit's campaigns, and the short address under which everybody answers."""

from django.urls import path

from surveys.views import answering, campaigns, follow_up, importing, printing, scans, typing

app_name = "surveys"
urlpatterns = [
    path("unit/<int:pk>/survei/", campaigns.campaign_list, name="campaigns"),
    path("unit/<int:pk>/survei/baru/", campaigns.campaign_new, name="campaign_new"),
    path("survei/<int:pk>/", campaigns.campaign, name="campaign"),
    path("survei/<int:pk>/ubah/", campaigns.campaign_edit, name="campaign_edit"),
    path("survei/<int:pk>/langkah/", campaigns.campaign_act, name="campaign_act"),
    path("survei/<int:pk>/jawaban/", campaigns.answers, name="answers"),
    path("survei/<int:pk>/poster/", printing.poster, name="poster"),
    path("survei/<int:pk>/kode/", printing.codes, name="codes"),
    path("survei/<int:pk>/kertas/", typing.typing, name="typing"),
    path("survei/<int:pk>/kontak/", printing.contacts, name="contacts"),
    path("survei/<int:pk>/pindaian/", scans.scans, name="scans"),
    path("survei/<int:pk>/pindaian/<int:scan>/", scans.scan, name="scan"),
    path("survei/<int:pk>/pindaian/<int:scan>/hapus/", scans.scan_remove, name="scan_remove"),
    path("survei/<int:pk>/pindaian/<int:scan>/banyaknya/", scans.scan_count, name="scan_count"),
    path("survei/<int:pk>/impor/", importing.imports, name="imports"),
    path("survei/<int:pk>/impor/langkah/", importing.import_act, name="import_act"),
    path("survei/<int:pk>/impor/templat/", importing.import_template, name="import_template"),
    path("survei/<int:pk>/xlsx/", printing.data, name="data"),
    path("survei/<int:pk>/tindak-lanjut/", follow_up.follow_up, name="follow_up"),
    path("survei/<int:pk>/laporan/", printing.report, name="report"),
    # `zi_portal.anonymous` knows the prefix: nobody is logged in under it
    path("s/<str:code>/", answering.answer, name="answer"),
    path("s/<str:code>/terima-kasih/", answering.thanks, name="thanks"),
]
