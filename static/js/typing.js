// Paper forms by keys alone: a digit answers the question that has the focus and goes on to the next one, Enter sends,
// also from the comment (Shift+Enter begins a new line there). Without this script Tab, arrows and Space do it.
(() => {
  "use strict";
  const form = document.querySelector("[data-typing]");
  if (!form) return;
  const questions = [...form.querySelectorAll("fieldset")];
  const comment = form.querySelector("textarea");
  const radios = (question) => [...question.querySelectorAll("input[type=radio]")];
  const focus = (question) => (radios(question).find((one) => one.checked) ?? radios(question)[0]).focus();
  const open = () => questions.find((one) => !radios(one).some((radio) => radio.checked));

  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey && !event.target.matches("a, button")) {
      event.preventDefault();
      if (!event.repeat) form.requestSubmit();
      return;
    }
    const question = event.target.closest("fieldset");
    const chosen = question && /^[1-9]$/.test(event.key) && radios(question)[event.key - 1];
    if (!chosen) return;
    event.preventDefault();
    chosen.checked = true;
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
    const next = questions[questions.indexOf(question) + 1];
    if (next) focus(next);
    else comment.focus();
  });

  const first = open();
  if (first) focus(first);
  else comment.focus();
})();
