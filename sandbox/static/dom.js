// Building and reconciling DOM nodes: text is always a text node, and kept nodes keep focus, scroll and typing.

/** Make an element. `props`: class, data ({}), on* listeners, DOM booleans, anything else an attribute; null and false are left out. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "value") node.value = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/** Draw one symbol of the page's icon sheet; it is decoration and has no name of its own. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("viewBox", "0 0 20 20");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Words for screen readers only. */
export const unseen = (text) => h("span", { class: "unseen" }, text);

/** Make a button that shows only an icon; its label is its name and its tip. */
export function iconButton(name, label, props = {}) {
  return h(
    "button",
    { type: "button", "aria-label": label, ...props, data: { tip: label, ...props.data } },
    icon(name),
  );
}

/**
 * Bring `parent`'s children in line with `items`: same key, same node.
 * `create(item)` makes a node, `update(node, item, index)` brings it up to date; nodes whose key is gone are removed.
 */
export function reconcile(parent, items, keyOf, create, update) {
  const kept = new Map();
  for (const node of [...parent.children]) kept.set(node.dataset.key, node);
  let place = parent.firstElementChild;
  const wanted = new Set(items.map((item) => String(keyOf(item))));
  items.forEach((item, index) => {
    const key = String(keyOf(item));
    while (place && !wanted.has(place.dataset.key)) {
      const gone = place;
      place = place.nextElementSibling;
      gone.remove();
    }
    let node = kept.get(key);
    if (!node) {
      node = create(item);
      node.dataset.key = key;
    }
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
    update(node, item, index);
  });
  while (place) {
    const gone = place;
    place = place.nextElementSibling;
    gone.remove();
  }
}

/** Set text only when it differs, so that live regions and selections are not disturbed. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Redraw inside `root` and put the focus back on the control that had it, found by its data-focus; else on `fallback`. */
export function keepingFocus(root, redraw, fallback) {
  const active = document.activeElement;
  const had = active && active !== root && root.contains(active);
  const key = had ? active.dataset.focus : null;
  redraw();
  if (!had || root.contains(document.activeElement)) return;
  const again = key && [...root.querySelectorAll("[data-focus]")].find((node) => node.dataset.focus === key);
  (again || fallback)?.focus({ preventScroll: true });
}

/** Show that `control` waits for an answer, and ignore further presses meanwhile. Returns what `work` returns; undefined when busy. */
export async function whileBusy(control, work) {
  if (control.getAttribute("aria-busy") === "true") return undefined;
  control.setAttribute("aria-busy", "true");
  try {
    return await work();
  } finally {
    control.removeAttribute("aria-busy");
  }
}

/** Tell whether the person is at the end of a scrolling box, give or take a line. */
export const isAtBottom = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 48;
