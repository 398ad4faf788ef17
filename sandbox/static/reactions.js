// Reactions: the pills under a message and the picker that adds one.

import { h, iconButton, reconcile, setText, whileBusy } from "./dom.js";
import { REACTIONS, SPOKEN, TONES, emojiOf, withTone, wordsOf } from "./emoji.js";
import { openPanel, walkWithArrows } from "./menu.js";
import { listed } from "./words.js";

const KEY = "sandbox-skin-tone";

/** The skin tone this reader chose, 1 (none) to 6. */
export function chosenTone() {
  try {
    return Number(localStorage.getItem(KEY)) || 1;
  } catch {
    return 1;
  }
}

function chooseTone(tone) {
  try {
    localStorage.setItem(KEY, String(tone));
  } catch {
    // Storage may be forbidden; the tone then lasts as long as the picker.
  }
}

function whoReacted(reaction, desk) {
  const others = reaction.users.filter((id) => id !== desk.state.me).map(desk.nameOf);
  return listed(reaction.mine ? [...others, desk.t("you")] : others, desk.t);
}

function pill(desk, toggle) {
  const node = h(
    "button",
    { type: "button", class: "reaction" },
    h("span", { class: "emoji", "aria-hidden": "true" }),
    h("span", { class: "reaction-count" }),
  );
  node.addEventListener("click", () =>
    whileBusy(node, () => toggle(node.dataset.name, node.getAttribute("aria-pressed") !== "true")),
  );
  return node;
}

function drawPill(node, reaction, desk) {
  const who = whoReacted(reaction, desk);
  node.dataset.name = reaction.name;
  node.dataset.testid = `reaction-${reaction.name}`;
  node.dataset.focus = `reaction ${reaction.name}`;
  node.dataset.tip = desk.t("reactedWith", who, SPOKEN[reaction.name] ?? reaction.name);
  node.setAttribute("aria-pressed", String(reaction.mine));
  node.setAttribute("aria-label", desk.t("reactionLabel", wordsOf(reaction.name), reaction.users.length, who));
  const character = emojiOf(reaction.name);
  node.firstElementChild.classList.toggle("emoji-unknown", !character);
  setText(node.firstElementChild, character ?? `:${reaction.name}:`);
  setText(node.lastElementChild, String(reaction.users.length));
}

/** Bring the pills inside `root` in line. `toggle(name, on)` tells the workplace. */
export function drawReactions(root, reactions, desk, toggle) {
  root.hidden = !reactions.length;
  const items = reactions.length ? [...reactions, null] : [];
  reconcile(
    root,
    items,
    (each) => each?.name ?? "add",
    (each) => (each ? pill(desk, toggle) : adder(desk, toggle)),
    (node, each) => each && drawPill(node, each, desk),
  );
}

function adder(desk, toggle) {
  const node = iconButton("smile", desk.t("addReaction"), { class: "reaction reaction-add", "aria-expanded": "false" });
  node.addEventListener("click", () => openPicker(node, desk, (name) => toggle(name, true)));
  return node;
}

/** Open the picker beside `anchor`; `pick(name)` gets a short name, with the skin tone where it takes one. */
export function openPicker(anchor, desk, pick) {
  const { t } = desk;
  let tone = chosenTone();
  let close = () => {};
  const grid = h(
    "div",
    { class: "picker-grid" },
    REACTIONS.map((name) =>
      h("button", {
        type: "button",
        class: "picker-emoji",
        data: { testid: `pick-${name}`, name },
        onclick: () => {
          close();
          pick(withTone(name, tone));
        },
      }),
    ),
  );
  const draw = () => {
    for (const node of grid.children) {
      const { name } = node.dataset;
      node.textContent = emojiOf(withTone(name, tone));
      node.setAttribute("aria-label", t("reactWith", wordsOf(name)));
      node.dataset.tip = `:${SPOKEN[name] ?? name}:`;
    }
  };
  const tones = h(
    "fieldset",
    { class: "picker-tones" },
    h("legend", {}, t("tone")),
    TONES.map((each) =>
      h(
        "label",
        { class: "tone", data: { tip: t("toneName", each) } },
        h("input", {
          type: "radio",
          name: "tone",
          checked: each === tone,
          "aria-label": t("toneName", each),
          data: { testid: `tone-${each}` },
          onchange: () => {
            tone = each;
            chooseTone(each);
            draw();
          },
        }),
        h("span", { "aria-hidden": "true" }, emojiOf(withTone("raised_hand", each))),
      ),
    ),
  );
  draw();
  walkWithArrows(grid, "button", 6);
  close = openPanel(anchor, h("div", { class: "picker", role: "dialog", "aria-label": t("addReaction") }, grid, tones));
}

/** The buttons that float over a message: three quick reactions, the picker, and what else can be done. */
export function quickReactions(desk, toggle) {
  return ["raising_hand", "+1", "tada"].map((name) => {
    const full = withTone(name, chosenTone());
    const label = desk.t("reactWith", wordsOf(name));
    return h(
      "button",
      {
        type: "button",
        class: "tool",
        "aria-label": label,
        data: { tip: label, testid: `quick-${name}` },
        onclick: () => toggle(full, true),
      },
      h("span", { class: "emoji", "aria-hidden": "true" }, emojiOf(full)),
    );
  });
}

/** The toolbar's button that opens the picker. */
export function pickerTool(desk, toggle) {
  const node = iconButton("smile", desk.t("addReaction"), {
    class: "tool",
    "aria-expanded": "false",
    data: { testid: "add-reaction" },
  });
  node.addEventListener("click", () => openPicker(node, desk, (name) => toggle(name, true)));
  return node;
}
