// Guesses the reader's time zone, and sorts the hours by whether they come before the edition is ready there.
// Without it the form works as well: the zone is then the digest's, until the reader chooses another.
"use strict";
for (const when of document.querySelectorAll(".when")) {
  const zone = when.querySelector("[name=zone]");
  const hours = when.querySelector("[name=at]");
  const same = when.querySelector("[data-hours=same]");
  const next = when.querySelector("[data-hours=next]");

  const guess = () => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    for (const option of zone.options) {
      if (option.value === here || (option.dataset.also || "").split(" ").includes(here)) {
        zone.value = option.value;
        return;
      }
    }
  };
  const sort = () => {
    const ready = zone.selectedOptions[0].dataset.ready;
    const chosen = hours.value;
    const all = [...same.children, ...next.children].sort((a, b) => (a.value < b.value ? -1 : 1));
    for (const hour of all) (hour.value >= ready ? same : next).append(hour);
    hours.value = chosen;
  };
  if (when.dataset.guess) guess();
  zone.addEventListener("change", sort);
  sort();
}
