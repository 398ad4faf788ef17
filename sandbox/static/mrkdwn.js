// Slack's mrkdwn as DOM nodes: what a person wrote never becomes markup of the page.

import { h } from "./dom.js";
import { emojiOf } from "./emoji.js";
import { slackDate } from "./time.js";

const FENCE = /```\n?([\s\S]+?)```/g;
const QUOTED = /^(?:&gt;|>)(?!>>) ?/;
const INLINE =
  /`([^`\n]+)`|<([^<>\n]+)>|(https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]'"»])|:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):|(?<![\p{L}\p{N}*_~])([*_~])(?=\S)(.+?)(?<=\S)\5(?![\p{L}\p{N}])/gu;
const TAGS = { "*": "strong", _: "em", "~": "s" };

/** Turn Slack's three entities into the characters they stand for. */
const decode = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** Give the address when a browser may safely open it; null for anything but web, mail and telephone. */
export function safeUrl(url) {
  try {
    const parsed = new URL(url);
    return ["http:", "https:", "mailto:", "tel:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

/** A link that opens in a new tab and hands nothing over; plain text when its address is not safe. */
export function link(url, children) {
  const href = safeUrl(url);
  if (!href) return h("span", {}, children);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, children);
}

/** One emoji; an unknown short name stays as it was written. */
export function emoji(name) {
  const character = emojiOf(name);
  return character ? h("span", { class: "emoji", title: `:${name}:` }, character) : `:${name}:`;
}

/** A person's name as a mention. */
export function userMention(id, context, label) {
  const isMe = id === context.me;
  return h("span", { class: isMe ? "mention mention-me" : "mention" }, `@${label || context.nameOf(id)}`);
}

/** A channel's name, leading there when this person can see it. */
export function channelMention(id, context, label) {
  const name = context.channelName(id);
  if (!name) return h("span", { class: "mention" }, `#${label || id}`);
  return h("a", { class: "mention", href: `#/${id}` }, `#${label || name}`);
}

/** @here and its like. */
export const broadcast = (range) => h("span", { class: "mention mention-me" }, `@${range}`);

/** Draw mrkdwn. `context`: me, locale, zone, nameOf(id), channelName(id), and isVerbatim where bare addresses stay words. */
export function mrkdwn(text, context) {
  const out = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(FENCE)) {
    out.append(...paragraphs(text.slice(end, match.index).replace(/\n$/, ""), context));
    out.append(h("pre", {}, h("code", {}, decode(match[1].replace(/\n$/, "")))));
    end = match.index + match[0].length;
    if (text[end] === "\n") end += 1;
  }
  out.append(...paragraphs(text.slice(end), context));
  return out;
}

/** Draw a Block Kit text object, plain or mrkdwn. */
export function textObject(text, context) {
  if (!text) return "";
  if (text.type === "mrkdwn") return mrkdwn(text.text ?? "", { ...context, isVerbatim: text.verbatim === true });
  return text.emoji === false ? document.createTextNode(text.text ?? "") : plainWithEmoji(text.text ?? "");
}

/** Plain text in which `:short_names:` become emoji. */
export function plainWithEmoji(text) {
  const out = document.createDocumentFragment();
  out.append(...text.split(/:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/).map((part, i) => (i % 2 ? emoji(part) : part)));
  return out;
}

/** Read a Block Kit text object aloud: no markup, for labels. */
export function spoken(text, context) {
  return h("span", {}, textObject(text, context)).textContent.replace(/\s+/g, " ").trim();
}

function paragraphs(text, context) {
  if (!text) return [];
  const out = [];
  let quote = null;
  let previous = null;
  for (const line of text.split("\n")) {
    if (QUOTED.test(line)) {
      if (quote) quote.append(h("br"));
      else out.push((quote = h("blockquote")));
      quote.append(...inline(line.replace(QUOTED, ""), context));
      previous = null;
      continue;
    }
    if (previous !== null) out.push(h("br"));
    quote = null;
    previous = line;
    out.push(...inline(line, context));
  }
  return out;
}

function inline(text, context) {
  const out = [];
  let end = 0;
  const plain = (until) => until > end && out.push(decode(text.slice(end, until)));
  for (const match of text.matchAll(INLINE)) {
    const [all, code, angle, bare, name, mark, inner] = match;
    plain(match.index);
    if (code !== undefined) out.push(h("code", {}, decode(code)));
    else if (angle !== undefined) out.push(angled(angle, context));
    else if (bare !== undefined) out.push(context.isVerbatim ? decode(bare) : link(decode(bare), decode(bare)));
    else if (name !== undefined) out.push(emoji(name));
    else out.push(h(TAGS[mark], {}, inline(inner, context)));
    end = match.index + all.length;
  }
  plain(text.length);
  return out;
}

function angled(text, context) {
  const bar = text.indexOf("|");
  const target = bar < 0 ? text : text.slice(0, bar);
  const label = bar < 0 ? "" : decode(text.slice(bar + 1));
  if (target.startsWith("@")) return userMention(target.slice(1), context, label);
  if (target.startsWith("#")) return channelMention(target.slice(1), context, label);
  if (target.startsWith("!date^")) return dated(target.slice(6), label, context);
  if (target.startsWith("!subteam^")) return broadcast((label || target.slice(9)).replace(/^@/, ""));
  if (target.startsWith("!")) return broadcast(label || target.slice(1));
  if (!safeUrl(decode(target))) return decode(`<${text}>`);
  return link(decode(target), label ? plainWithEmoji(label) : decode(target).replace(/^mailto:/, ""));
}

function dated(text, fallback, context) {
  const [seconds, pattern = "", url] = text.split("^");
  const words = slackDate(seconds, decode(pattern), context.locale, context.zone);
  if (words === null) return fallback;
  const time = h("time", { datetime: new Date(Number(seconds) * 1000).toISOString() }, words);
  return url ? link(decode(url), time) : time;
}
