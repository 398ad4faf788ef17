// The interactive elements of Block Kit, each a native control of the browser.

import { confirmed } from "./confirm.js";
import { h, icon, whileBusy } from "./dom.js";
import { freshId, remember } from "./fields.js";
import { openMenu } from "./menu.js";
import { mrkdwn, plainWithEmoji, safeUrl, spoken, textObject } from "./mrkdwn.js";

const focusKey = (element, value = "") => `${element.action_id}|${value}`;

async function press(control, element, blockId, detail, context, { first = () => {}, undo = () => {} } = {}) {
  if (element.confirm && !(await confirmed(element.confirm, context))) return undo();
  first();
  const action = { type: element.type, action_id: element.action_id, block_id: blockId, ...detail };
  await whileBusy(control, () => context.press(action));
}

/** A button; one with an address opens it in a new tab and still tells the app. */
export function button(element, blockId, context) {
  const style = ["primary", "danger"].includes(element.style) ? ` button-${element.style}` : "";
  const href = element.url ? safeUrl(element.url) : null;
  const label = element.accessibility_label || null;
  const { text, value, style: look, url } = element;
  const tell = (first = () => {}) =>
    press(node, element, blockId, { text, value, style: look, url }, context, { first });
  const shared = { class: `button${style}`, "aria-label": label, data: { focus: focusKey(element, element.value) } };
  const words = plainWithEmoji(element.text?.text ?? "");
  const node = href ? addressed(href, shared, words) : h("button", { type: "button", ...shared }, words);
  node.addEventListener("click", async (event) => {
    if (!element.confirm) return tell();
    event.preventDefault();
    return tell(() => href && window.open(href, "_blank", "noopener,noreferrer"));
  });
  return node;
}

function addressed(href, shared, words) {
  const isWeb = href.startsWith("http");
  const node = h(
    "a",
    {
      ...shared,
      role: "button",
      href,
      target: "_blank",
      rel: "noopener noreferrer",
      "aria-describedby": isWeb ? "new-tab-hint" : null,
    },
    words,
    isWeb && icon("out"),
  );
  // A link that is called a button must also answer to the space bar.
  node.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    node.click();
  });
  return node;
}

const optionsOf = (element) => element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);
const sameOption = (one, other) => Boolean(one && other) && one.value === other.value;
const option = (each) => (each ? { text: each.text, value: each.value } : null);

/** A menu with one answer. `isLive`: the app is told at each choice. */
export function staticSelect(element, blockId, context, { isLive, id = null, label = null }) {
  const options = optionsOf(element);
  const entry = (each) => h("option", { value: String(options.indexOf(each)) }, spoken(each.text, context));
  const select = h(
    "select",
    { class: "select", id, "aria-label": label, data: { focus: focusKey(element) } },
    h("option", { value: "" }, element.placeholder ? spoken(element.placeholder, context) : context.t("choose")),
    element.option_groups
      ? element.option_groups.map((group) =>
          h("optgroup", { label: spoken(group.label, context) }, group.options.map(entry)),
        )
      : options.map(entry),
  );
  const choose = (wanted) => {
    const index = options.findIndex((each) => sameOption(each, wanted));
    select.value = index < 0 ? "" : String(index);
  };
  const chosen = () => option(options[Number(select.value || -1)]);
  choose(element.initial_option);
  let before = chosen();
  if (isLive) {
    select.addEventListener("change", () => {
      const undo = () => choose(before);
      const now = chosen();
      if (!now) return undo();
      return press(select, element, blockId, { selected_option: now }, context, { undo }).then(
        () => (before = chosen()),
      );
    });
  }
  return remember(select, {
    blockId,
    actionId: element.action_id,
    type: "static_select",
    control: select,
    read: () => ({ selected_option: chosen() }),
    write: (state) => choose(state.selected_option),
  });
}

/** Radio buttons, checkboxes, or a menu with several answers, which is a list to scroll: one native input for each option. */
export function choices(element, blockId, context, { isLive, label = null }) {
  const isMany = element.type !== "radio_buttons";
  const options = optionsOf(element);
  const name = freshId("choice");
  const inputs = [];
  const rows = options.map((each, index) => {
    const descriptionId = each.description ? freshId("about") : null;
    const input = h("input", {
      type: isMany ? "checkbox" : "radio",
      name,
      "aria-describedby": descriptionId,
      data: { focus: focusKey(element, each.value) },
    });
    inputs[index] = input;
    return h(
      "div",
      { class: "choice" },
      h("label", {}, input, h("span", {}, textObject(each.text, context))),
      each.description && h("p", { class: "choice-about", id: descriptionId }, textObject(each.description, context)),
    );
  });
  const box = h(
    "div",
    { class: `choices${element.type === "multi_static_select" ? " choices-many" : ""}`, role: label === null ? null : isMany ? "group" : "radiogroup", "aria-label": label },
    rows,
  );
  const chosen = () => options.filter((_, index) => inputs[index].checked).map(option);
  const choose = (wanted) =>
    options.forEach((each, i) => (inputs[i].checked = wanted.some((one) => sameOption(one, each))));
  const initial = isMany ? (element.initial_options ?? []) : [element.initial_option].filter(Boolean);
  choose(initial);
  let before = chosen();
  const detail = () => (isMany ? { selected_options: chosen() } : { selected_option: chosen()[0] ?? null });
  if (isLive) {
    box.addEventListener("change", async () => {
      await press(box, element, blockId, detail(), context, { undo: () => choose(before) });
      before = chosen();
    });
  }
  return remember(box, {
    blockId,
    actionId: element.action_id,
    type: element.type,
    control: inputs[0],
    read: detail,
    write: (state) => choose(isMany ? (state.selected_options ?? []) : [state.selected_option].filter(Boolean)),
  });
}

/** The three dots that open a menu of answers. */
export function overflow(element, blockId, context) {
  const label = element.accessibility_label || context.t("options");
  const node = h(
    "button",
    {
      type: "button",
      class: "button button-icon",
      "aria-label": label,
      "aria-haspopup": "menu",
      data: { focus: focusKey(element), tip: label },
    },
    icon("more"),
  );
  node.addEventListener("click", () =>
    openMenu(
      node,
      label,
      element.options.map((each) => ({
        label: spoken(each.text, context),
        detail: each.description ? spoken(each.description, context) : "",
        href: each.url ? safeUrl(each.url) : null,
        choose: () => press(node, element, blockId, { selected_option: option(each) }, context),
      })),
    ),
  );
  return node;
}

/** A field to type in, one line or many. */
export function textInput(element, blockId, context, { id }) {
  const shared = {
    id,
    class: "text-input",
    placeholder: element.placeholder ? spoken(element.placeholder, context) : null,
    maxlength: element.max_length ?? 3000,
    autocomplete: "off",
    autofocus: element.focus_on_load === true,
    value: element.initial_value ?? "",
    data: { focus: focusKey(element) },
  };
  const control = element.multiline ? h("textarea", { ...shared, rows: 4 }) : h("input", { ...shared, type: "text" });
  return remember(control, {
    blockId,
    actionId: element.action_id,
    type: "plain_text_input",
    control,
    shortest: element.min_length ?? 0,
    read: () => ({ value: control.value || null }),
    write: (state) => (control.value = state.value ?? ""),
  });
}

const PICKERS = {
  datepicker: { type: "date", value: "selected_date", initial: "initial_date" },
  timepicker: { type: "time", value: "selected_time", initial: "initial_time" },
};

/** A day or a time of day, by the browser's own picker. */
export function picker(element, blockId, context, { id }) {
  const { type, value, initial } = PICKERS[element.type];
  const control = h("input", {
    id,
    type,
    class: "text-input picker",
    autocomplete: "off",
    autofocus: element.focus_on_load === true,
    value: element[initial] ?? "",
    data: { focus: focusKey(element) },
  });
  return remember(control, {
    blockId,
    actionId: element.action_id,
    type: element.type,
    control,
    read: () => ({ [value]: control.value || null }),
    write: (state) => (control.value = state[value] ?? ""),
  });
}

/** A picture of this page's own; one from elsewhere is named, since nothing is loaded from outside. */
export function picture(element, context, className) {
  const url = element.image_url ?? "";
  const isOwn = url.startsWith("data:image/") || url.startsWith("/") || url.startsWith(`${location.origin}/`);
  if (isOwn) return h("img", { class: className, src: url, alt: element.alt_text ?? "" });
  return h(
    "span",
    {
      class: `${className} picture-out`,
      role: "img",
      "aria-label": element.alt_text ?? "",
      title: context.t("pictureLeftOut"),
    },
    icon("picture"),
    className === "block-image" && h("span", {}, mrkdwn(element.alt_text ?? "", context)),
  );
}
