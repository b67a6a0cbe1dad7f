// The answering and TPI pages, beside autosave.js: decisions survive waiting, what was opened stays open.
(() => {
  "use strict";

  const DECISION = "keputusan";

  // A save may still be under way when a decision is made ("Pakai jawaban saya"). htmx then sends it afterwards, and
  // by that time the button may have been replaced: the decision waits in the form itself.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-autosave]") || event.submitter?.name !== DECISION) return;
    const waiting = document.createElement("input");
    waiting.type = "hidden";
    waiting.name = DECISION;
    waiting.value = event.submitter.value;
    waiting.dataset.waiting = "";
    form.append(waiting);
  }, true);

  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, formData } = event.detail.requestConfig ?? {};
    if (!formData?.has?.(DECISION)) return;
    for (const waiting of elt.querySelectorAll("[data-waiting]")) waiting.remove();
  });

  // The minima come anew with every save; what the person opened stays open.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const before = event.detail.target.querySelectorAll("details");
    const after = event.detail.fragment.querySelectorAll("details");
    if (before.length !== after.length) return;
    after.forEach((one, at) => {
      one.open = before[at].open;
    });
  });
})();
