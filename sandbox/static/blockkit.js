// Block Kit on a web page: blocks in, DOM nodes out, kept in place while they do not change.

import { h, reconcile } from "./dom.js";
import { button, choices, overflow, picker, picture, staticSelect, textInput } from "./elements.js";
import { amend, complaintFor, freshId, refill, valuesOf } from "./fields.js";
import { markdown } from "./markdown.js";
import { spoken, textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";

/** All that is drawn here, as Slack names it. */
export const SUPPORTED = {
  blocks: ["header", "section", "context", "actions", "divider", "image", "input", "rich_text", "markdown"],
  elements: [
    "button",
    "static_select",
    "multi_static_select",
    "radio_buttons",
    "checkboxes",
    "datepicker",
    "timepicker",
    "overflow",
    "image",
    "plain_text_input",
  ],
};
const GROUPS = ["radio_buttons", "checkboxes", "multi_static_select"];

/** Draw an interactive element outside an input block. `label` names it for a screen reader when it has no words of its own. */
function live(element, blockId, context, label) {
  switch (element.type) {
    case "button":
      return button(element, blockId, context);
    case "static_select":
      return staticSelect(element, blockId, context, { isLive: true, label });
    case "radio_buttons":
    case "checkboxes":
    case "multi_static_select":
      return choices(element, blockId, context, { isLive: true, label });
    case "overflow":
      return overflow(element, blockId, context);
    case "image":
      return picture(element, context, "accessory-image");
    default:
      return unknown(element, context);
  }
}

const labelFrom = (element, words, context) =>
  words || (element.placeholder ? spoken(element.placeholder, context) : context.t("choose"));

function header(block, context) {
  return h(
    `h${context.headingLevel}`,
    { class: "block-header" },
    textObject({ ...block.text, type: "plain_text" }, context),
  );
}

function section(block, context) {
  const { accessory } = block;
  const label = accessory && labelFrom(accessory, block.text ? spoken(block.text, context) : "", context);
  const isWide = accessory && GROUPS.includes(accessory.type);
  return h(
    "div",
    { class: `block-section${isWide ? " block-section-wide" : ""}` },
    h(
      "div",
      { class: "block-words" },
      block.text && h("div", { class: "prose" }, textObject(block.text, context)),
      block.fields &&
        h(
          "div",
          { class: "block-fields" },
          block.fields.map((field) => h("div", { class: "prose" }, textObject(field, context))),
        ),
    ),
    accessory && h("div", { class: "block-accessory" }, live(accessory, block.block_id, context, label)),
  );
}

function contextBlock(block, context) {
  return h(
    "div",
    { class: "block-context" },
    block.elements.map((element) =>
      element.type === "image"
        ? picture(element, context, "context-image")
        : h("span", { class: "prose" }, textObject(element, context)),
    ),
  );
}

function actions(block, context) {
  return h(
    "div",
    { class: "block-actions" },
    block.elements.map((each) => live(each, block.block_id, context, labelFrom(each, "", context))),
  );
}

function image(block, context) {
  return h(
    "figure",
    { class: "block-figure" },
    block.title && h("figcaption", {}, textObject(block.title, context)),
    picture(block, context, "block-image"),
  );
}

function input(block, context) {
  const { element } = block;
  const isGroup = GROUPS.includes(element.type);
  const id = freshId("field");
  const hint = block.hint && h("p", { class: "field-hint", id: freshId("hint") }, textObject(block.hint, context));
  const label = [
    textObject(block.label, context),
    block.optional && h("span", { class: "optional" }, ` ${context.t("optional")}`),
  ];
  const control = inputControl(element, block.block_id, context, id);
  const frame = isGroup
    ? h(
        "fieldset",
        { class: "field", role: element.type === "radio_buttons" ? "radiogroup" : null },
        h("legend", {}, label),
        control,
      )
    : h("div", { class: "field" }, h("label", { for: id }, label), control);
  if (!control.dataset.field) return frame;
  const complaint = complaintFor(isGroup ? frame : control, hint?.id);
  // A group of checkboxes cannot be said to be required; each single one would be.
  const mustBeFilled = !block.optional && (!isGroup || element.type === "radio_buttons");
  if (mustBeFilled) (isGroup ? frame : control).setAttribute("aria-required", "true");
  amend(control, { isOptional: block.optional === true, complain: complaint.show });
  frame.append(...[complaint.line, hint].filter(Boolean));
  return frame;
}

function inputControl(element, blockId, context, id) {
  switch (element.type) {
    case "plain_text_input":
      return textInput(element, blockId, context, { id });
    case "static_select":
      return staticSelect(element, blockId, context, { isLive: false, id });
    case "radio_buttons":
    case "checkboxes":
    case "multi_static_select":
      return choices(element, blockId, context, { isLive: false });
    case "datepicker":
    case "timepicker":
      return picker(element, blockId, context, { id });
    default:
      return unknown(element, context);
  }
}

const DRAW = {
  header,
  section,
  context: contextBlock,
  actions,
  divider: () => h("hr", { class: "block-divider" }),
  image,
  input,
  rich_text: (block, context) => h("div", { class: "prose" }, richText(block.elements, context)),
  markdown: (block) => h("div", { class: "prose markdown" }, markdown(block.text ?? "")),
};

const WORDY = [
  "text",
  "title",
  "label",
  "alt_text",
  "fallback",
  "caption",
  "description",
  "elements",
  "fields",
  "rows",
];

/** Gather the words of a block that we cannot draw. */
function wordsIn(value) {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(wordsIn);
  if (value && typeof value === "object") return WORDY.flatMap((key) => (key in value ? wordsIn(value[key]) : []));
  return [];
}

function unknown(block, context) {
  const words = wordsIn(block).join(" ") || context.fallback || "";
  return h(
    "div",
    { class: "block-unknown" },
    h("p", {}, words),
    h("p", { class: "field-hint" }, context.t("unknownBlock", block.type)),
  );
}

const drawn = new WeakMap();

/**
 * Bring `root` in line with `blocks`. A block that did not change keeps its nodes, and an input what was typed in it.
 * `context`: me, locale, zone, nameOf(id), channelName(id), t, press(action), headingLevel, fallback.
 */
export function drawBlocks(root, blocks, context) {
  const seen = new Set();
  const keyed = blocks.map((block, index) => {
    let key = block.block_id || `${block.type}-${index}`;
    if (seen.has(key)) key = `${key}-${index}`;
    seen.add(key);
    return { key, block };
  });
  reconcile(
    root,
    keyed,
    (each) => each.key,
    () => h("div", { class: "block" }),
    (node, { block }) => {
      const picture = JSON.stringify([block, context.locale]);
      if (drawn.get(node) === picture) return;
      const typed = block.type === "input" && drawn.has(node) ? valuesOf(node) : {};
      node.replaceChildren((DRAW[block.type] ?? unknown)(block, context));
      refill(node, typed);
      drawn.set(node, picture);
    },
  );
}
