"""The other side of `isolated`: a bare Python that limits itself, reads one file from stdin and answers.

Started as a script, with no site packages and no environment; imports only what reading needs.
"""

import os
import resource
import sys


def read_cells(data: bytes) -> bytes:
    """The cells of a file, stored. FileRefused as the guard and the readers say."""
    from documents.workbooks.guard import is_text, open_package
    from documents.workbooks.reader import read_grids
    from documents.workbooks.stored_cells import dump

    if is_text(data):
        from documents.workbooks.csv_reader import read_csv

        return dump([read_csv(data)])
    return dump(read_grids(open_package(data)))


def _limit(memory: int, processor: int) -> None:
    """No core dump (it would hold the file), no further processes, so much memory and processor time."""
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: processor,
    }
    for what, most in wanted.items():
        _, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed if what != resource.RLIMIT_CPU else hard))


def _say(kind: bytes, content: bytes) -> None:
    with os.fdopen(os.dup(1), "wb") as out:
        out.write(kind + content)


def main(root: str, memory: str, processor: str, target: str, *arguments: str) -> int:
    """Run "module:function" within the limits; the exit code."""
    _limit(int(memory), int(processor))
    sys.path.insert(0, root)
    from importlib import import_module

    from documents.workbooks.guard import FileRefused

    module, _, function = target.partition(":")
    try:
        answer = getattr(import_module(module), function)(sys.stdin.buffer.read(), *arguments)
    except FileRefused as refused:
        _say(b"R", str(refused).encode("utf-8", "replace"))
    except MemoryError:
        _say(b"M", b"")
        return 1
    except Exception:  # noqa: BLE001 the parent logs it
        import traceback

        _say(b"E", traceback.format_exc().encode("utf-8", "replace"))
        return 1
    else:
        _say(b"A", answer)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
