"""The six areas of change by code: what a pokja can be limited to.

The instruments name the same codes; this floor stands below them and cannot ask them.
"""

AREAS = {
    "MP": "Manajemen Perubahan",
    "TT": "Penataan Tatalaksana",
    "SDM": "Penataan Sistem Manajemen SDM",
    "AK": "Penguatan Akuntabilitas",
    "PW": "Penguatan Pengawasan",
    "PP": "Peningkatan Kualitas Pelayanan Publik",
}
