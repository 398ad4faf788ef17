// The box to write in: text and slash commands, with a draft for each person and conversation.

import { h, icon, iconButton, setText, whileBusy } from "./dom.js";
import { openMenu } from "./menu.js";
import { openPicker } from "./reactions.js";

/** Build the composer. `desk.say` and `desk.do` carry what is written. */
export function createComposer(desk) {
  const drafts = new Map();
  let place = null;
  let draftKey = "";
  let offered = [];
  let chosen = 0;

  const help = h("p", { class: "unseen", id: "composer-help" });
  const area = h("textarea", {
    class: "composer-text",
    rows: 1,
    "aria-describedby": "composer-help",
    "aria-autocomplete": "list",
    "aria-controls": "suggestions",
    spellcheck: "true",
    data: { testid: "composer" },
  });
  const suggestions = h("ul", {
    class: "suggestions",
    id: "suggestions",
    role: "listbox",
    hidden: true,
    data: { testid: "suggestions" },
  });
  const bolt = iconButton("bolt", "", {
    class: "button button-icon button-quiet",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    data: { testid: "shortcuts" },
  });
  const smile = iconButton("smile", "", { class: "button button-icon button-quiet", "aria-expanded": "false" });
  const keys = h("p", { class: "composer-keys", "aria-hidden": "true" });
  const send = iconButton("send", "", {
    type: "submit",
    class: "button button-icon button-primary",
    data: { testid: "send" },
  });
  const form = h(
    "form",
    { class: "composer" },
    suggestions,
    h("div", { class: "composer-box" }, area, h("div", { class: "composer-tools" }, bolt, smile, keys, send)),
    help,
  );

  function grow() {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
    send.classList.toggle("is-idle", !area.value.trim());
  }

  function write(text) {
    area.value = text;
    grow();
    suggest();
  }

  function suggest() {
    const typed = area.value.toLowerCase();
    const isCommand = /^\/\S*$/.test(typed);
    offered = isCommand
      ? desk.state.commands.filter((each) => each.command.startsWith(typed) && each.command !== typed)
      : [];
    chosen = Math.min(chosen, Math.max(0, offered.length - 1));
    suggestions.hidden = !offered.length;
    suggestions.replaceChildren(...offered.map(suggestion));
    if (offered.length) area.setAttribute("aria-activedescendant", `suggestion-${chosen}`);
    else area.removeAttribute("aria-activedescendant");
  }

  const suggestion = (command, index) =>
    h(
      "li",
      {
        role: "option",
        id: `suggestion-${index}`,
        class: "suggestion",
        "aria-selected": String(index === chosen),
        onmousedown: (event) => event.preventDefault(),
        onclick: () => complete(index),
      },
      h(
        "span",
        { class: "suggestion-name" },
        command.command,
        " ",
        h("span", { class: "suggestion-hint" }, command.usage_hint ?? ""),
      ),
      h("span", { class: "suggestion-about" }, command.description ?? ""),
    );

  function complete(index) {
    write(`${offered[index].command} `);
    area.focus();
  }

  function onSuggestionKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      chosen = (chosen + step + offered.length) % offered.length;
      suggest();
    } else if (event.key === "Tab" && !event.shiftKey) complete(chosen);
    else if (event.key === "Enter") complete(chosen);
    else if (event.key === "Escape") {
      offered = [];
      suggestions.hidden = true;
      area.removeAttribute("aria-activedescendant");
    } else return false;
    event.preventDefault();
    return true;
  }

  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (offered.length && onSuggestionKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  area.addEventListener("input", () => {
    const before = offered.length;
    grow();
    suggest();
    if (offered.length && offered.length !== before) desk.announce(desk.t("suggestionCount", offered.length));
  });
  area.addEventListener("blur", () => (suggestions.hidden = true));
  area.addEventListener("focus", suggest);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = area.value.trim();
    const conversation = place;
    const key = draftKey;
    if (!text || send.getAttribute("aria-busy") === "true") return;
    write("");
    desk.followOn();
    const isSent = await whileBusy(send, () => desk.do({ do: "say", conversation: conversation.id, text }));
    if (isSent) return;
    if (key !== draftKey) drafts.set(key, text);
    else if (!area.value) write(text);
  });

  bolt.addEventListener("click", () => {
    const { commands, shortcuts } = desk.state;
    openMenu(bolt, desk.t("shortcuts"), [
      ...shortcuts
        .filter((each) => each.type === "global")
        .map((each) => ({
          label: each.name,
          detail: desk.appName(),
          choose: () => desk.do({ do: "shortcut", callback_id: each.callback_id }),
        })),
      ...commands.map((each) => ({
        label: each.command,
        detail: each.description,
        choose: () => {
          write(`${each.command} `);
          area.focus();
        },
      })),
    ]);
  });
  smile.addEventListener("click", () =>
    openPicker(smile, desk, (name) => {
      area.setRangeText(`:${name}: `, area.selectionStart, area.selectionEnd, "end");
      grow();
      area.focus();
    }),
  );

  function rename(node, label) {
    node.setAttribute("aria-label", label);
    node.dataset.tip = label;
  }

  function drawKeys(t) {
    keys.replaceChildren(
      h("kbd", {}, t("enter")),
      ` ${t("toSend")} · `,
      h("kbd", {}, t("shiftEnter")),
      ` ${t("newLine")}`,
    );
  }

  return {
    form,
    /** Show the box for a conversation; another one has its own draft. */
    update(conversation) {
      const { t } = desk;
      const label = t("writeTo", desk.titleOf(conversation));
      const key = `${desk.state.me} ${conversation.id}`;
      place = conversation;
      if (area.getAttribute("aria-label") !== label) {
        area.setAttribute("aria-label", label);
        area.setAttribute("placeholder", label);
        setText(help, t("composerHelp"));
        suggestions.setAttribute("aria-label", t("suggestions"));
        rename(bolt, t("shortcuts"));
        rename(smile, t("insertEmoji"));
        rename(send, t("send"));
        drawKeys(t);
      }
      if (key === draftKey) return;
      if (draftKey) drafts.set(draftKey, area.value);
      draftKey = key;
      write(drafts.get(key) ?? "");
    },
    /** Put text in the box and the cursor behind it. */
    write(text) {
      write(text);
      area.focus();
    },
    focus: () => area.focus(),
  };
}
