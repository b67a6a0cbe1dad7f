"""Virtual people: each a browser with cookies and a token, doing again and again what their role does all day."""

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import requests

from tests.faults.server import version_in

TOKEN = re.compile(r"X-CSRFToken&quot;: &quot;(\w+)|X-CSRFToken\": \"(\w+)")
PATIENCE = 60  # seconds until a browser would give up
TRIES = 6  # of a save that was not taken


def cookies(**values: str) -> str:
    """The header for cookies as they are named in development and, bound to the host, in production."""
    return "; ".join(
        f"{before}{name}={value}" for name, value in values.items() for before in ("", "__Host-")
    )


@dataclass
class Sample:
    """One request: what it was for, what came of it."""

    act: str
    status: int
    seconds: float
    at: float
    fault: str = ""


@dataclass
class Told:
    """What the server acknowledged."""

    saves: list[dict] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    jobs: int = 0


class Person:
    """Somebody at a browser. `think` gives the seconds between two acts, `busy` those after a "sedang sibuk"."""

    def __init__(self, base: str, made: dict, spec: dict) -> None:
        self.base, self.made, self.spec = base, made, spec
        self.think: Callable[[], float] = float
        self.busy: Callable[[float], float] = float
        self.dice = random.Random(spec["who"])
        self.samples: list[Sample] = []
        self.told = Told()
        self.versions: dict[str, int] = {}
        self.said, self.token, self.job = 0, "", ""
        self.browser = requests.Session()
        # as behind nginx: one connection a request, TLS ends before us
        self.browser.headers.update(
            {"Connection": "close", "X-Forwarded-Proto": "https", "Host": "localhost"}
        )
        self.browser.headers.update({"Referer": "https://localhost/", "X-Forwarded-For": "10.0.0.7"})
        if spec["session"]:
            self.browser.headers["Cookie"] = cookies(sessionid=spec["session"])

    # --- one request -----------------------------------------------------------------------------------
    def ask(self, act: str, method: str, path: str, *marks: str, expect: int = 200, **more):
        """Send, time and judge a request; the answer, or None when it was refused as busy or went wrong."""
        begun = time.perf_counter()
        try:
            answer = self.browser.request(
                method, self.base + path, timeout=PATIENCE, allow_redirects=False, **more
            )
        except requests.RequestException as error:
            spent = time.perf_counter() - begun
            self.samples.append(Sample(act, 0, spent, begun, type(error).__name__))
            return None
        spent = time.perf_counter() - begun
        fault = ""
        if answer.status_code == 503:
            fault = "" if answer.headers.get("Retry-After") else "503 without Retry-After"
        elif answer.status_code != expect:
            fault = f"status {answer.status_code}"
        elif missing := [mark for mark in marks if mark not in answer.text]:
            fault = f"without {missing[0]!r}"
        self.samples.append(Sample(act, answer.status_code, spent, begun, fault))
        if answer.status_code == 503:
            time.sleep(self.busy(float(answer.headers.get("Retry-After", 5))))
        return answer if answer.status_code == expect and not fault else None

    def open(self, act: str, path: str, *marks: str):
        """Open a whole page; it brings the token for what is sent next."""
        page = self.ask(act, "GET", path, "</html>", *marks)
        if page is not None and (found := TOKEN.search(page.text)):
            self.token = found[1] or found[2]
            if cookie := page.cookies.get("csrftoken") or page.cookies.get("__Host-csrftoken"):
                self.browser.headers["Cookie"] = cookies(sessionid=self.spec["session"], csrftoken=cookie)
        return page

    def send(self, act: str, path: str, *marks: str, headers: dict, expect: int = 200, **more):
        """Send a form as scripts do, with the token of the last page."""
        headers = headers | {"X-CSRFToken": self.token, "Origin": "https://localhost"}
        return self.ask(act, "POST", path, *marks, expect=expect, headers=headers, **more)

    def note(self) -> str:
        """Words that were never said before."""
        self.said += 1
        return f"{self.spec['who']} catatan {self.said}"

    # --- what the roles do -------------------------------------------------------------------------------
    def save(self, act: str, path: str, code: str, kind: str, **more) -> None:
        """Save an answer; one that was not taken is sent again, as drafts in the browser are."""
        data = {
            "version": self.versions.get(code, 1),
            "nilai": self.dice.choice(self.made["choices"][code]),
            "catatan": self.note(),
            **more,
        }
        for _ in range(TRIES):
            answer = self.send(act, path, data=data, headers={"HX-Request": "true"})
            if answer is None:
                if self.samples[-1].status == 503:
                    continue
                return
            version = version_in(answer.text)
            if version != data["version"] + 1 or "tersimpan" not in answer.text:
                self.samples[-1].fault = "saved, but the answer does not say so"
                return
            self.versions[code] = version
            pk = self.spec["pk"]
            self.told.saves.append({"pk": pk, "kind": kind, "code": code, "note": data["catatan"]})
            return

    def own_code(self, seats: int) -> str:
        """A question that nobody else of the same sheet answers."""
        codes = sorted(self.made["choices"])
        share = self.spec["nth"] // seats
        return self.dice.choice(codes[share % 25 :: 25])

    def petugas(self) -> None:
        """Answers, reads its area, adds a file."""
        pk, code = self.spec["pk"], self.own_code(self.made["units"])
        if (luck := self.dice.random()) < 0.6 and self.token:
            self.save("save an answer", f"/penilaian/{pk}/jawab/{code}/", code, "unit")
        elif luck < 0.7 and self.token:
            self.upload(f"/penilaian/{pk}/bukti/{code}/tambah/")
        elif luck < 0.95 or not self.token:
            self.open("area page", f"/penilaian/{pk}/area/{self.made['areas'][code]}/", self.spec["unit"])
        else:
            self.open("home", "/")

    def upload(self, path: str) -> None:
        """Add a small PDF of its own as evidence."""
        title = self.note()
        content = b"%PDF-1.4\n% " + title.encode() + b"\n" + bytes(20_000) + b"\n%%EOF\n"
        files = {"file": (f"{self.said}.pdf", content, "application/pdf")}
        form = {"kind": "sk", "title": title}
        headers = {"Accept": "application/json"}
        answer = self.send("upload a file", path, "tersimpan", headers=headers, files=files, data=form)
        if answer is not None:
            self.told.files.append(title)

    def anggota(self) -> None:
        """Reads an area of the unit and scores it."""
        pk, code = self.spec["pk"], self.dice.choice(sorted(self.made["choices"]))
        area = self.made["areas"][code]
        if (luck := self.dice.random()) < 0.55 and self.token:
            path = f"/penilaian/{pk}/tpi/{code}/simpan/"
            self.save("score as a member", path, code, "member", lembar="member", halaman=area)
        elif luck < 0.9 or not self.token:
            self.open("TPI area page", f"/penilaian/{pk}/tpi/{area}/", self.spec["unit"])
        else:
            self.open("TPI queue", "/tpi/", self.spec["unit"])

    def ketua(self) -> None:
        """Lays sheets side by side and decides."""
        pk, code = self.spec["pk"], self.own_code(self.made["teams"])
        if (luck := self.dice.random()) < 0.5 and self.token:
            path = f"/penilaian/{pk}/tpi/{code}/simpan/"
            self.save("decide as the lead", path, code, "tpi", lembar="tpi", halaman=self.made["areas"][code])
        elif luck < 0.9 or not self.token:
            self.open("side by side", f"/penilaian/{pk}/tpi-banding/", self.spec["unit"])
        else:
            self.open("TPI queue", "/tpi/", self.spec["unit"])

    def admin(self) -> None:
        """Looks after the year."""
        year = f"/instansi/{self.made['instansi']}/{self.made['year']}/"
        path = self.dice.choice([year, year, "/", year + "evaluasi-tpi/"])
        self.open("overview of the year", path)

    def leader(self) -> None:
        """Looks at figures and pictures."""
        path = self.dice.choice(["/", f"/instansi/{self.made['instansi']}/{self.made['year']}/gambar/"])
        self.open("leader's pages", path)

    def search(self) -> None:
        """Looks for words."""
        word = self.dice.choice(["puskesmas", "rencana", "catatan", "pelayanan", "integritas"])
        self.open("search", f"/cari/?q={word}")

    def public(self) -> None:
        """Is nobody in particular."""
        pages = [
            "/publik/",
            "/publik/instansi/",
            f"/publik/instansi/{self.made['instansi']}/",
            "/akun/login/",
        ]
        self.open("public pages", self.dice.choice(pages))

    def job_at_work(self) -> None:
        """Has a score sheet made now and then, asks how far it is, and takes it."""
        if not self.token:
            self.open("documents of a unit", f"/penilaian/{self.spec['pk']}/dokumen/", self.spec["unit"])
        elif not self.job and self.dice.random() < 0.15:
            path = f"/penilaian/{self.spec['pk']}/dokumen/lembar-nilai/"
            if (answer := self.send("start a PDF", path, expect=302, headers={})) is not None:
                self.told.jobs += 1
                self.job = answer.headers["Location"]
        elif not self.job:
            self.open("home", "/")
        else:
            part = self.ask("ask after a PDF", "GET", self.job, "zi-job", headers={"HX-Request": "true"})
            if part is not None and "zi-job-selesai" in part.text:
                self.ask("take a PDF", "GET", f"{self.job}berkas/", "%PDF")
                self.job = ""

    def live(self, over: Callable[[], bool]) -> None:
        """Work until it is over."""
        act = self.job_at_work if self.spec["role"] == "job" else getattr(self, self.spec["role"])
        time.sleep(self.dice.random() * self.think())  # not all at once
        while not over():
            act()
            time.sleep(self.think())
