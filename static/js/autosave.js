// Feedback and safety for forms that save themselves: <form data-autosave hx-post=… hx-trigger="change, zi-save">.
// htmx does the saving; this file says how it went in [data-saved], tries again when the network or the portal failed,
// keeps what was typed while a save was under way, and warns before unsaved text is left behind. What has not reached
// the server is also kept by drafts.js, put back when the page is opened again, and sent with the version it was typed
// over: whoever saved meanwhile is never overwritten, the server answers with both.
// Markup and rules: templates/components/README.md.
(() => {
  "use strict";

  const PAUSE = 1500; // ms of silence in a text before it is saved
  const SETTLED = 100; // ms until htmx listens to a form that it has just put in
  const RETRIES = [3000, 6000, 12000, 30000]; // then every 30 s
  const state = new Map(); // form key -> {dirty, sending, tries, timer, typing}

  const formOf = (element) => element?.closest?.("form[data-autosave]") ?? null;
  const keyOf = (form) => form.id || form.getAttribute("hx-post") || form.action;

  function stateOf(form) {
    const key = keyOf(form);
    if (!state.has(key)) state.set(key, { dirty: false, sending: false, tries: 0, timer: 0, typing: 0, sent: "" });
    return state.get(key);
  }

  // What a person can change; hidden fields (version, csrf) come from the server and are no change by them.
  const fields = (form) => [...form.elements].filter((field) => field.name && !["hidden", "file", "submit"].includes(field.type));

  function fingerprint(form) {
    return JSON.stringify(fields(form).map((field) => [field.name, field.value, field.checked]));
  }

  const drafts = window.ziDrafts;

  function badge(form) {
    return form.querySelector("[data-saved]");
  }

  function say(form, kind, text, action) {
    const element = badge(form);
    if (!element) return;
    element.className = `zi-saved zi-saved-${kind}`;
    element.replaceChildren(document.createTextNode(text));
    if (action) element.append(" ", action);
  }

  function retryButton(form) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Coba lagi";
    button.addEventListener("click", () => save(form));
    return button;
  }

  function save(form) {
    if (!form.isConnected) return;
    const s = stateOf(form);
    clearTimeout(s.timer);
    clearTimeout(s.typing);
    window.htmx?.trigger(form, "zi-save");
  }

  function failed(form, text) {
    const s = stateOf(form);
    s.sending = false;
    s.dirty = true;
    say(form, "gagal", text, retryButton(form));
  }

  function failedForNow(form, why, asked) {
    const s = stateOf(form);
    const wait = Math.max(RETRIES[Math.min(s.tries, RETRIES.length - 1)], asked * 1000);
    s.tries += 1;
    failed(form, `Gagal tersimpan, ${why}. Isian tetap di sini dan dicoba lagi.`);
    drafts.waits(form, why);
    clearTimeout(s.timer);
    s.timer = setTimeout(() => save(form), wait);
  }

  // --- typing ------------------------------------------------------------------------------------------
  document.addEventListener("input", (event) => {
    // radios and boxes too: "change", on which htmx saves, comes after "input"
    const form = formOf(event.target);
    if (!form) return;
    const s = stateOf(form);
    s.dirty = true;
    drafts.keep(form, remember(form));
    clearTimeout(s.typing);
    say(form, "belum", "belum tersimpan");
    // htmx saves a choice at once and so clears this; it helps when a form was just put in and htmx does not listen yet
    s.typing = setTimeout(() => save(form), PAUSE);
  });

  // --- the way of a request ----------------------------------------------------------------------------
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = formOf(event.target);
    if (!form || event.target !== form) return;
    const s = stateOf(form);
    if (!s.dirty && event.detail.requestConfig.triggeringEvent?.type !== "submit") {
      event.preventDefault(); // nothing new: a text that was saved while typing also fires "change" when it is left
      return;
    }
    clearTimeout(s.timer);
    clearTimeout(s.typing);
    s.sent = fingerprint(form);
    s.sending = true;
    s.dirty = false;
    say(form, "menyimpan", "menyimpan…");
  });

  // The form whose own request this event is about (not that of a button or link within it).
  function requester(event) {
    const element = event.detail.requestConfig?.elt;
    return element?.matches?.("form[data-autosave]") ? element : null;
  }

  function remember(form) {
    return fields(form).map((field) => ({ name: field.name, value: field.value, checked: field.checked, type: field.type }));
  }

  function restore(form, kept) {
    for (const { name, value, checked, type } of kept) {
      const choice = type === "radio" || type === "checkbox";
      const field = fields(form).find((one) => one.name === name && one.type === type && (!choice || one.value === value));
      if (!field) continue;
      if (choice) field.checked = checked;
      else field.value = value;
    }
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = requester(event);
    if (!form) return;
    const s = stateOf(form);
    const { status, responseText } = event.detail.xhr;
    if (/^\s*<!doctype html/i.test(responseText)) {
      // a whole page instead of a fragment: the login page or 403_csrf.html when the session has ended, else an error's
      event.detail.shouldSwap = false;
      s.ended = status < 400 || responseText.includes("<h1 data-stale>");
      return;
    }
    // changed while the save was under way: the answer must not wipe that out
    if (event.detail.shouldSwap && fingerprint(form) !== s.sent) s.keep = remember(form);
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const old = requester(event);
    if (!old) return;
    const s = stateOf(old);
    const form = old.isConnected ? old : document.getElementById(old.id);
    s.sending = false;
    if (!form) return;
    const status = event.detail.xhr?.status ?? 0;
    const why = reason(status);
    s.refused = status >= 400;
    if (s.ended) {
      s.ended = false;
      failedSession(form);
    } else if (why) {
      failedForNow(form, why, Number(event.detail.xhr?.getResponseHeader("Retry-After")) || 0);
    } else if (status >= 400 && status !== 409 && status !== 422) {
      failed(form, status === 403 ? "Belum tersimpan: Anda tidak lagi dapat mengubah isian ini. Muat ulang halaman." : "Belum tersimpan. Muat ulang halaman, lalu coba lagi.");
    } else {
      s.tries = 0;
      const kept = s.keep;
      delete s.keep;
      if (kept) {
        restore(form, kept);
        s.dirty = true;
        drafts.keep(form, remember(form));
        // in a conflict the person decides first; saving on would settle it for them
        if (status !== 409) {
          say(form, "belum", "belum tersimpan");
          s.timer = setTimeout(() => save(form), SETTLED);
        }
      } else if (status < 400) drafts.drop(form);
    }
    if (!why) drafts.answered(form, [...state.values()].every((one) => !one.dirty && !one.sending && !one.refused));
  });

  // Why a save failed that is tried again by itself.
  function reason(status) {
    if (status === 0) return "jaringan terputus";
    if (status === 429) return "terlalu banyak permintaan";
    if (status === 503) return "portal sedang sibuk";
    return status >= 500 ? "portal sedang terganggu" : "";
  }

  // --- a session that has ended --------------------------------------------------------------------------
  function failedSession(form) {
    const link = document.createElement("a");
    link.href = form.dataset.login || "/akun/login/";
    link.target = "_blank";
    link.textContent = "Masuk lagi di tab baru";
    failed(form, "Belum tersimpan, sesi Anda berakhir. Isian tetap di sini.");
    badge(form)?.append(" · ", link);
    stateOf(form).out = true;
  }

  // Back at this tab after logging in elsewhere: the page's token is of the old session. Only for the same person is it
  // renewed and the saving taken up again; with another's account nothing of theirs may be sent.
  async function resume() {
    const waiting = [...document.querySelectorAll("form[data-autosave]")].filter((form) => state.get(keyOf(form))?.out);
    if (!waiting.length) return;
    const answer = await fetch(location.href).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    if (fresh.dataset.person !== drafts.person) {
      for (const form of waiting) failed(form, "Belum tersimpan: peramban ini sekarang dipakai akun lain. Masuk dengan akun Anda sendiri.");
      return;
    }
    document.body.setAttribute("hx-headers", fresh.getAttribute("hx-headers"));
    const token = JSON.parse(fresh.getAttribute("hx-headers"))["X-CSRFToken"];
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    drafts.back();
    for (const form of waiting) {
      stateOf(form).out = false;
      drafts.keep(form, remember(form));
      save(form);
    }
  }
  window.addEventListener("focus", resume);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && resume());

  // --- what an earlier visit left unsaved ----------------------------------------------------------------
  function takeUp(form) {
    const draft = drafts.takeUp(form);
    if (!draft) return;
    const before = fingerprint(form);
    const version = form.querySelector("[name=version]");
    restore(form, draft.fields);
    if (fingerprint(form) === before) {
      drafts.drop(form);
      return;
    }
    if (version) version.value = draft.version;
    stateOf(form).dirty = true;
    say(form, "belum", "isian dari peramban ini, belum tersimpan");
    setTimeout(() => save(form), SETTLED);
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("form[data-autosave]").forEach(takeUp));

  window.addEventListener("online", () => {
    for (const form of document.querySelectorAll("form[data-autosave]")) {
      const s = state.get(keyOf(form));
      if (s?.dirty && !s.sending) save(form);
    }
  });

  window.addEventListener("beforeunload", (event) => {
    for (const s of state.values()) {
      if (s.dirty || s.sending) {
        event.preventDefault();
        event.returnValue = "";
        return;
      }
    }
  });
})();
