// Copies the text of the field that a button names: <button data-copy="id of the field">. Hidden without this script.
(() => {
  "use strict";

  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const said = document.getElementById(`${button.dataset.copy}-said`);
    if (!field || !navigator.clipboard) continue; // the field can be marked and copied by hand
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        said.textContent = "Tersalin.";
      } catch {
        field.select();
        said.textContent = "Tidak dapat menyalin sendiri; token sudah ditandai, salin dengan Ctrl+C.";
      }
    });
  }
})();
