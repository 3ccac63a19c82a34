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
  const minutes = (clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  const offered = when.querySelector("template").content;
  const sort = () => {
    const ready = zone.selectedOptions[0].dataset.ready;
    const chosen = hours.selectedOptions[0].cloneNode(true);
    const all = [...offered.cloneNode(true).children];
    if (chosen.value && !all.some((hour) => hour.value === chosen.value)) all.push(chosen);
    same.replaceChildren();
    next.replaceChildren();
    for (const hour of all.sort((a, b) => (a.value < b.value ? -1 : 1))) {
      // For an hour that comes more than twenty hours later nobody waits: see compose/calendar.py.
      const wait = (minutes(hour.value) - minutes(ready) + 1440) % 1440;
      if (wait <= 1200 || hour.value === chosen.value) (hour.value >= ready ? same : next).append(hour);
    }
    hours.value = chosen.value;
  };
  if (when.dataset.guess) guess();
  zone.addEventListener("change", sort);
  sort();
}
