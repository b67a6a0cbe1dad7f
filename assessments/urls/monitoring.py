"""URLs of monitoring."""

from django.urls import path

from assessments.views import monitoring

ALL = "penilaian/<int:pk>/monev/"
ROUND = f"{ALL}<int:number>/"
FINDING = f"{ROUND}temuan/<int:which>/"

urlpatterns = [
    path(ALL, monitoring.monitoring, name="monitoring"),
    path(f"{ALL}baru/", monitoring.monitoring_new, name="monitoring_new"),
    path(ROUND, monitoring.monitoring_round, name="monitoring_round"),
    path(f"{ROUND}ubah/", monitoring.monitoring_edit, name="monitoring_edit"),
    path(f"{ROUND}hapus/", monitoring.monitoring_remove, name="monitoring_remove"),
    path(f"{ROUND}laporan/", monitoring.monitoring_report, name="monitoring_report"),
    path(f"{ROUND}temuan/baru/", monitoring.finding_new, name="finding_new"),
    path(FINDING, monitoring.finding, name="finding"),
    path(f"{FINDING}hapus/", monitoring.finding_remove, name="finding_remove"),
    path(f"{FINDING}tindak-lanjut/", monitoring.finding_follow, name="finding_follow"),
]
