// A card in front of a person: drawn by the official renderer, its buttons tied to the workplace.

import { drawAdaptive } from "../adaptive.js";
import { h, icon, keepingFocus, whileBusy } from "../dom.js";
import { freshId } from "../fields.js";

/** Tell what the fields of a card hold now. */
const inputsOf = (card) => Object.fromEntries(card.getAllInputs().map((each) => [each.id, String(each.value ?? "")]));

/** Mend what a keyboard or a screen reader would stumble on. */
function dress(card, root) {
  for (const stop of root.querySelectorAll(".ac-adaptiveCard[tabindex]")) stop.removeAttribute("tabindex");
  for (const group of root.querySelectorAll(".ac-choiceSetInput-expanded, .ac-choiceSetInput-multiSelect"))
    dressChoices(group);
  // The renderer calls the buttons of one row the items of a menu bar.
  for (const row of root.querySelectorAll('[role="menubar"]')) row.removeAttribute("role");
  for (const action of new Set(card.getAllActions())) {
    const button = action.renderedElement;
    if (!button) continue;
    for (const name of ["role", "aria-posinset", "aria-setsize"]) button.removeAttribute(name);
    button.dataset.focus = `press ${action.title}`;
    if (action.getJsonTypeName() !== "Action.OpenUrl") continue;
    button.setAttribute("role", "link");
    button.setAttribute("aria-describedby", "new-tab-hint");
    button.append(icon("out"));
  }
}

/** Choices are one group with a name, apart from those of the same card in another message. */
function dressChoices(group) {
  const label = group.id && group.getRootNode().querySelector?.(`label[for="${group.id}"]`);
  const name = freshId("choices");
  const choices = [...group.querySelectorAll("input")];
  group.setAttribute("role", choices.some((each) => each.type === "radio") ? "radiogroup" : "group");
  if (label) group.setAttribute("aria-labelledby", label.id);
  for (const choice of choices) {
    choice.name = name;
    for (const attribute of ["aria-label", "aria-labelledby"]) choice.removeAttribute(attribute);
  }
}

/**
 * Put a card into `root`, in the place of what was there. `press(label, inputs)` tells the workplace of a button;
 * `fallback` has the focus when what had it is gone.
 */
export function drawCard(root, document, desk, { press, fallback, headingLevel = 3 }) {
  const pressed = (action, card) => {
    const kind = action.getJsonTypeName();
    if (kind === "Action.OpenUrl") window.open(action.url, "_blank", "noopener,noreferrer");
    else if (kind === "Action.Execute" || kind === "Action.Submit")
      void whileBusy(action.renderedElement ?? root, () => press(action.title, inputsOf(card)));
  };
  const pictureLeftOut = (alt) => [alt, desk.t("pictureLeftOut")].filter(Boolean).join(" · ");
  const { node, card, complaints } = drawAdaptive(document, pressed, { headingLevel, pictureLeftOut });
  dress(card, node);
  node.prepend(...complaints.map((words) => h("p", { class: "complaint" }, words)));
  keepingFocus(root, () => root.replaceChildren(node), fallback);
}
