// What was typed and has not reached the server yet, kept in this browser: autosave.js puts it here and takes it away
// when it is saved. Each person's own, gone when they log out and after three days, for computers that people share.
// It also says so: a notice while nothing gets through, and where unsaved texts of other pages wait.
(() => {
  "use strict";

  const PREFIX = "zi-draft:";
  const OUT = "zi-out"; // told to the other tabs when a person logs out
  const KEPT = 3 * 24 * 60 * 60 * 1000; // ms
  const person = document.body.dataset.person || "";
  const own = `${PREFIX}${person}:`;
  const mine = new Map(); // key -> what this page put there or took up
  let isOut = false; // logged out in another tab

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
    if (!person || isOut) return;
    const key = keyOf(form);
    const version = form.querySelector("[name=version]")?.value ?? "";
    const page = location.pathname + location.search;
    const label = document.title.replace(/ · Portal ZI$/, "");
    mine.set(key, JSON.stringify({ at: Date.now(), version, fields, page, label, form: form.id }));
    try {
      localStorage.setItem(key, mine.get(key));
    } catch {
      forget(key); // full or forbidden: an older text must not pass for the newest later
      if (failing.size) tell();
    }
  }

  function takeUp(form) {
    const draft = read(keyOf(form));
    if (draft) mine.set(keyOf(form), JSON.stringify(draft));
    return draft;
  }

  // A text that another tab has put there meanwhile is not the one that was saved.
  function drop(form) {
    const draft = read(keyOf(form));
    if (JSON.stringify(draft) === mine.get(keyOf(form))) forget(keyOf(form));
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
  const failing = new Map(); // key of a form whose saving is tried again -> why it failed

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    return made;
  }

  // That another tab logged out, else what fails for now, else the good news.
  function tell(news = "") {
    if (!bar) return;
    const now = element("p", isOut || failing.size ? "" : news);
    if (isOut) {
      now.append(element("b", "Anda sudah keluar di tab lain."), " Isian di sini tidak lagi disimpan. Salin yang masih perlu, lalu muat ulang halaman.");
    } else if (failing.size) {
      const how = [...failing.keys()].every((key) => read(key)) ? "Jawaban disimpan di peramban ini dan dikirim lagi otomatis." : "Jangan tutup halaman ini: jawaban dikirim lagi otomatis.";
      now.append(element("b", `Belum tersimpan: ${[...failing.values()].at(-1)}.`), ` ${how}`);
    }
    bar.classList.toggle("is-good", !isOut && !failing.size);
    if (now.textContent !== bar.textContent) bar.replaceChildren(...now.childNodes); // else it would be read out again
  }

  function waits(form, why) {
    failing.set(keyOf(form), why);
    tell();
  }

  // The server answered a form; isAllSent: nothing on this page is left to send.
  function answered(form, isAllSent) {
    if (!failing.delete(keyOf(form))) return;
    tell(isAllSent ? "Tersambung kembali. Semua isian di halaman ini sudah terkirim." : "");
    setTimeout(tell, 6000);
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
  function forgetAll() {
    for (const { key } of all()) forget(key);
  }

  window.addEventListener("submit", (event) => {
    const { dataset } = event.target;
    if (!("logout" in dataset)) return;
    const count = all().length;
    if (count) {
      dataset.confirm = `${count} isian Anda belum tersimpan di server. Keluar sekarang menghapusnya dari peramban ini.`;
      dataset.confirmLabel = "Hapus dan keluar";
      dataset.confirmKind = "danger";
    } else {
      for (const name of ["confirm", "confirmLabel", "confirmKind"]) delete dataset[name]; // of an earlier try
    }
  }, true);

  window.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !("logout" in event.target.dataset)) return;
    forgetAll();
    try {
      localStorage.setItem(OUT, person);
      localStorage.removeItem(OUT);
    } catch {
      // where nothing can be kept, the other tabs keep nothing either
    }
  });

  window.addEventListener("storage", (event) => {
    if (!person || event.key !== OUT || event.newValue !== person) return;
    isOut = true;
    forgetAll();
    tell();
  });

  // The same person has logged in again.
  function back() {
    isOut = false;
    tell();
  }

  window.ziDrafts = { keep, drop, takeUp, waits, answered, back, person };
  showWaiting();
})();
