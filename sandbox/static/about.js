// The note for newcomers: what this workplace is, and three first steps.

import { h, icon, iconButton } from "./dom.js";

const KEY = "sandbox-about";
const remembered = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // Storage may be forbidden; the note is then shown at every visit.
  }
};

function remember(value) {
  try {
    localStorage.setItem(KEY, value);
  } catch {
    // As above.
  }
}

function drawNote(root, desk, route, close) {
  const { state, t } = desk;
  const here = state.conversations.find((each) => each.id === route.id);
  const isShared = here?.kind === "channel" && here.is_member && here.bot_is_member;
  const channel = isShared ? here : desk.usualConversation();
  const place = channel ? `#${channel.name}` : "";
  const word = document.documentElement.lang.startsWith("fr") ? "aide" : "help";
  const command = `${state.commands[0]?.command ?? "/help"} ${word}`;
  const steps = [
    [
      h(
        "p",
        { class: "prose" },
        t("step1", command, place).map((part, i) => (i === 1 ? h("code", {}, part) : part)),
      ),
      h(
        "button",
        { type: "button", class: "button button-small", onclick: () => desk.compose(channel.id, command) },
        t("step1Do"),
      ),
    ],
    [
      h("p", {}, t("step2")),
      h(
        "button",
        { type: "button", class: "button button-small", onclick: () => desk.go(channel.id) },
        t("step2Do", place),
      ),
    ],
    [h("p", {}, t("step3"))],
  ];
  root.setAttribute("aria-labelledby", "about-title");
  root.replaceChildren(
    h(
      "div",
      { class: "about-head" },
      h("h2", { id: "about-title" }, t("aboutTitle")),
      iconButton("close", t("close"), { class: "button button-icon button-quiet", onclick: close }),
    ),
    h("p", {}, t("aboutText", state.team.name)),
    h("h3", {}, t("aboutSteps")),
    h(
      "ol",
      { class: "steps" },
      steps.map((step) => h("li", {}, step)),
    ),
    h(
      "button",
      { type: "button", class: "button button-primary", onclick: close, data: { testid: "about-close" } },
      icon("check"),
      t("gotIt"),
    ),
  );
}

/** Build the note inside `root`; `opener` is the button that shows and hides it. */
export function createAbout(root, desk, opener) {
  let picture = "";
  const isRoomy = matchMedia("(min-width: 1180px)");
  root.hidden = remembered() === "closed" || !isRoomy.matches;
  root.dataset.testid = "about";
  root.tabIndex = -1;

  const show = (isShown) => {
    root.hidden = !isShown;
    opener.setAttribute("aria-expanded", String(isShown));
    remember(isShown ? "open" : "closed");
    (isShown ? root : opener).focus();
  };
  isRoomy.addEventListener("change", () => {
    root.hidden = remembered() === "closed" || !isRoomy.matches;
    opener.setAttribute("aria-expanded", String(!root.hidden));
  });
  root.addEventListener("keydown", (event) => event.key === "Escape" && show(false));

  return {
    toggle: () => show(root.hidden),
    closeIfOver() {
      if (!root.hidden && !isRoomy.matches) show(false);
    },
    update(state, route) {
      opener.setAttribute("aria-expanded", String(!root.hidden));
      const now = JSON.stringify([
        state.conversations.map((each) => [each.id, each.is_member, each.bot_is_member]),
        route.id,
        desk.t("languageShort"),
      ]);
      if (now === picture) return;
      picture = now;
      drawNote(root, desk, route, () => show(false));
    },
  };
}
