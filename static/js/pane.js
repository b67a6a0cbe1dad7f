// ← and → turn the pages of the document, as the links do; never while something is typed.
(() => {
  "use strict";
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, textarea, select, summary, [contenteditable]")) return;
    const link = document.querySelector(`a[data-key="${event.key === "ArrowLeft" || event.key === "ArrowRight" ? event.key : ""}"]`);
    if (link) link.click();
  });
})();
