// The box to write in: posts that mention the app, plain commands in its chat, and a draft for each person and place.

import { h, iconButton, setText, whileBusy } from "../dom.js";
import { openMenu } from "../menu.js";
import { isAddressed } from "./mention.js";

const SCOPES = { channel: "team", chat: "personal", group: "groupChat" };

/** Build the composer. `desk.do` carries what is written. */
export function createComposer(desk) {
  const drafts = new Map();
  let place = null;
  let draftKey = "";
  let edited = null;
  let under = null;
  let offered = [];
  let chosen = 0;

  const help = h("p", { class: "unseen", id: "composer-help" });
  const hint = h("p", { class: "composer-hint", id: "composer-hint", "aria-live": "polite", data: { testid: "composer-hint" } });
  const area = h("textarea", {
    class: "composer-text",
    rows: 1,
    role: "combobox",
    "aria-expanded": "false",
    "aria-describedby": "composer-help composer-hint",
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
  const quiet = { class: "button button-icon button-quiet" };
  const mention = iconButton("at", "", { ...quiet, data: { testid: "mention" } });
  const bolt = iconButton("bolt", "", {
    ...quiet,
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    data: { testid: "commands" },
  });
  const keys = h("p", { class: "composer-keys", "aria-hidden": "true" });
  const stop = h("button", { type: "button", class: "button button-small", hidden: true });
  const send = iconButton("send", "", {
    type: "submit",
    class: "button button-icon button-primary",
    data: { testid: "send" },
  });
  const form = h(
    "form",
    { class: "composer" },
    suggestions,
    h("div", { class: "composer-box" }, area, h("div", { class: "composer-tools" }, mention, bolt, keys, stop, send)),
    hint,
    help,
  );

  const at = () => `@${desk.appName()}`;
  const isChat = () => place.kind === "chat";
  const commands = () => desk.state.commands.filter((each) => each.scopes.includes(SCOPES[place.kind]));
  /** Write a command as it is typed here. */
  const spelled = (command) => (isChat() ? command.title : `${at()} ${command.title}`);

  function write(text) {
    area.value = text;
    changed();
  }

  function changed() {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
    send.classList.toggle("is-idle", !area.value.trim());
    suggest();
    drawHint();
  }

  /** Say gently whether the app will read what stands in the box. */
  function drawHint() {
    const { t } = desk;
    const name = desk.appName();
    let words = "";
    if (edited) words = t("editing");
    else if (!isChat() && area.value.trim()) {
      if (!place.bot_is_member) words = t("absentHint", name);
      else words = t(isAddressed(area.value, name) ? "mentionHeard" : "mentionHint", name);
    }
    setText(hint, words);
  }

  function offers() {
    const typed = area.value.toLowerCase();
    if (!typed || typed.includes("\n")) return [];
    const fit = commands().map((each) => ({ text: spelled(each), about: each.description }));
    if (!isChat() && place.bot_is_member) fit.unshift({ text: at(), about: desk.t("mentionAbout") });
    return fit.filter((each) => each.text.toLowerCase().startsWith(typed) && each.text.toLowerCase() !== typed.trim());
  }

  function suggest() {
    offered = edited ? [] : offers();
    chosen = Math.min(chosen, Math.max(0, offered.length - 1));
    suggestions.hidden = !offered.length;
    area.setAttribute("aria-expanded", String(offered.length > 0));
    suggestions.replaceChildren(...offered.map(suggestion));
    if (offered.length) area.setAttribute("aria-activedescendant", `suggestion-${chosen}`);
    else area.removeAttribute("aria-activedescendant");
    suggestions.children[chosen]?.scrollIntoView({ block: "nearest" });
  }

  const suggestion = (offer, index) =>
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
      h("span", { class: "suggestion-name" }, offer.text),
      h("span", { class: "suggestion-about" }, offer.about),
    );

  function complete(index) {
    write(`${offered[index].text} `);
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
      area.setAttribute("aria-expanded", "false");
      area.removeAttribute("aria-activedescendant");
    } else return false;
    event.preventDefault();
    return true;
  }

  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (offered.length && onSuggestionKey(event)) return;
    if (event.key === "Escape" && (edited || under)) {
      event.preventDefault();
      leaveMode();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  area.addEventListener("input", () => {
    const before = offered.length;
    changed();
    if (offered.length && offered.length !== before) desk.announce(desk.t("suggestionCount", offered.length));
  });
  area.addEventListener("blur", () => {
    suggestions.hidden = true;
    area.setAttribute("aria-expanded", "false");
  });
  area.addEventListener("focus", suggest);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = area.value.trim();
    const key = draftKey;
    if (!text || send.getAttribute("aria-busy") === "true") return;
    const old = edited;
    const conversation = place.id;
    const what = old ? { do: "edit", message: old.id } : { do: "say", under: under?.id ?? null };
    if (edited || under) leaveMode();
    if (!old) {
      drafts.delete(key);
      write("");
    }
    if (!old && !what.under) desk.followOn();
    const isSent = await whileBusy(send, () => desk.do({ ...what, conversation, text }));
    if (isSent || old) return;
    if (key !== draftKey) drafts.set(key, text);
    else if (!area.value) write(text);
  });

  /** Edit a message or reply to one, until it is sent or left; the draft comes back afterwards. */
  function enterMode(mode, text) {
    if (!edited && !under) drafts.set(draftKey, area.value);
    ({ edited = null, under = null } = mode);
    stop.hidden = false;
    drawWords();
    write(text);
    area.focus();
  }

  function leaveMode() {
    edited = under = null;
    stop.hidden = true;
    drawWords();
    write(drafts.get(draftKey) ?? "");
    area.focus();
  }

  stop.addEventListener("click", leaveMode);
  mention.addEventListener("click", () => {
    if (!isAddressed(area.value, desk.appName())) write(`${at()} ${area.value}`);
    area.focus();
  });
  bolt.addEventListener("click", () =>
    openMenu(
      bolt,
      desk.t("shortcuts"),
      commands().map((each) => ({
        label: each.title,
        detail: each.description,
        choose: () => {
          write(`${spelled(each)} `);
          area.focus();
        },
      })),
      "menu-commands",
    ),
  );

  function rename(node, label) {
    node.setAttribute("aria-label", label);
    node.dataset.tip = label;
  }

  function drawWords() {
    const { t } = desk;
    const name = desk.appName();
    const isPost = place.kind === "channel";
    const reply = under && t("replyTo", desk.nameOf(under.sender));
    area.setAttribute("aria-label", reply ?? t(isPost ? "post" : "writeTo", place.name));
    area.setAttribute("placeholder", reply ?? (isPost ? t("writePost", place.name) : t("writeChat")));
    setText(help, isChat() ? t("chatHelp") : t("channelHelp", name));
    suggestions.setAttribute("aria-label", t("suggestions"));
    rename(mention, t("mention", name));
    rename(bolt, t("shortcuts"));
    rename(send, t("send"));
    setText(stop, t("cancel"));
    keys.replaceChildren(
      h("kbd", {}, t("enter")),
      ` ${t("toSend")} · `,
      h("kbd", {}, t("shiftEnter")),
      ` ${t("newLine")}`,
    );
  }

  let picture = "";
  return {
    form,
    /** Show the box for a conversation; another one has its own draft. */
    update(conversation) {
      place = conversation;
      const now = JSON.stringify([conversation.id, conversation.name, desk.locale, desk.appName()]);
      if (now !== picture) {
        picture = now;
        drawWords();
      }
      mention.hidden = isChat() || !place.bot_is_member;
      bolt.hidden = !place.bot_is_member || !commands().length;
      const key = `${desk.state.me} ${conversation.id}`;
      if (key === draftKey) return drawHint();
      if (draftKey && !edited && !under) drafts.set(draftKey, area.value);
      draftKey = key;
      edited = under = null;
      stop.hidden = true;
      drawWords();
      return write(drafts.get(key) ?? "");
    },
    /** Put text in the box and the cursor behind it. */
    write(text) {
      write(text);
      area.focus();
    },
    edit: (message) => enterMode({ edited: message }, message.text),
    reply: (message) => enterMode({ under: message }, ""),
    focus: () => area.focus(),
  };
}
