"""Django's admin: accounts and instansi for the admin sistem, and nothing of any assessment.

Rights come from the role, not from Django's permissions: neither `is_superuser` nor a group opens anything
here. What changes here is told to the audit; accounts and instansi are created by the portal's own pages.
"""

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest

from units.models import Instansi, User
from units.queries import hats_of
from units.services.trail import tell


class AdminSistemOnly(admin.ModelAdmin):
    """View and change for the admin sistem; nobody adds or deletes."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return whether the person is admin sistem."""
        return hats_of(request.user).is_admin_sistem

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return whether the person is admin sistem."""
        return hats_of(request.user).is_admin_sistem

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return whether the person is admin sistem."""
        return hats_of(request.user).is_admin_sistem

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: invitations and the system pages do that."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return False: what was assessed keeps its people and places."""
        return False

    def save_model(self, request: HttpRequest, obj, form, change: bool) -> None:
        """Save and tell the audit which fields changed."""
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            if form.changed_data:
                tell(None, obj, "admin.change", actor=request.user, after={"changed": form.changed_data})


@admin.register(User)
class UserAdmin(AdminSistemOnly):
    """Accounts: names are mended here; what closes one (services/accounts.py) has its page and its command."""

    list_display = ("username", "name", "email", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "name", "email", "nip")
    ordering = ("name",)
    fields = ("username", "name", "nip", "email", "is_active", "is_staff", "last_login", "date_joined")
    readonly_fields = ("username", "email", "is_active", "is_staff", "last_login", "date_joined")


@admin.register(Instansi)
class InstansiAdmin(AdminSistemOnly):
    """Instansi: the code stands in addresses and letters, so it stays."""

    list_display = ("code", "name", "kind", "time_zone")
    search_fields = ("code", "name")
    fields = ("code", "name", "kind", "time_zone", "leader_name", "leader_post", "city")
    readonly_fields = ("code",)
