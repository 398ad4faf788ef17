// The question before a press that Block Kit wants confirmed.

import { h } from "./dom.js";
import { freshId } from "./fields.js";
import { spoken, textObject } from "./mrkdwn.js";

/** Ask the question of a Block Kit confirm object. Returns whether the person said yes. */
export function confirmed(confirm, context) {
  const title = freshId("confirm");
  const text = freshId("confirm");
  return new Promise((answer) => {
    const say = (yes) => () => {
      dialog.close(yes);
    };
    const style = confirm.style === "danger" ? "button button-danger" : "button button-primary";
    const dialog = h(
      "dialog",
      {
        class: "dialog dialog-small",
        role: "alertdialog",
        "aria-labelledby": title,
        "aria-describedby": text,
        data: { testid: "confirm" },
      },
      h("h2", { class: "dialog-title", id: title }, textObject(confirm.title, context)),
      h("div", { class: "dialog-body prose", id: text }, textObject(confirm.text, context)),
      h(
        "div",
        { class: "dialog-actions" },
        h(
          "button",
          { type: "button", class: "button", onclick: say("no") },
          confirm.deny ? spoken(confirm.deny, context) : context.t("cancel"),
        ),
        h(
          "button",
          { type: "button", class: style, onclick: say("yes") },
          confirm.confirm ? spoken(confirm.confirm, context) : context.t("confirm"),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      answer(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
