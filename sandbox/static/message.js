// One message: who wrote it, what it shows, its reactions and its toolbar.

import { drawBlocks } from "./blockkit.js";
import { h, icon, iconButton, keepingFocus, setText } from "./dom.js";
import { openMenu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { avatar } from "./people.js";
import { chosenTone, drawReactions, pickerTool, quickReactions } from "./reactions.js";
import { hourOf } from "./time.js";

/** article -> its parts and what they showed last */
const PARTS = new WeakMap();

/** Make an empty message; `drawMessage` fills it. */
export function createMessage() {
  const parts = {
    gutter: h("div", { class: "gutter" }),
    mark: h("p", { class: "only-you", hidden: true }, icon("eye"), h("span")),
    byline: h("div", { class: "byline" }),
    body: h("div", { class: "message-body" }),
    foot: h("p", { class: "message-foot", hidden: true }),
    reactions: h("div", { class: "reactions", hidden: true }),
    toolbar: h("div", { class: "toolbar", role: "toolbar" }),
    seen: {},
  };
  const words = h("div", { class: "message-words" }, parts.mark, parts.byline, parts.body, parts.foot, parts.reactions);
  const article = h("article", { class: "message", tabindex: "-1" }, parts.gutter, words, parts.toolbar);
  parts.toolbar.addEventListener("keydown", (event) => walkToolbar(parts.toolbar, event));
  PARTS.set(article, parts);
  return article;
}

function walkToolbar(toolbar, event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const tools = [...toolbar.children];
  const here = tools.indexOf(document.activeElement);
  if (!step || here < 0) return;
  event.preventDefault();
  const next = tools[(here + step + tools.length) % tools.length];
  for (const tool of tools) tool.tabIndex = tool === next ? 0 : -1;
  next.focus();
}

/** Bring a message up to date; parts that did not change are left alone. `follows`: the same author a moment ago. */
export function drawMessage(article, { message, conversation, follows }, desk) {
  const parts = PARTS.get(article);
  const { t, locale, zone } = desk;
  const author = desk.person(message.user);
  const at = new Date(message.at);
  const changed = (name, value) => {
    const picture = JSON.stringify(value);
    if (parts.seen[name] === picture) return false;
    parts.seen[name] = picture;
    return true;
  };
  article.dataset.testid = message.ephemeral ? "ephemeral" : "message";
  article.dataset.ts = message.ts;
  article.classList.toggle("is-ephemeral", message.ephemeral);
  article.classList.toggle("is-following", follows);
  article.classList.toggle("is-error", message.error === true);

  if (changed("head", [author, message.at, message.ephemeral, locale, zone])) {
    const hour = hourOf(at, locale, zone);
    article.setAttribute(
      "aria-label",
      [author.name, hour, message.ephemeral && t("onlyYou")].filter(Boolean).join(", "),
    );
    setText(parts.mark.lastElementChild, t("onlyYou"));
    parts.mark.hidden = !message.ephemeral;
    parts.gutter.replaceChildren(avatar(author), h("span", { class: "gutter-time", "aria-hidden": "true" }, hour));
    parts.byline.replaceChildren(
      h("span", { class: "author" }, author.name),
      ...(author.part === "bot" ? [h("span", { class: "app-badge" }, t("app"))] : []),
      h("time", { class: "message-time", datetime: message.at }, hour),
    );
  }
  if (changed("body", [message.text, message.blocks, desk.namesSeen, locale])) {
    keepingFocus(parts.body, () => drawBody(parts.body, message, conversation, desk), article);
  }
  if (changed("foot", [message.edited, message.error, locale])) {
    parts.foot.hidden = !message.edited && !message.error;
    parts.foot.replaceChildren(
      ...(message.error ? [icon("alert"), h("span", {}, t("failed"))] : []),
      ...(message.edited ? [h("span", { class: "edited" }, t("edited"))] : []),
    );
  }
  const toggle = (name, on) => desk.do({ do: "react", conversation: conversation.id, ts: message.ts, name, on });
  if (!message.ephemeral && changed("reactions", [message.reactions, locale, desk.namesSeen])) {
    keepingFocus(parts.reactions, () => drawReactions(parts.reactions, message.reactions ?? [], desk, toggle), article);
  }
  if (changed("toolbar", [locale, message.ephemeral, conversation.is_member, desk.state.shortcuts, chosenTone()])) {
    drawToolbar(parts.toolbar, article, message, conversation, desk, toggle);
  }
}

function drawBody(body, message, conversation, desk) {
  const context = {
    ...desk.context(),
    headingLevel: 3,
    fallback: message.text,
    press: (action) => desk.do({ do: "press", action, conversation: conversation.id, ts: message.ts }),
  };
  if (message.blocks?.length) {
    if (!body.classList.contains("blocks")) body.replaceChildren();
    body.className = "message-body blocks";
    drawBlocks(body, message.blocks, context);
  } else {
    body.className = "message-body prose";
    body.replaceChildren(mrkdwn(message.text ?? "", context));
  }
}

function drawToolbar(toolbar, article, message, conversation, desk, toggle) {
  const { t } = desk;
  toolbar.setAttribute("aria-label", t("toolbar"));
  const canReact = !message.ephemeral && conversation.is_member !== false;
  const more = iconButton("more", t("moreActions"), {
    class: "tool",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    data: { testid: "message-more" },
  });
  more.addEventListener("click", () => {
    const shortcuts = message.ephemeral ? [] : desk.state.shortcuts.filter((each) => each.type === "message");
    openMenu(more, t("moreActions"), [
      ...shortcuts.map((each) => ({
        label: each.name,
        detail: desk.appName(),
        choose: () =>
          desk.do({ do: "shortcut", callback_id: each.callback_id, conversation: conversation.id, ts: message.ts }),
      })),
      { label: t("copyText"), choose: () => copy(PARTS.get(article).body.innerText, desk) },
    ]);
  });
  const tools = [...(canReact ? [...quickReactions(desk, toggle), pickerTool(desk, toggle)] : []), more];
  tools.forEach((tool, index) => (tool.tabIndex = index ? -1 : 0));
  toolbar.replaceChildren(...tools);
}

async function copy(text, desk) {
  try {
    await navigator.clipboard.writeText(text);
    desk.announce(desk.t("copied"));
  } catch (error) {
    desk.say(error.message);
  }
}
