// Adaptive Cards by the official renderer, dressed as Teams' clients dress them; it must be on the page as a classic script.

import { h } from "./dom.js";

const SPACING = { small: 4, default: 8, medium: 14, large: 20, extraLarge: 28, padding: 14 };

/** What Teams' own clients give the renderer, near enough. */
const host = (headingLevel) => ({
  spacing: SPACING,
  separator: { lineThickness: 1, lineColor: "#80808060" },
  supportsInteractivity: true,
  fontFamily: "inherit",
  fontSizes: { small: 12, default: 14, medium: 15, large: 17, extraLarge: 21 },
  fontWeights: { lighter: 400, default: 400, bolder: 650 },
  textBlock: { headingLevel },
  containerStyles: {
    default: { foregroundColors: colours() },
    emphasis: { backgroundColor: "var(--surface-sunk)", foregroundColors: colours() },
  },
  actions: {
    maxActions: 6,
    spacing: "default",
    buttonSpacing: 8,
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    showCard: { actionMode: "inline" },
  },
  inputs: {
    label: {
      inputSpacing: "small",
      requiredInputs: { weight: "bolder", suffix: " *", suffixColor: "attention" },
      optionalInputs: { weight: "bolder" },
    },
    errorMessage: { weight: "bolder", color: "attention", spacing: "default" },
  },
  factSet: {
    title: { color: "default", size: "default", weight: "bolder", wrap: true, maxWidth: 140 },
    value: { color: "default", size: "default", weight: "default", wrap: true },
    spacing: 14,
  },
});

/** Let the page's own colours through, light and dark. */
function colours() {
  const own = { default: "inherit", subtle: "var(--text-soft)" };
  const names = ["default", "accent", "good", "warning", "attention", "dark", "light"];
  const table = Object.fromEntries(names.map((name) => [name, own]));
  return { ...table, attention: { default: "var(--error-text, inherit)", subtle: "var(--error-text, inherit)" } };
}

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const safe = (text) => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign]);

/** Turn Teams' subset of Markdown into HTML: everything is escaped first, then bold, italics, links and mentions. */
export function markdown(text) {
  const kept = [];
  const hidden = text.replace(/\\([\\`*_[\]<>~&|#+\-.()!])/g, (_, sign) => `\u0001${kept.push(safe(sign)) - 1}\u0002`);
  const html = safe(hidden)
    .replace(/&lt;at&gt;(.*?)&lt;\/at&gt;/g, '<span class="mention">@$1</span>')
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, '<a href="$2" target="_blank" rel="noopener noreferrer">$1</a>')
    .replace(/\*\*(.+?)\*\*/g, "<strong>$1</strong>")
    .replace(/(^|[^\p{L}\p{N}])_(.+?)_(?![\p{L}\p{N}])/gu, "$1<em>$2</em>");
  return html.replace(/\u0001(\d+)\u0002/g, (_, number) => kept[Number(number)]);
}

/**
 * Draw a card. `press(action, card)` is told of every button pressed, once the fields it carries are well filled.
 * `context`: headingLevel, and `pictureLeftOut(alt)` where pictures cannot be loaded. Returns the node, the card and what the renderer complained of.
 */
export function drawAdaptive(document, press, { headingLevel = 3, pictureLeftOut = null } = {}) {
  const { AdaptiveCard, HostConfig, SerializationContext } = window.AdaptiveCards;
  // The official renderer asks for Markdown in this way, once for the whole page.
  AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown(text);
    result.didProcess = true;
  };
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig(host(headingLevel));
  card.onExecuteAction = (action) => press(action, card);
  const parsing = new SerializationContext();
  card.parse(pictureLeftOut ? withoutPictures(document, pictureLeftOut) : document, parsing);
  const complaints = Array.from({ length: parsing.eventCount }, (_, index) => parsing.getEventAt(index).message);
  return { node: h("div", { class: "adaptive" }, card.render()), card, complaints };
}

/** Put words in the place of pictures, wherever they stand. */
function withoutPictures(part, say) {
  if (Array.isArray(part)) return part.map((each) => withoutPictures(each, say));
  if (part === null || typeof part !== "object") return part;
  if (part.type === "Image" && part.url) {
    const { spacing, separator } = part;
    return { type: "TextBlock", text: say(part.altText ?? ""), isSubtle: true, size: "small", wrap: true, spacing, separator };
  }
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, withoutPictures(value, say)]));
}
