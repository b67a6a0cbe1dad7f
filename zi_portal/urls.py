"""All URLs: the apps' own, login under /akun/, Django's admin, health."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from units.queries import hats_of
from units.views import openid
from units.views.profile import reset_password, set_password
from zi_portal.gallery import gallery
from zi_portal.privacy.pages import own_data
from zi_portal.watching.metrics import show
from zi_portal.watching.readiness import ready


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Answer "sehat" when the database answers; a database that does not raises, which is a 503."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return HttpResponse("sehat", content_type="text/plain; charset=utf-8")


def opens_admin(request: HttpRequest) -> bool:
    """Django's admin is for the admin sistem who has the staff mark; `is_superuser` opens nothing."""
    return request.user.is_active and request.user.is_staff and hats_of(request.user).is_admin_sistem


admin.site.has_permission = opens_admin  # type: ignore[method-assign]
# Django's own login form would go round allauth's throttling.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# What packages register is for whoever has Django's permissions, which count for nothing here.
for model in [model for model in admin.site._registry if model._meta.app_label != "units"]:
    admin.site.unregister(model)
admin.site.site_header = admin.site.site_title = "Administrasi sistem Portal ZI"
admin.site.index_title = "Data sistem"

urlpatterns = [
    path("sehat/", health, name="health"),
    path("siap/", ready, name="ready"),
    path("metrik/", show, name="metrics"),
    # allauth's page would add and change addresses without asking for the password
    path("akun/email/", RedirectView.as_view(pattern_name="units:profile")),
    path(
        "akun/password/set/", set_password, name="account_set_password"
    ),  # before allauth's, which asks no proof
    re_path(
        "^akun/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        reset_password,
        name="account_reset_password_from_key",
    ),
    path("akun/", include("allauth.account.urls")),
    path("akun/sso/", openid.start, name="account_openid"),
    path("akun/sso/kembali/", openid.back, name="account_openid_back"),
    path("akun/dua-langkah/", include("allauth.mfa.urls")),
    path("akun/sesi/", include("allauth.usersessions.urls")),
    path("profil/data/", own_data, name="own_data"),
    path("admin-sistem/", admin.site.urls),
    path("", include("assessments.urls")),  # before the others: most requests are for it
    path("", include("units.urls")),
    path("", include("documents.urls")),
    path("", include("surveys.urls")),
]

handler500 = "zi_portal.busy.failed"

if settings.DEBUG:
    urlpatterns += [path("galeri/", gallery), path("galeri/<str:page>/", gallery)]
