// Reactions as Teams names them: the pills under a message and the picker that adds one.

import { h, iconButton, reconcile, setText, whileBusy } from "../dom.js";
import { openPanel, walkWithArrows } from "../menu.js";
import { listed } from "../words.js";

/** Teams' six, then others by their code points: `1f64b_raisinghand`. */
const CLASSIC = { like: "👍", heart: "❤️", laugh: "😆", surprised: "😮", sad: "😢", angry: "😠" };
const OTHERS = [
  "1f64b_raisinghand",
  "1f389_partypopper",
  "1f44f_clappinghands",
  "1f64f_foldedhands",
  "1f680_rocket",
  "1f440_eyes",
  "2705_whiteheavycheckmark",
  "1f4a1_lightbulb",
  "1f31f_glowingstar",
  "1f44b_wavinghand",
  "1f4aa_flexedbiceps",
  "2615_hotbeverage",
];
const QUICK = ["like", "heart", "1f64b_raisinghand"];
const SPOKEN = {
  en: {
    like: "Like", heart: "Heart", laugh: "Laugh", surprised: "Surprised", sad: "Sad", angry: "Angry",
    raisinghand: "Raising hand", partypopper: "Party popper", clappinghands: "Clapping hands", foldedhands: "Folded hands",
    rocket: "Rocket", eyes: "Eyes", whiteheavycheckmark: "Check mark", lightbulb: "Light bulb", glowingstar: "Glowing star",
    wavinghand: "Waving hand", flexedbiceps: "Flexed biceps", hotbeverage: "Hot drink",
  },
  fr: {
    like: "J’aime", heart: "Cœur", laugh: "Rire", surprised: "Surprise", sad: "Triste", angry: "Fâché",
    raisinghand: "Main levée", partypopper: "Cotillons", clappinghands: "Applaudissements", foldedhands: "Mains jointes",
    rocket: "Fusée", eyes: "Yeux", whiteheavycheckmark: "Coche", lightbulb: "Ampoule", glowingstar: "Étoile",
    wavinghand: "Main qui salue", flexedbiceps: "Biceps", hotbeverage: "Boisson chaude",
  },
};

/** Draw a reaction's type; null when its name gives no sign. */
export function emojiOf(type) {
  if (CLASSIC[type]) return CLASSIC[type];
  const [, codes] = /^([0-9a-f]{4,6}(?:-[0-9a-f]{4,6})*)(?:_|$)/.exec(type) ?? [];
  if (!codes) return null;
  const points = codes.split("-").map((code) => Number.parseInt(code, 16));
  return points.every((point) => point <= 0x10ffff) ? String.fromCodePoint(...points) : null;
}

/** Say a reaction's type in the reader's language. */
function spoken(type, desk) {
  const name = type.split("_").slice(1).join(" ") || type;
  return SPOKEN[desk.language][name] ?? name;
}

function pill(toggle) {
  const node = h(
    "button",
    { type: "button", class: "reaction" },
    h("span", { class: "emoji", "aria-hidden": "true" }),
    h("span", { class: "reaction-count" }),
  );
  node.addEventListener("click", () =>
    whileBusy(node, () => toggle(node.dataset.type, node.getAttribute("aria-pressed") !== "true")),
  );
  return node;
}

function drawPill(node, reaction, desk) {
  const others = reaction.users.filter((id) => id !== desk.state.me).map(desk.nameOf);
  const who = listed(reaction.mine ? [...others, desk.t("you")] : others, desk.t);
  const name = spoken(reaction.type, desk);
  node.dataset.type = reaction.type;
  node.dataset.testid = `reaction-${reaction.type}`;
  node.dataset.focus = `reaction ${reaction.type}`;
  node.dataset.tip = desk.t("reactedWith", who, name);
  node.setAttribute("aria-pressed", String(reaction.mine));
  node.setAttribute("aria-label", desk.t("reactionLabel", name, reaction.users.length, who));
  const character = emojiOf(reaction.type);
  node.firstElementChild.classList.toggle("emoji-unknown", !character);
  setText(node.firstElementChild, character ?? name);
  setText(node.lastElementChild, String(reaction.users.length));
}

/** Bring the pills inside `root` in line. `toggle(type, on)` tells the workplace. */
export function drawReactions(root, reactions, desk, toggle) {
  root.hidden = !reactions.length;
  reconcile(
    root,
    reactions,
    (each) => each.type,
    () => pill(toggle),
    (node, each) => drawPill(node, each, desk),
  );
}

function openPicker(anchor, desk, pick) {
  let close = () => {};
  const grid = h(
    "div",
    { class: "picker-grid" },
    [...Object.keys(CLASSIC), ...OTHERS].map((type) =>
      h(
        "button",
        {
          type: "button",
          class: "picker-emoji",
          "aria-label": desk.t("reactWith", spoken(type, desk)),
          data: { testid: `pick-${type}`, tip: spoken(type, desk) },
          onclick: () => {
            close();
            pick(type);
          },
        },
        emojiOf(type),
      ),
    ),
  );
  walkWithArrows(grid, "button", 6);
  close = openPanel(anchor, h("div", { class: "picker", role: "dialog", "aria-label": desk.t("addReaction") }, grid));
}

/** The buttons of a message's toolbar that react: three at once, and the picker. `isOn(type)` tells what is there already. */
export function reactionTools(desk, isOn, toggle) {
  const quick = QUICK.map((type) => {
    const label = desk.t("reactWith", spoken(type, desk));
    return h(
      "button",
      {
        type: "button",
        class: "tool",
        "aria-label": label,
        data: { tip: label, testid: `quick-${type}` },
        onclick: () => toggle(type, !isOn(type)),
      },
      h("span", { class: "emoji", "aria-hidden": "true" }, emojiOf(type)),
    );
  });
  const picker = iconButton("smile", desk.t("addReaction"), {
    class: "tool",
    "aria-expanded": "false",
    data: { testid: "add-reaction" },
  });
  picker.addEventListener("click", () => openPicker(picker, desk, (type) => isOn(type) || toggle(type, true)));
  return [...quick, picker];
}
