// Small panels that open beside a control: menus of choices and pickers. Escape or a click elsewhere closes them.

import { h, icon } from "./dom.js";

const MARGIN = 8;

function placeBeside(panel, anchor) {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = box.bottom + 4;
  const top = below + height + MARGIN <= innerHeight ? below : Math.max(MARGIN, box.top - height - 4);
  const left = Math.min(Math.max(MARGIN, box.left), Math.max(MARGIN, innerWidth - width - MARGIN));
  panel.style.top = `${top}px`;
  panel.style.left = `${left}px`;
}

/**
 * Open a panel beside `anchor`. Returns `close()`. The focus goes to `first` or the first control, and back when the panel closes.
 */
export function openPanel(anchor, panel, { first = null } = {}) {
  panel.classList.add("panel");
  panel.setAttribute("popover", "auto");
  // Inside a modal dialog everything else is out of reach, so the panel must be its child.
  (anchor.closest("dialog") ?? document.body).append(panel);
  anchor.setAttribute("aria-expanded", "true");
  panel.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const hadFocus = panel.contains(document.activeElement) || document.activeElement === document.body;
    panel.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (hadFocus && anchor.isConnected) anchor.focus({ preventScroll: true });
  });
  panel.showPopover();
  placeBeside(panel, anchor);
  (first ?? panel.querySelector("button, a[href], input"))?.focus({ preventScroll: true });
  return () => panel.isConnected && panel.hidePopover();
}

/** Let the arrow keys, Home and End move between the controls of a panel. `across` is the length of a row. */
export function walkWithArrows(panel, selector, across = 1) {
  panel.addEventListener("keydown", (event) => {
    const controls = [...panel.querySelectorAll(selector)];
    const here = controls.indexOf(document.activeElement);
    const rowStep = across > 1 ? { ArrowLeft: -1, ArrowRight: 1 } : {};
    const step = { ArrowDown: across, ArrowUp: -across, ...rowStep }[event.key];
    let next = null;
    if (step && here >= 0) next = controls[(here + step + controls.length) % controls.length];
    if (event.key === "Home") next = controls[0];
    if (event.key === "End") next = controls.at(-1);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

/**
 * Open a menu. Each item: { label, choose(), detail?, href?, node?, isChosen?, data? }; `isChosen` given makes it a radio item,
 * `node` replaces what is drawn, `href` opens a new tab.
 */
export function openMenu(anchor, label, items, className = "") {
  const panel = h("div", { class: `menu ${className}`, role: "menu", "aria-label": label });
  let close = () => {};
  for (const item of items) {
    const isRadio = item.isChosen !== undefined;
    const entry = h(
      item.href ? "a" : "button",
      {
        class: "menu-item",
        type: item.href ? null : "button",
        href: item.href,
        target: item.href ? "_blank" : null,
        rel: item.href ? "noopener noreferrer" : null,
        role: isRadio ? "menuitemradio" : "menuitem",
        "aria-checked": isRadio ? String(item.isChosen) : null,
        data: item.data,
        onclick: () => {
          close();
          item.choose();
        },
      },
      item.node ?? [h("span", {}, item.label), item.detail && h("span", { class: "menu-detail" }, item.detail)],
      item.isChosen && icon("check"),
    );
    panel.append(entry);
  }
  walkWithArrows(panel, ".menu-item");
  close = openPanel(anchor, panel, { first: panel.querySelector('[aria-checked="true"]') });
  return close;
}
