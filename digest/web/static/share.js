// Copies the address of a past edition. Without it, or without a clipboard, the link itself is there to be copied.
"use strict";
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const told = button.nextElementSibling;
      told.textContent = told.dataset.copied;
    });
  }
}
