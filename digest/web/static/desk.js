/* The desk: keys, dragging, and nothing lost while the page changes. Every change is a form that also works without
   this file; here they are only pressed in another way. */
"use strict";

(function () {
  const LIST = "#stories";
  const KEYS = "desk-keys"; // in this browser's storage: "off" when single keys are not wanted (WCAG 2.1.4)
  const typed = new Map(); // field id → text, of what somebody is writing while the list is swapped
  const before = new Map(); // form id → the revision its writer had seen
  let open = []; // ids of what stood open
  let current = ""; // the story the keys are on
  let beside = ""; // where they go when that one is left out
  let grasped = null; // the story that is being dragged

  const $ = (selector, root) => (root || document).querySelector(selector);
  const $$ = (selector, root) => Array.from((root || document).querySelectorAll(selector));

  // --- typing ------------------------------------------------------------------------------------------------

  const isField = (element) => element && element.matches("input:not([type=checkbox]):not([type=radio]):not([type=hidden]), textarea, select, [contenteditable]");
  const isWritten = (field) => field.id && field.value !== field.defaultValue;
  const written = () => $$(`${LIST} input[id]:not([type=checkbox]), ${LIST} textarea[id], #retry textarea[id]`).filter(isWritten);

  document.addEventListener("htmx:beforeSwap", (event) => {
    // What is refused is shown as well: it holds what was typed.
    if ([400, 404, 409].includes(event.detail.xhr.status) && event.detail.xhr.responseText.includes('id="stories"')) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
    if (!event.detail.target.matches(LIST)) return;
    const all = stories(), here = all.indexOf(story(current));
    beside = here < 0 ? "" : (all[here + 1] || all[here - 1] || all[here]).dataset.story;
    const sent = event.detail.requestConfig && event.detail.requestConfig.elt;
    const form = sent && (sent.matches("form") ? sent : sent.form);
    typed.clear();
    before.clear();
    for (const field of written()) {
      if (field.form && field.form === form) continue; // it was saved, or stands beside the reason why not
      typed.set(field.id, field.value);
      before.set(field.id, field.form && field.form.elements.seen ? field.form.elements.seen.value : "");
    }
    open = $$("#desk details[open][id], #standing details[open][id]").map((one) => one.id);
    if (form && event.detail.xhr.status < 300) {
      const drawer = form.closest("details");
      if (drawer && (form.querySelector("[name=headline], [name=note], [name=url]"))) open = open.filter((id) => id !== drawer.id);
    }
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (!event.detail.target.matches(LIST) && !event.detail.elt.matches(LIST)) return;
    const panel = $("#desk") && $("#desk").dataset.panel; // which is seen is this browser's matter
    $$("[data-panel][href]").forEach((one) => { if (one.dataset.panel === panel) one.setAttribute("aria-current", "true"); else one.removeAttribute("aria-current"); });
    for (const id of open) { const one = document.getElementById(id); if (one) one.open = true; }
    for (const [id, text] of typed) {
      const field = document.getElementById(id);
      if (!field) continue;
      field.value = text;
      // Written against the text of then: when somebody changed it meanwhile, the server must notice.
      if (field.form && field.form.elements.seen) field.form.elements.seen.value = before.get(id);
    }
    prepare();
  });

  document.addEventListener("htmx:afterSettle", () => {
    const retry = $("#retry .retry");
    if (retry && !retry.dataset.shown) { retry.dataset.shown = "1"; retry.scrollIntoView({ block: "nearest" }); retry.focus(); return; }
    const lost = !document.activeElement || document.activeElement === document.body;
    if (current && lost) focus(story(current) || story(beside));
  });

  // --- the frame ---------------------------------------------------------------------------------------------

  document.addEventListener("desk-changed", () => {
    const head = $("#mail-head"), box = $("#frame");
    if (!head || !box || !head.dataset.frame) return;
    box.className = `frame ${head.dataset.view}`;
    const old = $("iframe", box), next = (old || document.createElement("iframe")).cloneNode(false);
    if (!old) { box.replaceChildren(); next.setAttribute("sandbox", ""); }
    next.src = head.dataset.frame + (current ? `#story-${current}` : "");
    if (!old) { box.append(next); return; }
    next.classList.add("coming"); // the one that is seen stays until the new one is there
    next.addEventListener("load", () => { old.remove(); next.classList.remove("coming"); }, { once: true });
    $$("iframe.coming", box).forEach((one) => one.remove());
    box.append(next);
  });

  // --- other editors -----------------------------------------------------------------------------------------

  const reload = () => htmx.ajax("GET", $(LIST).dataset.turn, { target: LIST, swap: "outerHTML", source: LIST });
  document.addEventListener("desk-outdated", () => {
    if (isField(document.activeElement) || written().length || grasped || $("dialog[open]")) return;
    setTimeout(reload, 1500); // so that what they did is read first
  });

  // --- the list ----------------------------------------------------------------------------------------------

  const stories = () => $$(`${LIST} li.story`);
  const story = (id) => $(`${LIST} li.story[data-story="${id}"]`);
  const at = (element) => element && element.closest && element.closest("li.story");
  const focus = (one) => {
    if (!one) return;
    current = one.dataset.story;
    const head = $("summary", one);
    head.focus({ preventScroll: true });
    one.scrollIntoView({ block: "nearest" });
  };
  const press = (one, name) => { const button = one && document.getElementById(`${name}-${one.dataset.story}`); if (button && !button.disabled) { current = one.dataset.story; button.click(); } };
  const move = (one, topic, position) => {
    current = one.dataset.story;
    const seen = $("#seen").value, language = $("[name=language]", one).value;
    htmx.ajax("POST", one.dataset.move, { source: one, target: LIST, swap: "outerHTML", values: { topic, position, seen, language } });
  };
  const step = (by) => {
    const all = stories(), here = at(document.activeElement) || story(current);
    const index = here ? all.indexOf(here) + by : by > 0 ? 0 : all.length - 1;
    focus(all[Math.max(0, Math.min(all.length - 1, index))]);
  };
  const shift = (one, by) => {
    // Beyond the end of its topic it goes on in the next one.
    if (!one) return;
    const position = by < 0 ? one.dataset.up : one.dataset.down, section = one.closest(".topic");
    if (position !== undefined) return move(one, section.dataset.topic, position);
    const topics = $$(`${LIST} .topic`), next = topics[topics.indexOf(section) + by];
    if (next) move(one, next.dataset.topic, by > 0 ? 0 : $$("li.story", next).length);
  };

  document.addEventListener("focusin", (event) => { const one = at(event.target); if (one) current = one.dataset.story; });

  // --- keys --------------------------------------------------------------------------------------------------

  const keysWork = () => localStorage.getItem(KEYS) !== "off";
  document.addEventListener("keydown", (event) => {
    if (!$(LIST) || event.defaultPrevented || event.ctrlKey || event.metaKey || isField(event.target) || $("dialog[open]")) return;
    const one = at(document.activeElement) || story(current);
    if (event.altKey) {
      if (!one || !$("form.quick", one) || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      return shift(one, event.key === "ArrowUp" ? -1 : 1);
    }
    if (!keysWork()) return;
    const editable = $("#keys") !== null;
    const acts = {
      j: () => step(1),
      k: () => step(-1),
      J: () => editable && shift(one, 1),
      K: () => editable && shift(one, -1),
      d: () => press(one, "drop"),
      p: () => press(one, "pin"),
      u: () => { const undo = $("#undo"); if (undo) undo.click(); },
      e: () => {
        if (!one) return;
        $("details.drawer", one).open = true;
        const field = $("input[name=headline]", one);
        if (field) field.focus();
      },
      "?": () => showKeys(),
    };
    const act = acts[event.key] || (event.shiftKey ? null : acts[event.key.toLowerCase()]);
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const inside = event.target.closest("details.drawer, details.drop-down");
    if (!inside) return;
    inside.open = false; // what was typed stays in it
    $("summary", inside).focus();
  });

  const showKeys = () => { const keys = $("#keys"); if (keys) { $("#keys-on").checked = keysWork(); keys.showModal(); } };

  document.addEventListener("click", (event) => {
    const target = event.target.closest("button, a");
    if (!target) { $$("details.drop-down[open]").forEach((one) => { if (!one.contains(event.target)) one.open = false; }); return; }
    if (target.id === "show-keys") showKeys();
    if (target.id === "close-keys") $("#keys").close();
    if (target.id === "reload") reload();
    if (target.dataset.panel) { // on a narrow screen: no need to load the page again
      event.preventDefault();
      $("#desk").dataset.panel = target.dataset.panel;
      $$("[data-panel][href]").forEach((one) => one.removeAttribute("aria-current"));
      target.setAttribute("aria-current", "true");
    }
    if (target.classList.contains("jump")) jump(target.hash.slice(1), event);
  });
  document.addEventListener("change", (event) => {
    if (event.target.id === "keys-on") localStorage.setItem(KEYS, event.target.checked ? "on" : "off");
  });

  const jump = (id, event) => {
    const place = document.getElementById(id), desk = $("#desk");
    if (!place || !desk) return;
    event.preventDefault();
    desk.dataset.panel = place.closest(".mail-panel") ? "mail" : "stories";
    for (let box = place.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    place.scrollIntoView({ block: "center" });
    if (place.matches("li.story")) focus(place); else place.focus({ preventScroll: true });
    place.classList.add("shown");
    setTimeout(() => place.classList.remove("shown"), 2000);
  };

  // --- dragging ----------------------------------------------------------------------------------------------

  const prepare = () => { if ($("#keys")) $$(`${LIST} li.story .rank`).forEach((grip) => { grip.draggable = true; }); };
  const clear = () => $$(".over, .under, .into").forEach((one) => one.classList.remove("over", "under", "into"));
  const place = (event) => {
    const over = at(event.target);
    if (over) {
      const box = over.getBoundingClientRect();
      return { element: over, after: event.clientY > box.top + box.height / 2 };
    }
    const section = event.target.closest && event.target.closest(`${LIST} .topic`);
    return section ? { element: section, after: true } : null;
  };
  document.addEventListener("dragstart", (event) => {
    grasped = event.target.closest && event.target.closest(".rank") ? at(event.target) : null;
    if (!grasped) return;
    grasped.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", grasped.dataset.story);
    event.dataTransfer.setDragImage(grasped, 12, 12);
  });
  document.addEventListener("dragover", (event) => {
    const there = grasped && place(event);
    if (!there) return;
    event.preventDefault();
    clear();
    there.element.classList.add(there.element.matches(".topic") ? "into" : there.after ? "under" : "over");
  });
  document.addEventListener("drop", (event) => {
    const there = grasped && place(event);
    if (!there) return;
    event.preventDefault();
    const section = there.element.closest(".topic");
    const others = $$("li.story", section).filter((one) => one !== grasped);
    const index = others.indexOf(there.element);
    const position = index < 0 ? (there.element === grasped ? Number(grasped.dataset.position) : others.length) : index + (there.after ? 1 : 0);
    const one = grasped;
    if (section !== one.closest(".topic") || position !== Number(one.dataset.position)) move(one, section.dataset.topic, position);
  });
  document.addEventListener("dragend", () => { if (grasped) grasped.classList.remove("dragged"); grasped = null; clear(); });

  // --- when it fails -----------------------------------------------------------------------------------------

  const fail = (failed) => { const told = $("#failed"); if (told) told.hidden = !failed; };
  const polls = (event) => event.detail.elt && event.detail.elt.id === "pulse";
  document.addEventListener("htmx:sendError", (event) => { if (!polls(event)) fail(true); });
  document.addEventListener("htmx:responseError", (event) => { if (!polls(event)) fail(true); });
  document.addEventListener("htmx:afterOnLoad", (event) => { if (!polls(event) && event.detail.xhr.status < 300) fail(false); });

  window.addEventListener("beforeunload", (event) => { if (written().length) event.preventDefault(); });
  document.documentElement.classList.add("script");
  prepare();
})();
