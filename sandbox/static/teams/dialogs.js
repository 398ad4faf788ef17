// The app's dialogs: each a card of its own, above everything else.

import { h, iconButton, setText, whileBusy } from "../dom.js";
import { drawCard } from "./card.js";

function cardDialog(shown, desk) {
  const titleId = `dialog-${shown.id}`;
  const title = h("h2", { class: "dialog-title", id: titleId });
  const cross = iconButton("close", "", { class: "button button-icon button-quiet", onclick: () => leave() });
  const body = h("div", { class: "dialog-body", tabindex: "-1" });
  const dialog = h(
    "dialog",
    { class: "dialog", "aria-labelledby": titleId, data: { testid: "dialog", dialog: shown.id } },
    h("div", { class: "dialog-form" }, h("div", { class: "dialog-head" }, title, cross), body),
  );
  const leave = () => whileBusy(dialog, () => desk.do({ do: "close", dialog: shown.id }));
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    void leave();
  });
  let picture = "";

  return {
    dialog,
    update(fresh) {
      setText(title, fresh.title);
      cross.setAttribute("aria-label", desk.t("close"));
      cross.dataset.tip = desk.t("close");
      const now = JSON.stringify([fresh.card, desk.locale]);
      if (now === picture) return;
      picture = now;
      const press = (action, inputs) => desk.do({ do: "press", dialog: shown.id, action, inputs });
      drawCard(body, fresh.card, desk, { press, fallback: body });
    },
    open() {
      if (dialog.open) return;
      dialog.showModal();
      const first = body.querySelector("input:checked, input, textarea, select, button");
      (first ?? body).focus();
    },
  };
}

/** The dialogs that are open; only the newest is shown, the others keep what was typed. */
export function createDialogs(desk) {
  const stack = new Map();
  let opener = null;

  return {
    update(dialogs) {
      for (const [id, each] of stack) {
        if (dialogs.some((one) => one.id === id)) continue;
        each.dialog.close();
        each.dialog.remove();
        stack.delete(id);
      }
      if (dialogs.length && !opener) opener = document.activeElement;
      for (const one of dialogs) {
        if (stack.has(one.id)) continue;
        const made = cardDialog(one, desk);
        document.body.append(made.dialog);
        stack.set(one.id, made);
      }
      const top = dialogs.at(-1)?.id;
      for (const [id, each] of stack) if (id !== top && each.dialog.open) each.dialog.close();
      for (const one of dialogs) stack.get(one.id).update(one);
      if (top) stack.get(top).open();
      else if (opener) {
        const place = opener.isConnected ? opener : null;
        opener = null;
        desk.focusBack(place);
      }
    },
  };
}
