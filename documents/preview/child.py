"""The other side of `running`: limits itself, reads one document from stdin, and says one page of it as JSON.

Started as a script with an empty environment; no Django, no database, no settings.
"""

import json
import resource
import sys


def page_of(kind: str, number: int, *, wide: bool) -> dict:
    """Page `number` of the document on stdin; 0 asks only how many there are. NotShown says why there is nothing."""
    source = sys.stdin.buffer
    if kind == "pdf":
        from documents.preview import pdf

        return pdf.page_of(source, number, wide=wide) if number else pdf.count_of(source)
    if kind == "image":
        from documents.preview.images import image_of

        return image_of(source, wide=wide)
    if kind in ("docx", "odt"):
        from documents.preview.flow import flow_of

        return flow_of(source, kind, number)
    if kind == "pptx":
        from documents.preview.slides import slide_of

        return slide_of(source, number)
    if kind in ("xlsx", "ods"):
        from documents.preview.sheets import sheet_of

        return sheet_of(source, number)
    from documents.preview import text

    return text.csv_of(source, number) if kind == "csv" else text.text_of(source, number)


def limit(memory: int, processor: int) -> None:
    """No core dump (it would hold the document), no further process, nothing written, so much memory and processor."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: processor,
    }
    for what, most in limits.items():
        _, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, hard if what == resource.RLIMIT_CPU else allowed))


def main(root: str, memory: str, processor: str, kind: str, number: str, wide: str) -> int:
    """Say one page; 0 when there is an answer, also that there is nothing to show."""
    limit(int(memory), int(processor))
    sys.path.insert(0, root)
    from documents.preview.verdicts import NotShown

    try:
        answer = page_of(kind, int(number), wide=wide == "1")
    except NotShown as refused:
        answer = {"refused": refused.why}
    except MemoryError:
        answer = {"refused": "large"}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
