"""`BACA-SAYA.txt`: what a package is, for whoever opens it without the portal. Pure."""

from datetime import date, datetime

from assessments.engine.wording import long_date, long_time

from .plan import EVIDENCE, INDEX, LETTERS, MANIFEST_CSV, MANIFEST_JSON, UNITS, Plan

DRAFT = (
    "DRAF. Paket ini dibuat sebelum usulan disetujui pimpinan instansi. Jangan dikirim; buat paket baru\n"
    "sesudah disetujui."
)
TEXT = """PAKET USULAN ZONA INTEGRITAS {year}
{instansi}
Surat {letter} tanggal {date}
{status}

ISI
  {index}
      Daftar isi: unit yang diusulkan, surat, dan keadaan paket.
  {letters}/
      Surat pengajuan dan lampirannya.
  {units}/<kode dan nama unit>/
      LHE, KKE (jawaban unit dan jawaban akhir TPI), daftar bukti, dan folder "{evidence}".
  {units}/<unit>/{evidence}/<area>/<kode pertanyaan>/
      Berkas bukti. Berkas yang membuktikan beberapa pertanyaan disimpan satu kali, di folder pertanyaan
      pertama; semua pertanyaannya tertulis di daftar bukti unit dan di {csv}.
  {csv}, {json}
      Semua berkas dengan ukuran, sidik SHA-256, judul, unit, dan pertanyaannya. {csv} dapat dibuka dengan
      Excel; {json} berisi hal yang sama ditambah unit, tautan, dan keadaan usulan.

DOKUMEN TERBATAS DAN RAHASIA
  {confidential}

MEMERIKSA KEUTUHAN
  Dengan portal, tanpa basis data:  python manage.py verify_package NAMA-PAKET.zip --sha256 SIDIK
  Tanpa portal, satu paket utuh:    certutil -hashfile NAMA-PAKET.zip SHA256   (Windows)
                                    sha256sum NAMA-PAKET.zip                   (Linux)
  Bandingkan dengan sidik yang tertulis di halaman paket pada portal pengirim. Isi paket dapat diperiksa satu
  per satu dengan cara yang sama terhadap {csv}.

TAUTAN
  {links} tautan tercatat sebagai bukti. Portal tidak mengambil isinya; keadaan pada pemeriksaan terakhir tertulis
  di daftar bukti unit dan di {json}.

Keadaan usulan: {state}
"""


def readme_of(plan: Plan, *, state: str) -> bytes:
    """The text, with line ends that every editor of Windows shows."""
    subject = plan.subject
    text = TEXT.format(
        year=subject.year,
        instansi=subject.instansi,
        letter=subject.letter_number,
        date=long_date(date.fromisoformat(subject.letter_date)),
        status=DRAFT if subject.is_draft else approved_text(plan),
        index=INDEX,
        letters=LETTERS,
        units=UNITS,
        evidence=EVIDENCE,
        csv=MANIFEST_CSV,
        json=MANIFEST_JSON,
        confidential=confidential_text(plan),
        links=len(plan.links),
        state=state,
    )
    return text.replace("\n", "\r\n").encode()


def approved_text(plan: Plan) -> str:
    """Who approved the proposal, and when; "" for a draft."""
    subject = plan.subject
    if subject.is_draft:
        return ""
    by = f" {subject.approved_by}" if subject.approved_by else ""
    return f"Disetujui{by}, {long_time(datetime.fromisoformat(subject.approved_at))}."


def confidential_text(plan: Plan) -> str:
    """What became of confidential documents, in one or two sentences."""
    count = plan.subject.confidential
    if not count:
        return "Tidak ada bukti yang bersifat terbatas atau rahasia."
    if plan.confidential:
        return (
            f"{count} dokumen terbatas atau rahasia DISERTAKAN. Jaga kerahasiaan paket ini dan serahkan hanya kepada "
            "yang berhak."
        )
    return (
        f"{count} dokumen terbatas atau rahasia TIDAK DISERTAKAN, juga judulnya. Mintalah kepada inspektorat."
    )
