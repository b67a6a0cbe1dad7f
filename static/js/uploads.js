// Forms with data-uploads: many files, each sent by itself with a bar of its own, two at a time. Without this script the
// form posts them together. data-refresh: ids to fetch anew from data-back when something was stored; data-paper: the
// address of a document, with 0 for its number. data-use: an existing document is posted to the form to be used.
(() => {
  "use strict";
  const AT_ONCE = 2;
  const KINDS = { ready: "", waiting: "", sending: "", stored: "is-stored", there: "is-there", refused: "is-refused" };
  const queues = new WeakMap();
  let last = null; // the form that was touched last: what is pasted goes there

  const size = (bytes) => bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toLocaleString("id", { maximumFractionDigits: 1 })} MB`;
  const two = (number) => String(number).padStart(2, "0");

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  // --- one file -------------------------------------------------------------------------------------
  class Upload {
    constructor(queue, file, kind) {
      Object.assign(this, { queue, file, kind, state: "ready", request: null, twin: 0, beside: [], alone: false });
      this.line = element("li", "zi-upload");
      const name = element("span", "zi-upload-name", `${file.name} `);
      name.append(element("small", "", size(file.size)));
      this.acts = element("span", "zi-upload-acts");
      this.bar = element("progress", "zi-progress");
      this.bar.max = 1;
      this.bar.hidden = true;
      this.bar.setAttribute("aria-label", `Kemajuan ${file.name}`);
      this.told = element("p", "zi-upload-told");
      this.line.append(name, this.acts, this.bar, this.told);
      queue.list.append(this.line);
      this.show("ready", "Siap diunggah.", [["Buang", () => this.drop()]]);
    }

    show(state, text, acts = []) {
      this.state = state;
      this.line.className = `zi-upload ${KINDS[state]}`;
      this.told.textContent = text;
      this.bar.hidden = state !== "sending";
      this.acts.replaceChildren(...acts.map(([label, act]) => {
        const button = element("button", "", label);
        button.type = "button";
        button.setAttribute("aria-label", `${label}: ${this.file.name}`);
        button.addEventListener("click", act, { once: true });
        return button;
      }));
      this.queue.sum();
    }

    drop() {
      this.request?.abort();
      this.line.remove();
      this.queue.items.delete(this);
      this.queue.next();
    }

    wait(text = "Menunggu giliran.") {
      this.show("waiting", text, [["Batal", () => this.drop()]]);
    }

    send(fields, done) {
      const body = this.queue.fields(this);
      for (const [name, value] of fields) body.append(name, value);
      const request = this.request = new XMLHttpRequest();
      request.open("POST", this.queue.form.action);
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) this.bar.value = event.loaded / event.total;
        if (event.loaded === event.total) this.told.textContent = "Diperiksa …";
      });
      request.addEventListener("error", () => done(0, null));
      request.addEventListener("load", () => {
        let answer = null;
        try {
          answer = JSON.parse(request.responseText);
        } catch {
          // a page instead of an answer: the session ended, or the server is not well
        }
        done(request.status, answer);
      });
      request.send(body);
    }

    start() {
      this.bar.value = 0;
      this.show("sending", "Diunggah …", [["Batal", () => this.drop()]]);
      const fields = [["file", this.file], ...this.beside.map((one) => ["beside", one])];
      this.send(fields, (status, answer) => this.ended(status, answer));
    }

    ended(status, answer) {
      this.request = null;
      const found = answer?.hasil?.[0];
      const again = [["Coba lagi", () => this.again()], ["Buang", () => this.drop()]];
      if (found?.state === "tersimpan") {
        this.show("stored", "Tersimpan.", [["Lengkapi keterangan", () => this.open(found.document)]]);
        this.queue.changed = true;
        if (this.alone && this.queue.form.elements.title) this.queue.form.elements.title.value = ""; // not for the next
      } else if (found?.state === "sudah_ada") {
        this.twin = found.document;
        const use = found.archived || !this.queue.form.hasAttribute("data-use") ? ["Buka dokumen itu", () => this.open(this.twin)] : ["Pakai dokumen itu", () => this.use()];
        this.show("there", found.message, [use, ["Tetap unggah sebagai dokumen baru", () => this.keep()], ["Buang", () => this.drop()]]);
      } else {
        this.show("refused", found?.message || problem(status), again);
      }
      this.queue.next();
    }

    async again() {
      this.wait("Disiapkan …");
      this.state = "refused"; // not started by another file that ends meanwhile
      const told = await renew(this.queue.form);
      if (!this.queue.items.has(this)) return;
      if (told) {
        this.show("refused", told, [["Coba lagi", () => this.again()], ["Buang", () => this.drop()]]);
        return;
      }
      this.wait();
      this.queue.next();
    }

    keep() {
      this.beside.push(this.twin);
      this.wait();
      this.queue.next();
    }

    open(pk) {
      location.assign(this.queue.form.dataset.paper.replace(/\/0\/$/, `/${pk}/`));
    }

    use() {
      this.show("sending", "Dipakai …");
      this.send([["document", this.twin]], (status, answer) => {
        this.request = null;
        const refused = answer?.hasil?.[0]?.message;
        if (status === 200 && answer && !refused) {
          this.show("stored", "Dokumen yang sudah ada dipakai.");
          this.queue.changed = true;
        } else {
          this.show("refused", refused || problem(status), [["Buang", () => this.drop()]]);
        }
        this.queue.next();
      });
    }
  }

  const ENDED = "Sesi Anda berakhir. Masuk lagi di tab lain, lalu coba lagi.";

  // Who logged in again in another tab has a new token: without it every retry is refused. "", or what is wrong.
  async function renew(form) {
    const answer = await fetch(form.dataset.back, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer) return problem(0);
    if (answer.redirected) return ENDED;
    if (!answer.ok) return problem(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("input[name=csrfmiddlewaretoken]")?.value;
    if (!token) return problem(500);
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    return "";
  }

  function problem(status) {
    if (status === 0) return "Koneksi terputus. Periksa jaringan, lalu coba lagi.";
    if (status === 413) return "Berkas ini terlalu besar untuk server.";
    if (status === 403 || status === 404) return "Berkas tidak dapat ditambah di sini sekarang. Coba lagi; bila tetap ditolak, muat ulang halaman ini.";
    if (status === 200) return ENDED;
    return "Server belum dapat menerima berkas ini. Coba lagi sebentar lagi.";
  }

  // --- the files of one form -------------------------------------------------------------------------
  class Queue {
    constructor(form) {
      this.form = form;
      this.items = new Set();
      this.changed = false;
      this.list = form.querySelector("[data-uploads-list]");
      this.total = form.querySelector("[data-uploads-sum]");
      this.problem = form.querySelector("[data-uploads-problem]");
    }

    in(...states) {
      return [...this.items].filter((item) => states.includes(item.state));
    }

    add(files, kind) {
      for (const file of files) {
        const item = new Upload(this, file, kind);
        this.items.add(item);
        const limit = Number(this.form.querySelector("[data-max-bytes]")?.dataset.maxBytes) || Infinity;
        const bad = file.size > limit ? `Terlalu besar: paling besar ${size(limit)}.` : file.size ? "" : "Berkas ini kosong (0 byte).";
        if (bad) item.show("refused", bad, [["Buang", () => item.drop()]]);
      }
      this.sum();
    }

    fields(item) {
      const body = new FormData(this.form);
      for (const name of ["file", "url", "document", "beside"]) body.delete(name);
      if (!item.alone) body.set("title", "");
      if (item.kind && !body.get("kind")) body.set("kind", item.kind);
      return body;
    }

    // The same two checks, in the same words, as where all is posted together.
    start() {
      const ready = this.in("ready");
      const value = (name) => this.form.elements[name]?.value.trim();
      const both = value("url") || value("document");
      const choose = this.form.elements.document
        ? "Pilih berkas, isikan tautan, atau pilih dokumen yang sudah ada: salah satu."
        : "Pilih berkas atau isikan tautan, salah satu saja.";
      const titled = ready.length > 1 && value("title");
      this.problem.textContent = ready.length && both ? choose : titled ? "Judul hanya untuk satu berkas. Kosongkan; tiap berkas memakai nama berkasnya." : "";
      if (this.problem.textContent) return;
      for (const item of ready) {
        item.alone = ready.length === 1;
        item.wait();
      }
      this.next();
    }

    next() {
      const free = AT_ONCE - this.in("sending").length;
      for (const item of this.in("waiting").slice(0, Math.max(0, free))) item.start();
      if (this.changed && !this.in("sending", "waiting").length) {
        this.changed = false;
        refresh(this.form);
      }
      this.sum();
    }

    sum() {
      const stored = this.in("stored").length;
      const open = this.in("refused", "there").length;
      this.total.textContent = this.in("sending", "waiting", "stored").length || open
        ? `${stored} dari ${this.items.size} selesai${open ? `; ${open} perlu dilihat` : ""}.` : "";
    }
  }

  function queueOf(form) {
    if (!queues.has(form)) queues.set(form, new Queue(form));
    return queues.get(form);
  }

  async function refresh(form) {
    const answer = await fetch(form.dataset.back, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of form.dataset.refresh.split(" ")) {
      const fresh = page.getElementById(id);
      if (!fresh) continue;
      document.getElementById(id)?.replaceWith(fresh);
      window.htmx?.process(fresh);
    }
  }

  // --- where files come from -------------------------------------------------------------------------
  const formOf = (target) => target?.closest?.("form[data-uploads]");
  const named = (file, name) => new File([file], name, { type: file.type });

  function moment() {
    const now = new Date();
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())} ${two(now.getHours())}.${two(now.getMinutes())}`;
  }

  const EXTENSIONS = { "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp" };

  document.addEventListener("change", (event) => {
    const form = formOf(event.target);
    if (!form || event.target.type !== "file" || !event.target.files.length) return;
    const camera = event.target.hasAttribute("capture");
    const files = [...event.target.files].map((file) => camera && EXTENSIONS[file.type] ? named(file, `Foto ${moment()}.${EXTENSIONS[file.type]}`) : file);
    event.target.value = ""; // the queue has them now; else they would be posted a second time
    last = form;
    queueOf(form).add(files, camera ? "foto" : "");
  }, true);

  document.addEventListener("focusin", (event) => {
    last = formOf(event.target) || last;
  });

  document.addEventListener("paste", (event) => {
    const data = event.clipboardData;
    const typing = event.target.closest?.("input:not([type=file]), textarea, [contenteditable]");
    if (!data?.files.length || typing && data.types.includes("text/plain")) return;
    const open = [...document.querySelectorAll("form[data-uploads]")].filter((one) => one.checkVisibility?.() ?? true);
    const form = formOf(event.target) || (last?.isConnected && open.includes(last) ? last : open[0])
      || document.querySelector("details:not([open]) form[data-uploads]");
    if (!form) return;
    event.preventDefault();
    const closed = form.closest("details:not([open])");
    if (closed) closed.open = true;
    for (const file of data.files) {
      const picture = EXTENSIONS[file.type];
      queueOf(form).add([picture ? named(file, `Tangkapan layar ${moment()}.${picture}`) : file], picture ? "tangkapan_layar" : "");
    }
  });

  document.addEventListener("submit", (event) => {
    const form = formOf(event.target);
    const queue = form && queues.get(form);
    if (!queue?.items.size) return;
    // files are sent here; a link or a document that is there already goes its own way, once no file waits
    const other = ["url", "document"].some((name) => form.elements[name]?.value);
    if (other && !queue.in("ready", "sending", "waiting").length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    queue.start();
  }, true);

  window.addEventListener("beforeunload", (event) => {
    const forms = [...document.querySelectorAll("form[data-uploads]")];
    if (forms.some((form) => queues.get(form)?.in("ready", "sending", "waiting").length)) event.preventDefault();
  });
})();
