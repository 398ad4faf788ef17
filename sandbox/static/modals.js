// The app's modal views as dialogs, stacked as Slack stacks them.

import { drawBlocks } from "./blockkit.js";
import { h, iconButton, keepingFocus, setText, whileBusy } from "./dom.js";
import { complain, firstLacking, freshId, valuesOf } from "./fields.js";
import { spoken } from "./mrkdwn.js";

/** One view of the app as a dialog. `desk`: context(), press(view, action), submit(view, values), close(view). */
function viewDialog(view, desk) {
  const titleId = freshId("title");
  const title = h("h2", { class: "dialog-title", id: titleId });
  const cross = iconButton("close", "", { class: "button button-icon button-quiet", onclick: () => leave() });
  const body = h("div", { class: "dialog-body", tabindex: "-1", "aria-live": "polite" });
  const back = h("button", { type: "button", class: "button", onclick: () => leave() });
  const send = h("button", { type: "submit", class: "button button-primary" });
  const form = h(
    "form",
    { class: "dialog-form", novalidate: true },
    h("div", { class: "dialog-head" }, title, cross),
    body,
    h("div", { class: "dialog-actions" }, back, send),
  );
  const dialog = h(
    "dialog",
    { class: "dialog", "aria-labelledby": titleId, data: { testid: "modal", view: view.id } },
    form,
  );
  let current = view;
  let shownErrors = "";

  /** Go to where one begins: a group of radio buttons is entered at the chosen one. */
  function focusFirst() {
    const first = body.querySelector("[autofocus]") ?? body.querySelector("input, textarea, select, button, a[href]");
    const chosen = first?.type === "radio" && body.querySelector(`[name="${first.name}"]:checked`);
    (chosen || first || (send.hidden ? back : send)).focus();
  }

  const leave = () => whileBusy(dialog, () => desk.close(current));
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const lacking = firstLacking(body, desk.context().t);
    if (lacking) return lacking.focus();
    shownErrors = "";
    return whileBusy(send, () => desk.submit(current, valuesOf(body)));
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form.requestSubmit();
  });

  return {
    dialog,
    update(fresh) {
      current = fresh;
      const context = { ...desk.context(), headingLevel: 3, press: (action) => desk.press(fresh, action) };
      setText(title, spoken(fresh.title, context));
      cross.setAttribute("aria-label", context.t("close"));
      cross.dataset.tip = context.t("close");
      setText(back, fresh.close ? spoken(fresh.close, context) : context.t(fresh.submit ? "cancel" : "close"));
      const hadFocus = document.activeElement === send;
      send.hidden = !fresh.submit;
      if (fresh.submit) setText(send, spoken(fresh.submit, context));
      keepingFocus(body, () => drawBlocks(body, fresh.blocks ?? [], context), body);
      if (hadFocus && send.hidden) focusFirst();
      const errors = JSON.stringify(fresh.errors ?? {});
      if (errors !== shownErrors) {
        shownErrors = errors;
        complain(body, fresh.errors ?? {})?.focus();
      }
    },
    open() {
      if (dialog.open) return;
      dialog.showModal();
      focusFirst();
    },
  };
}

/** The stack of open views; only the top one is shown, the others keep what was typed. */
export function createViews(desk) {
  const stack = new Map();
  let opener = null;

  return {
    update(views) {
      for (const [id, each] of stack) {
        if (views.some((view) => view.id === id)) continue;
        each.dialog.close();
        each.dialog.remove();
        stack.delete(id);
      }
      if (views.length && !opener) opener = document.activeElement;
      for (const view of views) {
        if (!stack.has(view.id)) {
          const made = viewDialog(view, desk);
          document.body.append(made.dialog);
          stack.set(view.id, made);
        }
      }
      const top = views.at(-1)?.id;
      for (const [id, each] of stack) if (id !== top && each.dialog.open) each.dialog.close();
      for (const view of views) stack.get(view.id).update(view);
      if (top) stack.get(top).open();
      else if (opener) {
        const place = opener.isConnected ? opener : null;
        opener = null;
        desk.focusBack(place);
      }
    },
  };
}
