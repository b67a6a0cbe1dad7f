"""Invitations: one link, one use, seven days, one address."""

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from audit.queries import of_chain
from tests.factories.units import make_unit, make_user, of_this_year
from units.models import Invitation, Membership, Role, User
from units.queries import hats_of, people_of
from units.rules import TPI
from units.services.errors import NotAllowed, Refused
from units.services.invitations import accept_existing, accept_new, find_open, invite, revoke
from units.services.units import set_active

PASSWORD = "jagung-manis-rebus-9"


def offer(world, **extra):
    fields = {"email": "Lina@Contoh.go.id", "name": "Lina Marlina", "role": Role.PETUGAS, "unit": world.unit}
    return invite(world.instansi, **{"actor": world.admin, **fields, **extra})


def message_of(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    return str(caught.value)


def test_only_the_hash_of_the_token_is_kept(world):
    invitation, token = offer(world, areas=["TT", "MP"])
    invitation.refresh_from_db()
    assert invitation.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert (invitation.email, invitation.areas, len(token)) == ("lina@contoh.go.id", ["MP", "TT"], 43)
    left = invitation.expires_at - timezone.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    entry = of_chain(f"instansi:{world.instansi.pk}").first()
    assert (entry.action, sorted(entry.after)) == (
        "invitation.create",
        ["areas", "expires_at", "instansi", "role", "unit"],
    )


def test_a_new_person_gets_an_account_and_the_role(world):
    _, token = offer(world, nip="198001012005011001", areas=["MP"])
    user = accept_new(token, username="lina", password=PASSWORD)
    assert (user.email, user.name, user.nip) == ("lina@contoh.go.id", "Lina Marlina", "198001012005011001")
    assert (user.check_password(PASSWORD), user.is_staff, user.is_superuser) == (True, False, False)
    assert [(h.role, h.unit_id, h.areas) for h in hats_of(user).hats] == [
        ("petugas_unit", world.unit.pk, ("MP",))
    ]
    trail = [(e.action, e.actor_id) for e in of_chain(f"instansi:{world.instansi.pk}")[:2]]
    assert trail == [("invitation.accept", user.pk), ("role.give", user.pk)]


def test_a_link_works_once(world):
    _, token = offer(world)
    accept_new(token, username="lina", password=PASSWORD)
    expected = "Undangan ini sudah dipakai. Silakan masuk dengan akun Anda."
    assert message_of(accept_new, token, username="lina2", password=PASSWORD) == expected
    assert User.objects.filter(email="lina@contoh.go.id").count() == 1


def test_an_expired_link_says_so(world):
    invitation, token = offer(world)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    expected = "Masa berlaku undangan ini sudah lewat. Mintalah undangan baru kepada pengundang Anda."
    assert message_of(accept_new, token, username="lina", password=PASSWORD) == expected
    assert message_of(find_open, token) == expected


def test_a_revoked_link_says_so(world):
    invitation, token = offer(world)
    revoke(invitation, actor=world.admin)
    revoke(invitation, actor=world.admin)
    expected = "Undangan ini sudah dicabut. Hubungi pengundang Anda bila masih diperlukan."
    assert message_of(accept_new, token, username="lina", password=PASSWORD) == expected
    actions = [e.action for e in of_chain(f"instansi:{world.instansi.pk}")]
    assert actions == ["invitation.revoke", "invitation.create"]


def test_an_unknown_link_says_so(world):
    offer(world)
    expected = "Tautan undangan ini tidak dikenal. Periksa kembali tautan di surel Anda."
    for token in ("x", "", "\ud800", "0" * 43):
        assert message_of(find_open, token) == expected


def test_an_accepted_invitation_is_not_revoked(world):
    invitation, token = offer(world)
    accept_new(token, username="lina", password=PASSWORD)
    with pytest.raises(Refused):
        revoke(invitation, actor=world.admin)


def test_a_registered_address_has_to_log_in(world):
    _, token = offer(world, email=world.tanpa_peran.email.upper())
    with pytest.raises(Refused) as caught:
        accept_new(token, username="tono2", password=PASSWORD)
    assert "sudah mempunyai akun" in str(caught.value)
    with pytest.raises(NotAllowed):
        accept_existing(token, actor=world.petugas_lain)
    accept_existing(token, actor=world.tanpa_peran)
    assert [h.unit_id for h in hats_of(world.tanpa_peran).hats] == [world.unit.pk]


def test_the_same_offer_is_not_open_twice(world):
    invitation, _ = offer(world)
    with pytest.raises(Refused) as caught:
        offer(world, email="LINA@contoh.go.id")
    assert [field for _, field in caught.value.reasons] == ["email"]
    revoke(invitation, actor=world.admin)
    assert offer(world)[0].pk != invitation.pk


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"email": "bukan-alamat"}, "email"),
        ({"name": " "}, "name"),
        ({"nip": "123"}, "nip"),
        ({"nip": "١٩٨٠٠١٠١٢٠٠٥٠١١٠٠١"}, "nip"),
        ({"areas": ["MP", "HASIL"]}, "areas"),
        ({"unit": None}, "unit"),
        ({"role": Role.ADMIN}, "unit"),
    ],
)
def test_bad_offers_are_refused_with_their_field(world, bad, field):
    with pytest.raises(Refused) as caught:
        offer(world, **bad)
    assert [f for _, f in caught.value.reasons] == [field]
    assert Invitation.objects.count() == 0


def test_a_unit_of_another_instansi_is_refused(world):
    with pytest.raises(Refused) as caught:
        offer(world, unit=world.other_unit)
    assert caught.value.reasons == [("Unit ini bukan unit instansi ini.", "unit")]


@pytest.mark.parametrize("who", ["petugas", "pimpinan_unit", "pimpinan_instansi", "orang_asing", "ketua"])
def test_only_the_admin_of_the_instansi_invites_and_revokes(world, who):
    invitation, _ = offer(world)
    with pytest.raises(NotAllowed):
        offer(world, actor=world.people[who], email="baru@contoh.go.id")
    with pytest.raises(NotAllowed):
        revoke(invitation, actor=world.people[who])


def test_the_admin_sistem_invites_admins_and_nobody_else(world):
    invitation, _ = offer(world, actor=world.admin_sistem, role=Role.ADMIN, unit=None)
    assert (invitation.role, invitation.unit) == (Role.ADMIN, None)
    for role in (Role.PETUGAS, Role.PIMPINAN_INSTANSI, TPI):
        with pytest.raises(NotAllowed):
            offer(world, actor=world.admin_sistem, role=role)
    with pytest.raises(NotAllowed):
        offer(world, role=Role.ADMIN_SISTEM, unit=None)


def test_an_invitation_to_tpi_opens_an_account_without_a_role(world):
    _, token = offer(world, role=TPI, areas=["MP"])
    user = accept_new(token, username="auditor", password=PASSWORD)
    assert (hats_of(user).hats, user.memberships.count()) == ((), 0)
    assert people_of(world.instansi).filter(pk=user.pk).exists()
    assert not people_of(world.other_instansi).filter(pk=user.pk).exists()


def test_a_role_that_cannot_be_given_any_more_leaves_no_account(world):
    unit = make_unit(world.instansi, "UPT")
    _, token = offer(world, unit=unit)
    set_active(unit, active=False, actor=world.admin)
    assert (
        message_of(accept_new, token, username="lina", password=PASSWORD) == "UPT Unit UPT sudah tidak aktif."
    )
    assert not User.objects.filter(username="lina").exists()


def test_an_assessor_does_not_accept_a_role_in_the_assessed_unit(world):
    team = of_this_year(world.team)
    _, token = offer(world, email=world.anggota.email)
    with pytest.raises(Refused) as caught:
        accept_existing(token, actor=world.anggota)
    assert f"menilai unit ini sebagai anggota {team}" in str(caught.value)
    assert Invitation.objects.get().accepted_at is None


@pytest.mark.parametrize(
    ("username", "password", "fields"),
    [
        ("PETUGAS", PASSWORD, ["username"]),
        ("petugas@contoh.go.id", PASSWORD, ["username"]),
        ("li", PASSWORD, ["username"]),
        ("lina", "pendek", ["password"]),
        ("lina", "1234567890123", ["password", "password"]),
        ("lina", "lina@contoh.go.id", ["password"]),
    ],
)
def test_weak_passwords_and_taken_names_are_refused(world, username, password, fields):
    _, token = offer(world)
    with pytest.raises(Refused) as caught:
        accept_new(token, username=username, password=password)
    assert [field for _, field in caught.value.reasons] == fields
    assert Membership.objects.filter(user__username="lina").count() == 0


def test_an_address_kept_by_allauth_counts_as_taken(world):
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=make_user("siapa"), email="lina@contoh.go.id")
    _, token = offer(world)
    with pytest.raises(Refused) as caught:
        accept_new(token, username="lina", password=PASSWORD)
    assert caught.value.reasons == [("Alamat surel ini sudah dipakai akun lain. Pakai alamat lain.", "email")]
