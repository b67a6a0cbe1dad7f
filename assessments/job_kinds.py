"""Every module that defines a kind of background work (`services.jobs.job_kind`); import it here."""

from assessments import tpn_start_jobs
from assessments.kke import carry_jobs, import_jobs, intake
from assessments.kke import jobs as kke_jobs
from assessments.reports import declare_jobs, objection
from assessments.reports import jobs as report_jobs
from assessments.reports import kawasan as kawasan_report
from assessments.reports import monitoring as monitoring_report
from assessments.reports import package as package_jobs
from assessments.reports import team as team_jobs
from assessments.reports import year_page as year_page_report
from assessments.reports.proposal import jobs as proposal_jobs
from assessments.tables import kinds as table_kinds

__all__ = [
    "carry_jobs",
    "declare_jobs",
    "import_jobs",
    "intake",
    "kawasan_report",
    "kke_jobs",
    "monitoring_report",
    "objection",
    "package_jobs",
    "proposal_jobs",
    "report_jobs",
    "table_kinds",
    "team_jobs",
    "tpn_start_jobs",
    "year_page_report",
]
