"""Loading released data files. A code stands for one content for ever: a change needs a new code."""

import hashlib
import json
from pathlib import Path

import yaml
from django.db import transaction

from assessments.engine.policy import parse_policy
from assessments.engine.schema import SchemaError, parse_instrument
from assessments.models import InstrumentVersion, PolicyVersion
from audit.services import record


class LoadRefused(Exception):
    """The file cannot be loaded; the message names the file and every reason."""


class _StrictLoader(yaml.SafeLoader):
    """PyYAML lets a later key overwrite an earlier one in silence; here a doubled key is a mistake."""


def _mapping(loader: _StrictLoader, node: yaml.MappingNode, deep: bool = False) -> dict:
    seen: set[str] = set()
    for key_node, _ in node.value:
        key = str(loader.construct_object(key_node, deep=deep))
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"kunci {key!r} tertulis dua kali", key_node.start_mark
            )
        seen.add(key)
    return yaml.SafeLoader.construct_mapping(loader, node, deep)


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> dict:
    """The data of a YAML file. Raises LoadRefused when it cannot be read or is no mapping."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506 - a SafeLoader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise LoadRefused(f"{path.name}: tidak dapat dibaca ({error})") from error
    if not isinstance(data, dict):
        raise LoadRefused(f"{path.name}: isinya bukan data YAML berbentuk pasangan kunci dan nilai")
    return data


def content_hash(data: dict) -> str:
    """SHA-256 of the data as JSON with sorted keys: comments and layout of the file don't count."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def load_instrument(path: Path, *, actor=None) -> tuple[InstrumentVersion, bool]:
    """Load an instrument file; returns the version and whether it is new.

    Raises LoadRefused: broken file, schema mistakes (all of them), or the same code with another content.
    """
    data = read_yaml(path)
    try:
        parse_instrument(data)
    except SchemaError as error:
        raise LoadRefused(f"{path.name}: {error}") from error
    return _store(InstrumentVersion, data, path, actor)


def load_policy(path: Path, *, actor=None) -> tuple[PolicyVersion, bool]:
    """Load a policy file, whose instrument must be loaded already. Raises LoadRefused as `load_instrument`."""
    data = read_yaml(path)
    instruments = {
        v.code: parse_instrument(json.loads(v.content))
        for v in InstrumentVersion.objects.filter(code=str(data.get("instrument")))
    }
    if not instruments:
        raise LoadRefused(
            f"{path.name}: instrumen {data.get('instrument')!r} belum dimuat; muat instrumennya dulu"
        )
    try:
        parse_policy(data, instruments)
    except SchemaError as error:
        raise LoadRefused(f"{path.name}: {error}") from error
    instrument = InstrumentVersion.objects.get(code=data["instrument"])
    return _store(PolicyVersion, data, path, actor, instrument=instrument)


def _store(model, data: dict, path: Path, actor, **extra):
    digest = content_hash(data)
    with transaction.atomic():
        stored = model.objects.filter(code=data["code"]).first()
        if stored is not None and stored.content_hash != digest:
            used = " dan sudah dipakai sebuah periode" if stored.periods.exists() else ""
            raise LoadRefused(
                f"{path.name}: {stored.code} sudah dimuat dengan isi lain{used}. Versi yang sudah terbit tidak "
                "berubah; simpan perubahan sebagai kode baru."
            )
        if stored is not None:
            return stored, False
        stored = model.objects.create(
            code=data["code"],
            name=data["name"],
            regulation=data["regulation"],
            content=json.dumps(data, ensure_ascii=False),
            content_hash=digest,
            **extra,
        )
        record(
            "system",
            actor=actor,
            action="version.load",
            label=model._meta.label_lower,
            object_id=stored.code,
            after={"content_hash": digest},
        )
    return stored, True
