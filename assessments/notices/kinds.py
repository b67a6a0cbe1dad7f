"""Every kind of notice: its topic, its sentence, its page. A new one is a line here and a call of `tell`.

No sentence holds a score, a note or a question. Mails hold none of these sentences at all (`mail.txt`): only how many
things of which topic wait in the portal.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """What a person chooses for. `mail` is its line in a mail, with the number of things."""

    key: str
    label: str
    help: str
    mail: str


TOPICS = {
    topic.key: topic
    for topic in (
        Topic(
            "langkah",
            "Langkah yang menunggu Anda",
            "Sesuatu berpindah tangan dan kini giliran Anda, misalnya unit mengajukan atau TPI meminta perbaikan.",
            "{} hal menunggu langkah Anda",
        ),
        Topic(
            "kabar",
            "Kabar tentang unit dan usulan",
            "Yang perlu Anda ketahui tanpa harus berbuat apa-apa, misalnya penilaian difinalkan atau usulan dikirim.",
            "{} kabar baru",
        ),
        Topic(
            "batas",
            "Pengingat batas waktu",
            "30, 7, dan 1 hari sebelum batas pengajuan, TPI, perbaikan, usulan, sanggah, dan laporan dua tahunan.",
            "{} batas waktu yang mendekat",
        ),
    )
}


@dataclass(frozen=True)
class Kind:
    """One kind. `text` may name {unit}, {surat}, {instansi}, {tahun} and {batas}; `page` is a name of a URL, whose
    arguments follow from what the notice is about (`reading.address_of`).
    """

    topic: str
    text: str
    page: str = "assessment"


KINDS: dict[str, Kind] = {
    "opened": Kind("langkah", "Penilaian mandiri {unit} sudah dibuka."),
    "submitted": Kind("langkah", "{unit} mengajukan penilaian mandirinya ke TPI."),
    "without_team": Kind("langkah", "{unit} sudah di TPI, tetapi belum punya tim.", "teams"),
    "submitted_first": Kind("langkah", "{unit} menunggu penilaian pendahuluan Anda."),
    "passed_on": Kind("langkah", "{unit} diteruskan penilai pendahuluan ke TPI."),
    "passed_on_told": Kind("kabar", "{unit} diteruskan penilai pendahuluan ke TPI."),
    "coached": Kind("langkah", "{unit} dikembalikan penilai pendahuluan untuk pembinaan.", "coaching"),
    "returned": Kind("langkah", "TPI meminta perbaikan dari {unit}.", "rounds"),
    "replied": Kind("langkah", "{unit} mengajukan perbaikan yang diminta."),
    "round_closed": Kind("kabar", "Putaran perbaikan {unit} ditutup; penilaian TPI dilanjutkan.", "rounds"),
    "countersign": Kind("langkah", "Hasil penilaian {unit} menunggu tanda tangan Anda.", "finalise"),
    "declined": Kind("langkah", "Hasil penilaian {unit} dikembalikan pengendali teknis.", "finalise"),
    "finalised": Kind("kabar", "Penilaian TPI {unit} sudah final. Hasilnya dapat dibaca."),
    "to_propose": Kind("langkah", "{unit} selesai dinilai TPI. Periksa apakah dapat diusulkan."),
    "reopened": Kind("langkah", "Penilaian TPI {unit} dibuka kembali."),
    "reopened_told": Kind("kabar", "Penilaian TPI {unit} dibuka kembali."),
    "proposal_waiting": Kind("langkah", "Usulan {surat} menunggu persetujuan Anda.", "proposal"),
    "proposal_approved": Kind("langkah", "Usulan {surat} disetujui dan dapat dikirim.", "proposal"),
    "proposal_sent": Kind("kabar", "Usulan {surat} dikirim ke TPN.", "proposal"),
    "proposed": Kind("kabar", "{unit} diusulkan ke TPN."),
    "determined": Kind("kabar", "Hasil penetapan {unit} sudah dicatat."),
    "refused_at_stage": Kind("kabar", "TPN mencatat {unit} tidak lanjut ke tahap berikutnya.", "tpn"),
    "may_object": Kind("langkah", "{unit} tidak lanjut di TPN. Periksa apakah hasil itu disanggah.", "tpn"),
    "objection_answered": Kind("kabar", "Jawaban TPN atas sanggah {unit} sudah dicatat.", "tpn"),
    "self_determined": Kind("kabar", "WBK mandiri {unit} sudah dicatat."),
    "revoked": Kind("kabar", "Pencabutan predikat {unit} sudah dicatat.", "predicate"),
    "revocation_retracted": Kind(
        "kabar", "Pencabutan predikat {unit} dibatalkan karena salah catat.", "predicate"
    ),
    "undetermined": Kind(
        "kabar", "Penetapan {unit} dibatalkan karena salah catat; penilaian TPN dilanjutkan."
    ),
    "self_undetermined": Kind("kabar", "WBK mandiri {unit} dibatalkan karena salah catat."),
    "due_submission": Kind("batas", "Batas pengajuan {unit}: {batas}."),
    "due_submission_all": Kind("batas", "Batas pengajuan unit {instansi} {tahun}: {batas}.", "period"),
    "due_tpi": Kind("batas", "Batas penilaian TPI {instansi} {tahun}: {batas}.", "tpi_queue"),
    "due_round": Kind("batas", "Batas perbaikan {unit}: {batas}.", "rounds"),
    "due_proposal": Kind("batas", "Batas usulan {instansi} {tahun} ke TPN: {batas}.", "proposals"),
    "due_objection": Kind("batas", "Batas sanggah {unit}: {batas}.", "tpn"),
    "due_objection_all": Kind("batas", "Batas sanggah unit {instansi} {tahun}: {batas}.", "tpn_year"),
    "due_report": Kind("batas", "Batas laporan monev dua tahunan {instansi}: {batas}.", "predicates"),
}
