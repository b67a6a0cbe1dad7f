"""URLs of the packages of proposals."""

from django.urls import path

from assessments.views import packages

urlpatterns = [
    path("usulan/<int:pk>/paket/", packages.package, name="package"),
    path("paket/<int:pk>/", packages.package_file, name="package_file"),
]
