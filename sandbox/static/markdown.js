// The `markdown` block: the part of ordinary Markdown that Slack draws, as DOM nodes.

import { h } from "./dom.js";
import { emoji, link } from "./mrkdwn.js";

const INLINE =
  /(`+)(.+?)\1|!?\[([^\]]*)\]\(([^)\s]+)\)|<(https?:[^>\s]+)>|(\*\*|__)(?=\S)(.+?)(?<=\S)\6|~~(.+?)~~|(?<![\p{L}\p{N}])([*_])(?=\S)(.+?)(?<=\S)\9(?![\p{L}\p{N}])|:([a-z0-9_+'-]+):|\\([\\`*_{}[\]()#+.!~>-])/gu;

function inline(text) {
  const out = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [all, , code, label, url, auto, , bold, struck, , italic, name, escaped] = match;
    if (match.index > end) out.push(text.slice(end, match.index));
    if (code !== undefined) out.push(h("code", {}, code));
    else if (url !== undefined) out.push(link(url, inline(label || url)));
    else if (auto !== undefined) out.push(link(auto, auto));
    else if (bold !== undefined) out.push(h("strong", {}, inline(bold)));
    else if (struck !== undefined) out.push(h("s", {}, inline(struck)));
    else if (italic !== undefined) out.push(h("em", {}, inline(italic)));
    else if (name !== undefined) out.push(emoji(name));
    else out.push(escaped);
    end = match.index + all.length;
  }
  if (end < text.length) out.push(text.slice(end));
  return out;
}

const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const BULLET = /^\s*[-*+]\s+(.*)$/;
const NUMBER = /^\s*(\d+)[.)]\s+(.*)$/;
const QUOTE = /^\s*>\s?(.*)$/;
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/;
const FENCE = /^\s*```/;

/** Gather the lines from `start` on that `pattern` fits. Returns what `pick` makes of each. */
function run(lines, start, pattern, pick) {
  const found = [];
  for (let i = start; i < lines.length; i += 1) {
    const match = pattern.exec(lines[i]);
    if (!match) break;
    found.push(pick(match));
  }
  return found;
}

const broken = (lines) => lines.flatMap((line, i) => (i ? [h("br"), ...inline(line)] : inline(line)));
const isPlain = (line) => line.trim() && ![HEADING, BULLET, NUMBER, QUOTE, RULE, FENCE].some((each) => each.test(line));

function fenced(lines, start) {
  let close = start + 1;
  while (close < lines.length && !FENCE.test(lines[close])) close += 1;
  return [h("pre", {}, h("code", {}, lines.slice(start + 1, close).join("\n"))), close + 1 - start];
}

/** Draw the block beginning at line `i`. Returns its node and how many lines it took. */
function block(lines, i) {
  const line = lines[i];
  if (FENCE.test(line)) return fenced(lines, i);
  const heading = HEADING.exec(line);
  if (heading)
    return [
      h(
        "p",
        { class: `md-heading md-heading-${heading[1].length}`, role: "heading", "aria-level": heading[1].length + 2 },
        inline(heading[2]),
      ),
      1,
    ];
  if (RULE.test(line)) return [h("hr"), 1];
  if (QUOTE.test(line)) {
    const quoted = run(lines, i, QUOTE, (match) => match[1]);
    return [h("blockquote", {}, broken(quoted)), quoted.length];
  }
  if (BULLET.test(line)) {
    const items = run(lines, i, BULLET, (match) => h("li", {}, inline(match[1])));
    return [h("ul", {}, items), items.length];
  }
  const number = NUMBER.exec(line);
  if (number) {
    const items = run(lines, i, NUMBER, (match) => h("li", {}, inline(match[2])));
    return [h("ol", { start: number[1] }, items), items.length];
  }
  let last = i + 1;
  while (last < lines.length && isPlain(lines[last])) last += 1;
  return [h("p", {}, broken(lines.slice(i, last))), last - i];
}

/** Draw Markdown. */
export function markdown(text) {
  const out = document.createDocumentFragment();
  const lines = text.split("\n");
  for (let i = 0; i < lines.length;) {
    if (!lines[i].trim()) {
      i += 1;
      continue;
    }
    const [node, taken] = block(lines, i);
    out.append(node);
    i += taken;
  }
  return out;
}
