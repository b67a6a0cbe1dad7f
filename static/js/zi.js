// What every page needs: theme choice, confirmation, double-submit guard, letter keys, file drop.
(() => {
  "use strict";

  // --- theme: "auto" follows the system ---------------------------------------------------------------
  const systemDark = matchMedia("(prefers-color-scheme: dark)");

  function storedTheme() {
    try {
      return localStorage.getItem("zi-theme") || "auto";
    } catch {
      return "auto";
    }
  }

  function showTheme(choice) {
    const dark = choice === "dark" || (choice === "auto" && systemDark.matches);
    document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
    for (const button of document.querySelectorAll("[data-theme]")) {
      button.setAttribute("aria-pressed", String(button.dataset.theme === choice));
    }
  }

  for (const box of document.querySelectorAll("[data-theme-choice]")) {
    box.hidden = false; // without this script the choice would do nothing, so it stays hidden
    box.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-theme]")?.dataset.theme;
      if (!choice) return;
      try {
        localStorage.setItem("zi-theme", choice);
      } catch {
        // the choice then holds for this page only
      }
      showTheme(choice);
    });
  }
  showTheme(storedTheme());
  systemDark.addEventListener("change", () => showTheme(storedTheme()));

  // --- confirmation: <form data-confirm="…"> or <button data-confirm="…"> ------------------------------
  const dialog = document.getElementById("zi-confirm");
  const confirmed = new WeakSet();

  function ask(source, form, submitter) {
    const yes = dialog.querySelector("[data-confirm-yes]");
    const danger = source.dataset.confirmKind === "danger";
    dialog.querySelector(".zi-dialog-text").textContent = source.dataset.confirm;
    yes.textContent = source.dataset.confirmLabel || submitter?.textContent.trim() || "Lanjutkan";
    yes.classList.toggle("btn-danger", danger);
    yes.classList.toggle("btn-primary", !danger);
    dialog.returnValue = "no";
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return;
      confirmed.add(form);
      form.requestSubmit(submitter);
    }, { once: true });
    dialog.showModal();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const source = event.submitter?.dataset.confirm ? event.submitter : form;
    if (!source.dataset.confirm || !dialog?.showModal) return;
    if (confirmed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(source, form, event.submitter);
  }, true);

  // --- double-submit guard; data-no-guard opts out (downloads by POST) ---------------------------------
  function release(form) {
    for (const button of form.querySelectorAll("[data-busy]")) {
      button.disabled = false;
      delete button.dataset.busy;
    }
  }

  window.addEventListener("submit", (event) => {
    const form = event.target;
    const byHtmx = form.hasAttribute("hx-post") || form.hasAttribute("hx-put") || form.hasAttribute("hx-delete");
    if (event.defaultPrevented || byHtmx || form.method !== "post" || "noGuard" in form.dataset) return;
    // after the browser has read the form, else the button's own value would be lost
    setTimeout(() => {
      for (const button of form.querySelectorAll("button:not([type=button]):not(:disabled)")) {
        button.dataset.busy = "";
        button.disabled = true;
      }
    });
    setTimeout(() => release(form), 20000);
  });

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form").forEach(release);
  });

  // --- tables wider than the screen: with the keyboard too they can be scrolled -----------------------------
  function reachable() {
    for (const box of document.querySelectorAll(".zi-table-wrap")) {
      const wide = box.scrollWidth > box.clientWidth && !box.querySelector("a[href], button, input, select, textarea, summary");
      if (!wide || box.hasAttribute("tabindex")) continue;
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", box.querySelector("caption")?.textContent.trim() || "Tabel, dapat digeser ke samping");
    }
  }
  reachable();
  window.addEventListener("resize", reachable);
  document.addEventListener("toggle", reachable, true);
  document.addEventListener("htmx:load", reachable);

  // --- a part of the page that did not come: what autosave.js sends tells itself -----------------------------
  function untold(event) {
    const { elt, xhr } = event.detail;
    const bar = document.getElementById("zi-unsent");
    if (!bar || elt.matches("form[data-autosave], [hx-trigger^=every]") || bar.textContent) return;
    if (xhr.status >= 400 && xhr.status < 500 && xhr.status !== 429) return;
    const state = event.detail.requestConfig?.verb === "get" ? "Belum ada yang berubah" : "Mungkin belum tersimpan";
    const text = {
      0: `Jaringan terputus. ${state}; coba lagi setelah tersambung.`,
      429: "Terlalu banyak permintaan. Tunggu sebentar, lalu coba lagi.",
      503: xhr.responseText.slice(0, 200),
    }[xhr.status] ?? "Portal sedang terganggu. Coba lagi sebentar lagi.";
    const told = document.createElement("p");
    told.textContent = text;
    bar.classList.remove("is-good");
    bar.replaceChildren(told);
    setTimeout(() => told.remove(), 8000);
  }
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, untold);

  // --- letter keys: only while the focus is within the choices of a question ---------------------------
  const WORDS = { y: "ya", t: "tidak" };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1) return;
    const choices = event.target.closest?.("fieldset.zi-choices");
    if (!choices || event.target.type !== "radio") return;
    const key = event.key.toLowerCase();
    const wanted = [...choices.querySelectorAll("input[type=radio]:not(:disabled)")].find((radio) => {
      const value = radio.value.toLowerCase();
      return value === key || value === WORDS[key];
    });
    if (!wanted) return;
    event.preventDefault();
    wanted.focus();
    if (!wanted.checked) wanted.click();
  });

  // --- Ctrl K: to the search, or into its field ---------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "k") return;
    const field = document.getElementById("zi-q");
    const way = document.querySelector("[data-search]");
    if (!field && !way) return;
    event.preventDefault(); // else the browser opens its own
    if (field) field.select();
    else way.click();
  });

  // --- explained terms: inside the window, opened by the first tap, shut by Escape and by scrolling --------
  let tapped = null;
  const told = (event) => {
    const term = event.target.closest?.(".zi-term");
    if (!term) return;
    term.classList.remove("is-shut");
    const tip = term.querySelector(".zi-tip");
    const at = term.getBoundingClientRect();
    tip.style.position = "fixed"; // a table that scrolls would cut it off
    const below = at.bottom + tip.offsetHeight <= window.innerHeight;
    tip.style.top = `${below ? at.bottom : at.top - tip.offsetHeight}px`;
    tip.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - tip.offsetWidth - 8))}px`;
  };
  const shut = () => {
    for (const term of document.querySelectorAll(".zi-term:is(:hover, :focus-within)")) term.classList.add("is-shut");
  };
  document.addEventListener("pointerover", told);
  document.addEventListener("focusin", told);
  document.addEventListener("scroll", shut, true);
  document.addEventListener("keydown", (event) => event.key === "Escape" && shut());
  document.addEventListener("click", (event) => {
    const term = event.target.closest(".zi-term");
    if (event.pointerType === "touch" && term && term !== tapped) event.preventDefault(); // the second tap follows
    tapped = term;
  });

  // --- files by drop -----------------------------------------------------------------------------------
  const size = (bytes) => bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toLocaleString("id", { maximumFractionDigits: 1 })} MB`;

  function showFiles(area) {
    const input = area.querySelector("input[type=file]");
    const limit = Number(input.dataset.maxBytes) || Infinity;
    const lines = [...input.files].map((file) => {
      const line = document.createElement("span");
      const bad = file.size > limit;
      line.textContent = bad ? `${file.name}: ${size(file.size)}, paling besar ${size(limit)}.` : `${file.name} (${size(file.size)})`;
      line.classList.toggle("is-bad", bad);
      return line;
    });
    const bad = lines.some((line) => line.classList.contains("is-bad"));
    input.setCustomValidity(bad ? "Pilih berkas yang lebih kecil." : "");
    area.querySelector("output").replaceChildren(...lines);
  }

  function enhanceDrops(root) {
    for (const area of root.querySelectorAll("[data-drop]:not(.is-enhanced)")) {
      area.classList.add("is-enhanced");
      for (const name of ["dragenter", "dragover"]) area.addEventListener(name, () => area.classList.add("is-over"));
      for (const name of ["dragleave", "drop"]) area.addEventListener(name, () => area.classList.remove("is-over"));
      area.addEventListener("change", () => showFiles(area));
    }
  }
  enhanceDrops(document);
  document.addEventListener("htmx:load", (event) => enhanceDrops(event.target.parentElement ?? document));
})();
