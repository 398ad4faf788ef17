// The `rich_text` block: sections, lists, quotes and preformatted text of styled runs.

import { h } from "./dom.js";
import { broadcast, channelMention, emoji, link, userMention } from "./mrkdwn.js";
import { slackDate } from "./time.js";

const STYLES = [
  ["code", "code"],
  ["strike", "s"],
  ["italic", "em"],
  ["bold", "strong"],
];

function styled(node, style = {}) {
  return STYLES.reduce((inner, [name, tag]) => (style[name] ? h(tag, {}, inner) : inner), node);
}

/** Keep line breaks that the author typed. */
const lines = (text) => text.split("\n").flatMap((line, i) => (i ? [h("br"), line] : [line]));

function span(element, context) {
  switch (element.type) {
    case "text":
      return lines(element.text).map((part) => styled(part, element.style));
    case "link":
      return styled(link(element.url, element.text || element.url), element.style);
    case "emoji":
      return emoji(element.skin_tone ? `${element.name}::skin-tone-${element.skin_tone}` : element.name);
    case "user":
      return styled(userMention(element.user_id, context), element.style);
    case "channel":
      return styled(channelMention(element.channel_id, context), element.style);
    case "broadcast":
      return broadcast(element.range);
    case "date":
      return slackDate(element.timestamp, element.format, context.locale, context.zone) ?? element.fallback ?? "";
    default:
      return element.text ?? element.fallback ?? "";
  }
}

const spans = (elements, context) => (elements ?? []).map((element) => span(element, context));

function part(element, context) {
  switch (element.type) {
    case "rich_text_list": {
      const items = element.elements.map((item) => h("li", {}, spans(item.elements, context)));
      const tag = element.style === "ordered" ? "ol" : "ul";
      const start = element.offset ? element.offset + 1 : null;
      return h(tag, { class: `indent-${Math.min(element.indent ?? 0, 8)}`, start }, items);
    }
    case "rich_text_quote":
      return h("blockquote", {}, spans(element.elements, context));
    case "rich_text_preformatted":
      return h(
        "pre",
        {},
        h(
          "code",
          {},
          (element.elements ?? []).map((each) => each.text ?? each.url ?? ""),
        ),
      );
    default:
      return h("div", { class: "rich-section" }, spans(element.elements, context));
  }
}

/** Draw the elements of a rich_text block. */
export const richText = (elements, context) => (elements ?? []).map((element) => part(element, context));
