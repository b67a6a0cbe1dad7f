"""Records that name a person and are not theirs: how many there are of each, not what they say (decision 52)."""

from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import Model, Q

from units.models import User

COUNTED = {
    "assessments.Activity": "kegiatan rencana aksi yang ditambahkan",
    "assessments.ActivityNote": "catatan kemajuan kegiatan",
    "assessments.ActivityDocument": "dokumen yang dipasang pada kegiatan",
    "assessments.EvidenceLine": "keterangan bukti",
    "assessments.EvidenceUse": "bukti yang dipasang",
    "assessments.StateChange": "perpindahan tahap penilaian",
    "assessments.Submission": "pengajuan penilaian",
    "assessments.CarryOver": "pengambilalihan dari tahun lalu",
    "assessments.ConditionValue": "nilai syarat",
    "assessments.ConditionEntry": "riwayat nilai syarat",
    "assessments.DeadlineChange": "perubahan batas pengusulan",
    "assessments.HandoverToken": "token PortalRB",
    "assessments.HandoverWindow": "masa pengambilan PortalRB",
    "assessments.IssuedDocument": "dokumen yang diterbitkan",
    "assessments.KawasanYear": "tahun kawasan yang dibuka atau diputus",
    "assessments.KawasanScore": "nilai integrasi kawasan",
    "assessments.KawasanSignature": "tanda tangan penilaian kawasan",
    "assessments.KawasanEvidence": "bukti kawasan yang dipasang atau dilepas",
    "assessments.EvidenceMark": "tanda pada bukti",
    "assessments.Monitoring": "monitoring dan evaluasi",
    "assessments.Finding": "temuan monev yang diselesaikan",
    "assessments.Proposal": "usulan yang dibuat atau disetujui",
    "assessments.ProposalDocument": "dokumen usulan",
    "assessments.WithdrawnUnit": "unit yang ditarik dari usulan",
    "assessments.StageResult": "hasil tahap TPN",
    "assessments.FormerStageResult": "hasil tahap TPN sebelumnya",
    "assessments.StageDocument": "dokumen tahap TPN yang dipasang atau dilepas",
    "assessments.TpnSurvey": "hasil survei TPN",
    "assessments.ObjectionWindow": "masa sanggah",
    "assessments.Objection": "sanggah yang dicatat, diputus, atau dibatalkan",
    "assessments.ObjectionDocument": "dokumen sanggah yang dipasang atau dilepas",
    "assessments.ObjectionDraft": "konsep sanggah",
    "assessments.ObjectionWaiver": "pernyataan tidak menyanggah",
    "assessments.FormerOutcome": "putusan sanggah sebelumnya",
    "assessments.FormerDecree": "SK sebelumnya yang diganti",
    "assessments.SelfPermit": "izin WBK mandiri",
    "assessments.SelfDetermination": "penetapan WBK mandiri",
    "assessments.ProposalPackage": "paket usulan",
    "assessments.PredicateRecord": "predikat di register",
    "assessments.MonitoringReport": "laporan monev predikat",
    "assessments.Maladministration": "catatan maladministrasi",
    "assessments.Round": "putaran perbaikan yang dibuka atau ditutup",
    "assessments.RoundRequest": "permintaan perbaikan dan balasannya",
    "assessments.ReturnProposal": "usul pengembalian",
    "assessments.SetAside": "hasil penilaian yang dikesampingkan",
    "assessments.Candidate": "calon unit",
    "assessments.SelectionDecree": "SK penetapan calon",
    "assessments.FormerDecreeUnit": "unit yang dikeluarkan dari SK",
    "assessments.Sheet": "lembar nilai TPI",
    "assessments.SheetAct": "tindakan pada lembar nilai",
    "assessments.Consideration": "pertimbangan nilai bersama TPI",
    "assessments.SurveyIndex": "indeks survei",
    "assessments.Declaration": "pencanangan",
    "assessments.Development": "rencana pembangunan",
    "assessments.TpiComment": "diskusi TPI",
    "assessments.Recommendation": "rekomendasi TPI",
    "assessments.Signature": "tanda tangan hasil penilaian",
    "assessments.LastLook": "penilaian yang terakhir dilihat",
    "assessments.PreliminaryResult": "hasil penilaian pendahuluan",
    "assessments.PlanItem": "butir rencana perbaikan",
    "assessments.PeriodTemplate": "templat KKE",
    "assessments.WorkTeam": "tim pembangunan",
    "surveys.Import": "impor jawaban survei",
    "surveys.Exclusion": "jawaban survei yang dikecualikan",
    "surveys.Scan": "pindaian formulir survei",
    "documents.Document": "dokumen yang dibuat",
    "documents.LibraryItem": "isi pustaka yang dibuat atau diubah",
    "documents.FormerContent": "isi pustaka sebelumnya yang diganti",
    "documents.Announcement": "pengumuman",
    "assessments.Import": "impor yang diminta, diterapkan, atau diurungkan",
    "units.Invitation": "undangan yang dikirim atau diterima",
    "units.ConflictOfInterest": "benturan kepentingan yang dinyatakan atau dicabut",
    "admin.LogEntry": "tindakan di halaman admin sistem",
}

UNTOLD = {
    "account.EmailAddress": "the address of the account, which the copy gives",
    "units.User_groups": "groups are not used: roles say what somebody may",
    "units.User_user_permissions": "as groups",
}


def counts_of(person: User) -> list[tuple[str, int]]:
    """Of each kind of record that names the person, how many; one query a kind."""
    found = [(title, _count(apps.get_model(label), person)) for label, title in COUNTED.items()]
    return [(title, count) for title, count in found if count]


def _count(model: type[Model], person: User) -> int:
    mine = [field.name for field in model._meta.concrete_fields if field.related_model is User]
    return model._base_manager.filter(reduce(or_, (Q(**{name: person}) for name in mine))).count()
