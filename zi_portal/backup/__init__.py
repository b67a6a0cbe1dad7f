"""Database and files as one archive, and back: `manage.py backup` and `manage.py restore`.

The archive is a plain tar, the same for SQLite and PostgreSQL:

    db/<table>.jsonl      first line the column names, then one JSON array a row, in order of the key
    files/aa/bb/<sha256>  the contents of the private store that the database refers to
    manifest.json         what is in it: SHA-256 and size of every member, versions, migrations, audit heads
    manifest.sha256       SHA-256 of manifest.json
"""
