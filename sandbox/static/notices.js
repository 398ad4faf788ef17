// What went wrong, said once and aloud, above everything else on the page.

import { h, icon, iconButton, reconcile } from "./dom.js";

const SHOWN_MS = 12_000;

/** Build the notices inside `root`, a live region. Each goes after a while, unless it is pointed at or has the focus. */
export function createNotices(root, desk) {
  let shown = [];
  const told = new Map();
  let count = 0;

  function draw() {
    reconcile(
      root,
      shown,
      (each) => each.key,
      (each) =>
        h(
          "div",
          { class: "notice", data: { testid: "notice" } },
          icon("alert"),
          h("p", {}, each.text),
          iconButton("close", desk.t("dismiss"), {
            class: "button button-icon button-quiet",
            onclick: () => drop(each.key),
          }),
        ),
      () => {},
    );
  }

  function drop(key) {
    shown = shown.filter((each) => each.key !== key);
    draw();
  }

  function dropLater(key) {
    setTimeout(() => {
      const node = [...root.children].find((each) => each.dataset.key === key);
      if (node?.matches(":hover, :focus-within")) dropLater(key);
      else drop(key);
    }, SHOWN_MS);
  }

  function say(text) {
    // Outside the top dialog nothing is heard or reached, so the region moves into it.
    const top = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
    if (root.parentElement !== top) top.append(root);
    const key = String((count += 1));
    shown = [...shown.filter((each) => each.text !== text), { key, text }].slice(-3);
    draw();
    dropLater(key);
  }

  return {
    say,
    /** Show what the workplace says to this person, from the first look on. */
    update(state) {
      const newest = Math.max(-1, ...state.notices.map((each) => each.id));
      if (told.has(state.me)) {
        for (const each of state.notices) if (each.id > told.get(state.me)) say(each.text);
      }
      told.set(state.me, Math.max(newest, told.get(state.me) ?? -1));
      if (root.parentElement !== document.body && !root.closest("dialog[open]")) document.body.append(root);
    },
  };
}
