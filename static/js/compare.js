// The side by side: a question that is open under its row is shut by the same link, and says so.
(() => {
  "use strict";

  const openedOf = (row) => (row?.nextElementSibling?.matches("[data-opened]") ? row.nextElementSibling : null);

  function mark(row) {
    row?.querySelector("[aria-expanded]")?.setAttribute("aria-expanded", String(Boolean(openedOf(row))));
  }

  function shut(row) {
    openedOf(row)?.remove();
    mark(row);
    row.querySelector("[aria-expanded]")?.focus();
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const row = event.detail.elt.closest(".zi-side-row");
    if (!row || !openedOf(row)) return;
    event.preventDefault();
    shut(row);
  });

  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-close]");
    if (!close) return;
    event.preventDefault();
    shut(close.closest("[data-opened]").previousElementSibling);
  });

  // after opening, and after a save has put in the row anew
  document.addEventListener("htmx:afterSettle", () => {
    document.querySelectorAll("[data-opened]").forEach((opened) => mark(opened.previousElementSibling));
  });
})();
