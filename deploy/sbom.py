"""`python -m deploy.sbom [FILE]`: every part of this release as CycloneDX JSON, the same bytes for the same lock."""

import sys
import uuid
from importlib import metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import zi_portal
from deploy.parts import Part, parts


def bom() -> Bom:
    """The list: the portal, its packages with what each of them needs, and the files in static/vendor."""
    name, make = "zi_portal", LicenseFactory().make_from_string
    root = Component(
        name=name,
        version=zi_portal.__version__,
        type=ComponentType.APPLICATION,
        bom_ref=name,
        licenses=[make("MIT")],
    )
    found = parts()
    made = {part: _component(part) for part in found}
    result = Bom(components=made.values())
    # a time or a random number would make two lists of one release differ
    result.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, f"{name}@{root.version}:{found}")
    result.metadata.timestamp = None
    result.metadata.component = root
    packages = {part.name: component for part, component in made.items() if not part.file}
    result.register_dependency(root, made.values())
    for package, component in packages.items():
        result.register_dependency(component, [packages[need] for need in _needs(package) & packages.keys()])
    return result


def _component(part: Part) -> Component:
    return Component(
        name=part.file or part.name,
        version=part.version,
        type=ComponentType.FILE if part.file else ComponentType.LIBRARY,
        bom_ref=part.file or part.purl,
        purl=PackageURL.from_string(part.purl),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=part.sha256)] if part.file else [],
        licenses=[LicenseFactory().make_from_string(part.licence)],
    )


def _needs(package: str) -> set[str]:
    wanted = [Requirement(line) for line in metadata.requires(package) or []]
    return {
        canonicalize_name(one.name)
        for one in wanted
        if one.marker is None or one.marker.evaluate({"extra": ""})
    }


def text() -> str:
    """The list as indented JSON."""
    return JsonV1Dot6(bom()).output_as_string(indent=2) + "\n"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text(), encoding="utf-8")
    else:
        sys.stdout.write(text())
