"""URLs of documents: issued PDFs, their verification, background jobs."""

from django.urls import path

from assessments.views import job_list, jobs, reports, verification

urlpatterns = [
    path("penilaian/<int:pk>/dokumen/", reports.reports, name="reports"),
    path("penilaian/<int:pk>/dokumen/lhe/", reports.issue_lhe, name="issue_lhe"),
    path("penilaian/<int:pk>/dokumen/lembar-nilai/", reports.score_sheet, name="score_sheet"),
    path("dokumen/<uuid:id>/", reports.issued_file, name="issued_file"),
    path("pekerjaan/", job_list.jobs, name="jobs"),
    path("pekerjaan/<int:pk>/", jobs.job, name="job"),
    path("pekerjaan/<int:pk>/batalkan/", jobs.job_cancel, name="job_cancel"),
    path("pekerjaan/<int:pk>/berkas/", jobs.job_file, name="job_file"),
    path("verifikasi/", verification.verify_form, name="verify_form"),
    path("verifikasi/<uuid:id>/", verification.verify, name="verify"),
]
