"""What a page says to who opens it for the first times, until they close it: one hint a page, few pages."""

HINTS = {
    "jawab": "Pilih jawaban yang sesuai kriterianya, tulis catatan, dan lampirkan bukti. Semuanya tersimpan sendiri; "
    "nilai minimal berubah bersamanya.",
    "unit": "“Langkah berikutnya” menyebut yang dapat Anda lakukan sekarang. Bila belum dapat, sebabnya disebut "
    "beserta tempat memperbaikinya.",
    "tpi": "Nilai unit dan nilai Anda berdampingan. Lembar anggota lain baru terlihat sesudah lembar Anda selesai.",
    "tahun": "Satu baris untuk satu unit. Tekan judul kolom untuk mengurutkan, dan nama unit untuk membukanya.",
}
