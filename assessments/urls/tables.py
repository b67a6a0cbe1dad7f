"""URLs of tables taken in from Excel: units, people, teams and the like, with their templates."""

from django.urls import URLPattern, path

from assessments.views import tables

urlpatterns: list[URLPattern] = [
    path("kelola/<slug:instansi>/impor/", tables.tables, name="tables"),
    path("kelola/<slug:instansi>/impor/<slug:table>/", tables.table, name="table"),
    path("kelola/<slug:instansi>/impor/<slug:table>/templat/", tables.table_template, name="table_template"),
]
