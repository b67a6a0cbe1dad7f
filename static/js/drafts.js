// What was typed and has not reached the server yet, kept in this browser: autosave.js puts it here and takes it away
// when it is saved. Each person's own, gone when they log out and after three days, for computers that people share.
// It also says so: a notice while the network is away, and where unsaved texts of other pages wait.
(() => {
  "use strict";

  const PREFIX = "zi-draft:";
  const KEPT = 3 * 24 * 60 * 60 * 1000; // ms
  const person = document.body.dataset.person || "";
  const own = `${PREFIX}${person}:`;

  const keyOf = (form) => `${own}${form.getAttribute("hx-post") || form.action}#${form.id}`;

  function all() {
    const found = [];
    try {
      for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
        const draft = read(key);
        if (!draft || Date.now() - draft.at > KEPT) localStorage.removeItem(key);
        else if (person && key.startsWith(own)) found.push({ key, ...draft });
      }
    } catch {
      // a browser that keeps nothing: what was typed then lives as long as the page
    }
    return found;
  }

  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  function keep(form, fields) {
    if (!person) return false;
    const version = form.querySelector("[name=version]")?.value ?? "";
    const page = location.pathname + location.search;
    const label = document.title.replace(/ · Portal ZI$/, "");
    try {
      localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), version, fields, page, label, form: form.id }));
      return true;
    } catch {
      return false; // full or forbidden
    }
  }

  function drop(form) {
    forget(keyOf(form));
  }

  function forget(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // then there is nothing there either
    }
  }

  // --- the notices -------------------------------------------------------------------------------------
  const bar = document.getElementById("zi-unsent");
  const failing = new Set();

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    return made;
  }

  // Whether a form's last try failed for want of a network; the notice stands while one does.
  function network(form, isAway) {
    const before = failing.size;
    if (isAway) failing.add(form.id);
    else failing.delete(form.id);
    if (!bar || before === failing.size) return;
    bar.classList.toggle("is-good", failing.size === 0);
    if (failing.size) {
      const how = read(keyOf(form)) ? "Jawaban disimpan di peramban ini dan dikirim lagi otomatis." : "Jangan tutup halaman ini: jawaban dikirim lagi otomatis.";
      bar.replaceChildren(element("b", "Belum tersimpan: jaringan terputus."), ` ${how}`);
    } else {
      bar.replaceChildren("Jaringan kembali. Semua isian di halaman ini sudah terkirim.");
      setTimeout(() => failing.size || bar.replaceChildren(), 6000);
    }
  }

  // The texts of a draft, for where its form is gone.
  function wordsOf(draft) {
    return draft.fields.filter((field) => (["radio", "checkbox"].includes(field.type) ? field.checked : field.value)).map((field) => field.value).join(" · ");
  }

  // Drafts that no form on this page takes up: of other pages, or of questions that can no longer be answered.
  function showWaiting() {
    const box = document.getElementById("zi-waiting");
    const taken = new Set([...document.querySelectorAll("form[data-autosave]")].map(keyOf));
    const waiting = all().filter((draft) => !taken.has(draft.key));
    if (!box || !waiting.length) return;
    const list = element("ul", "");
    for (const draft of waiting) {
      const line = element("li", "");
      const discard = element("button", "Buang", { type: "button", class: "btn btn-link btn-sm", "aria-label": `Buang isian ${draft.label}` });
      discard.addEventListener("click", () => {
        forget(draft.key);
        line.remove();
        box.hidden = !list.children.length;
      });
      if (draft.page === location.pathname + location.search) line.append(`Tidak dapat diubah lagi di sini. Isian Anda: “${wordsOf(draft)}”`);
      else line.append(element("a", draft.label, { href: `${draft.page}#${draft.form}` }));
      line.append(" ", discard);
      list.append(line);
    }
    box.replaceChildren(element("p", "Isian Anda ini belum tersimpan di server, hanya di peramban ini. Buka halamannya, maka isian dikirim lagi."), list);
    box.hidden = false;
  }

  // --- the end of a session ----------------------------------------------------------------------------
  window.addEventListener("submit", (event) => {
    const form = event.target;
    const count = "logout" in form.dataset ? all().length : 0;
    if (!count) return;
    form.dataset.confirm = `${count} isian Anda belum tersimpan di server. Keluar sekarang menghapusnya dari peramban ini.`;
    form.dataset.confirmLabel = "Hapus dan keluar";
    form.dataset.confirmKind = "danger";
  }, true);

  window.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !("logout" in event.target.dataset)) return;
    for (const { key } of all()) forget(key);
  });

  window.ziDrafts = { keep, drop, read: (form) => read(keyOf(form)), network, person };
  showWaiting();
})();
