// What has been filled in: how each input of Block Kit is read, filled and told to be wrong.

import { h } from "./dom.js";

/** node -> field: { blockId, actionId, type, control, read(), write(state), isOptional, shortest, complain(text) } */
const FIELDS = new WeakMap();

/** Remember that `node` holds an input. */
export function remember(node, field) {
  node.dataset.field = field.actionId;
  FIELDS.set(node, { isOptional: true, shortest: 0, complain() {}, ...field });
  return node;
}

/** List the inputs drawn inside `root`, in order. */
const fieldsIn = (root) =>
  [...root.querySelectorAll("[data-field]"), ...(root.matches("[data-field]") ? [root] : [])].map((node) =>
    FIELDS.get(node),
  );

/** Change what is known of the input at `node`. */
export const amend = (node, more) => Object.assign(FIELDS.get(node), more);

/** Read everything filled in inside `root`, in the shape of Slack's `view.state.values`. */
export function valuesOf(root) {
  const values = {};
  for (const field of fieldsIn(root)) {
    values[field.blockId] ??= {};
    values[field.blockId][field.actionId] = { type: field.type, ...field.read() };
  }
  return values;
}

/** Put values read earlier back where the same input still stands. */
export function refill(root, values) {
  for (const field of fieldsIn(root)) {
    const state = values[field.blockId]?.[field.actionId];
    if (state && state.type === field.type) field.write(state);
  }
}

function lack(field, t) {
  const state = field.read();
  const text = "value" in state ? (state.value ?? "").trim() : null;
  const isEmpty = text === null ? !Object.values(state).some((each) => each && each.length !== 0) : !text;
  if (isEmpty) return field.isOptional ? "" : t("required");
  if (text !== null && text.length < field.shortest) return t("tooShort", field.shortest);
  return "";
}

/** Complain beside each input that Slack would not let pass. Returns the first such control, or null. */
export function firstLacking(root, t) {
  let first = null;
  for (const field of fieldsIn(root)) {
    const words = lack(field, t);
    field.complain(words);
    if (words) first ??= field.control;
  }
  return first;
}

/** Show the app's own complaints, by block. Returns the first control complained about, or null. */
export function complain(root, errors) {
  let first = null;
  for (const field of fieldsIn(root)) {
    const words = errors[field.blockId] ?? "";
    field.complain(words);
    if (words) first ??= field.control;
  }
  return first;
}

let count = 0;

/** Make an id that no other element has. */
export const freshId = (prefix) => `${prefix}-${(count += 1)}`;

/** The line under an input that says what is wrong, and the function that fills it. */
export function complaintFor(described, hintId) {
  const id = freshId("error");
  const line = h("p", { class: "field-error", id, hidden: true });
  const show = (words) => {
    line.textContent = words;
    line.hidden = !words;
    if (words) described.setAttribute("aria-invalid", "true");
    else described.removeAttribute("aria-invalid");
    const ids = [words ? id : "", hintId].filter(Boolean).join(" ");
    if (ids) described.setAttribute("aria-describedby", ids);
    else described.removeAttribute("aria-describedby");
  };
  show("");
  return { line, show };
}
