"""URLs of `units`: management of an instansi, system pages, invitations, the own profile."""

from django.urls import URLPattern, URLResolver, path

from units.views import (
    accept,
    accounts,
    conflicts,
    invitations,
    kawasan,
    overview,
    people,
    profile,
    system,
    teams,
    units,
)

app_name = "units"
urlpatterns: list[URLPattern | URLResolver] = [
    path("kelola/<slug:instansi>/", overview.manage, name="manage"),
    path("kelola/<slug:instansi>/data/", overview.instansi_data, name="instansi_data"),
    path("kelola/<slug:instansi>/unit/", units.unit_list, name="units"),
    path("kelola/<slug:instansi>/unit/baru/", units.unit_add, name="unit_add"),
    path("kelola/<slug:instansi>/unit/<int:pk>/", units.unit_edit, name="unit_edit"),
    path("kelola/<slug:instansi>/unit/<int:pk>/status/", units.unit_status, name="unit_status"),
    path("kelola/<slug:instansi>/orang/", people.people_list, name="people"),
    path("kelola/<slug:instansi>/orang/<int:pk>/akun/", accounts.person_account, name="person_account"),
    path("kelola/<slug:instansi>/peran/baru/", people.role_add, name="role_add"),
    path("kelola/<slug:instansi>/peran/<int:pk>/akhiri/", people.role_end, name="role_end"),
    path("kelola/<slug:instansi>/peran/<int:pk>/pokja/", people.role_areas, name="role_areas"),
    path("kelola/<slug:instansi>/undangan/", invitations.invitation_list, name="invitations"),
    path("kelola/<slug:instansi>/undangan/baru/", invitations.invitation_add, name="invitation_add"),
    path(
        "kelola/<slug:instansi>/undangan/<int:pk>/cabut/",
        invitations.invitation_revoke,
        name="invitation_revoke",
    ),
    path("kelola/<slug:instansi>/tim/", teams.team_list, name="teams"),
    path("kelola/<slug:instansi>/tim/baru/", teams.team_add, name="team_add"),
    path("kelola/<slug:instansi>/tim/<int:pk>/", teams.team, name="team"),
    path("kelola/<slug:instansi>/tim/<int:pk>/data/", teams.team_edit, name="team_edit"),
    path("kelola/<slug:instansi>/tim/<int:pk>/anggota/", teams.team_members, name="team_members"),
    path("kelola/<slug:instansi>/tim/<int:pk>/unit/", teams.team_units, name="team_units"),
    path("kelola/<slug:instansi>/benturan/", conflicts.conflict_list, name="conflicts"),
    path("kelola/<slug:instansi>/benturan/<int:pk>/cabut/", conflicts.conflict_lift, name="conflict_lift"),
    path("kelola/<slug:instansi>/kawasan/", kawasan.kawasan_list, name="kawasan"),
    path("kelola/<slug:instansi>/kawasan/<int:pk>/unit/", kawasan.kawasan_units, name="kawasan_units"),
    path("kelola/<slug:instansi>/kawasan/<int:pk>/wakil/", kawasan.kawasan_seats, name="kawasan_seats"),
    path("sistem/kawasan/", kawasan.system_list, name="system_kawasan"),
    path("sistem/kawasan/baru/", kawasan.kawasan_add, name="kawasan_add"),
    path("sistem/kawasan/<int:pk>/", kawasan.kawasan_edit, name="kawasan_edit"),
    path("sistem/instansi/", system.instansi_list, name="system"),
    path("sistem/instansi/baru/", system.instansi_add, name="instansi_add"),
    path("sistem/instansi/<int:pk>/admin/", system.first_admin, name="first_admin"),
    path("undangan/<str:token>/", accept.accept, name="accept"),
    path("profil/", profile.profile, name="profile"),
    path("profil/surel/", profile.profile_email, name="profile_email"),
]
