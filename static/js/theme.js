// Runs before the first paint, so that nobody who chose dark sees a white flash.
(() => {
  "use strict";
  let choice = null;
  try {
    choice = localStorage.getItem("zi-theme");
  } catch {
    // storage may be forbidden; the system's wish holds then
  }
  const dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
})();
