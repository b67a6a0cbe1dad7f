"""How a letter calls the regulation on which a policy rests: in full, with its title, as in force."""

import re

SHORT = re.compile(r"PermenPANRB (\d+)/(\d{4})(?: jo\. (\d+)/(\d{4}))?")
TOWARDS = "Zona Integritas menuju Wilayah Bebas dari Korupsi dan Wilayah Birokrasi Bersih dan Melayani"
TITLES = {
    "90/2021": f"Pembangunan dan Evaluasi {TOWARDS} di Instansi Pemerintah",
    "52/2014": f"Pedoman Pembangunan {TOWARDS} di Lingkungan Instansi Pemerintah",
}


def regulation_in_full(short: str) -> str:
    """ "PermenPANRB 90/2021 jo. 5/2024" as a letter writes it; another form is left as the policy writes it."""
    found = SHORT.fullmatch(short)
    if found is None:
        return short
    number, year, later, later_year = found.groups()
    said = f"Peraturan Menteri PANRB Nomor {number} Tahun {year}"
    if later:
        said += f" sebagaimana diubah dengan Nomor {later} Tahun {later_year}"
    title = TITLES.get(f"{number}/{year}")
    return f"{said} tentang {title}" if title else said
