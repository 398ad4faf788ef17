// One entry in Slack and in Teams, side by side: Block Kit by the sandbox's renderer, Adaptive Cards by the official one.

import { drawBlocks } from "/sandbox/blockkit.js";
import { h } from "/sandbox/dom.js";

/** What Teams' own clients give the renderer, near enough. */
const HOST = {
  spacing: { small: 4, default: 8, medium: 14, large: 20, extraLarge: 28, padding: 14 },
  separator: { lineThickness: 1, lineColor: "#80808060" },
  supportsInteractivity: true,
  fontFamily: "inherit",
  fontSizes: { small: 12, default: 14, medium: 15, large: 17, extraLarge: 21 },
  fontWeights: { lighter: 400, default: 400, bolder: 650 },
  containerStyles: {
    default: { foregroundColors: colours() },
    emphasis: { foregroundColors: colours() },
  },
  actions: {
    maxActions: 6,
    spacing: "default",
    buttonSpacing: 8,
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    showCard: { actionMode: "inline" },
  },
  factSet: {
    title: { color: "default", size: "default", weight: "bolder", wrap: true, maxWidth: 140 },
    value: { color: "default", size: "default", weight: "default", wrap: true },
    spacing: 14,
  },
};

/** Let the page's own colours through, light and dark. */
function colours() {
  const own = { default: "inherit", subtle: "var(--text-soft)" };
  return Object.fromEntries(["default", "accent", "good", "warning", "attention", "dark", "light"].map((name) => [name, own]));
}

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const safe = (text) => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign]);

/** Turn Teams' subset of Markdown into HTML: everything is escaped first, then bold, italics, links and mentions. */
export function markdown(text) {
  const kept = [];
  const hidden = text.replace(/\\([\\`*_[\]<>~&|#+\-.()!])/g, (_, sign) => `\u0001${kept.push(safe(sign)) - 1}\u0002`);
  const html = safe(hidden)
    .replace(/&lt;at&gt;(.*?)&lt;\/at&gt;/g, '<span class="mention">@$1</span>')
    .replace(/\[([^\]]+)\]\((https:[^)\s]+)\)/g, '<a href="$2" target="_blank" rel="noopener noreferrer">$1</a>')
    .replace(/\*\*(.+?)\*\*/g, "<strong>$1</strong>")
    .replace(/(^|[^\p{L}\p{N}])_(.+?)_(?![\p{L}\p{N}])/gu, "$1<em>$2</em>");
  return html.replace(/\u0001(\d+)\u0002/g, (_, number) => kept[Number(number)]);
}

function slackStage(drawing, context, choose) {
  const root = h("div", { class: "blocks" });
  drawBlocks(root, drawing.blocks, {
    ...context,
    headingLevel: 5,
    fallback: drawing.text,
    me: "",
    zone: "UTC",
    nameOf: (id) => id,
    channelName: (id) => id,
    // The door numbers buttons of one kind: `scenario.choose#2`.
    press: async (action) => choose(action.action_id.split("#")[0], action.value),
  });
  return root;
}

function teamsStage(drawing, { report, t }, choose) {
  const { AdaptiveCard, HostConfig, SerializationContext } = window.AdaptiveCards;
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig(HOST);
  card.onExecuteAction = (action) => choose(action.verb ?? "", action.data?.value);
  const parsing = new SerializationContext();
  card.parse(drawing, parsing);
  const complaints = Array.from({ length: parsing.eventCount }, (_, index) => parsing.getEventAt(index).message);
  report(complaints);
  const listed = complaints.map((complaint) => h("p", { class: "complaint" }, `${t("complaint")} ${complaint}`));
  return h("div", { class: "adaptive" }, listed, card.render());
}

/** The official renderer asks for Markdown in this way, once for the whole page. */
function teachMarkdown() {
  window.AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown(text);
    result.didProcess = true;
  };
}

/**
 * Draw an entry on both platforms. `drawings`: for each platform its cards, the entry first and then its answers.
 * `context`: locale, t, report(parse events).
 */
export function drawPlatforms(stage, drawings, context) {
  teachMarkdown();
  const answers = h("div", { class: "answers", "aria-live": "polite" });
  const choose = (action, value) => {
    const number = Number(String(value ?? "").split("/").pop());
    if (action !== "scenario.choose" || !drawings.slack[number + 1]) return;
    answers.replaceChildren(h("h5", {}, context.t("answer")), columns(drawings, number + 1, context, choose));
  };
  stage.replaceChildren(columns(drawings, 0, context, choose), answers);
}

function columns(drawings, number, context, choose) {
  return h(
    "div",
    { class: "columns" },
    h(
      "section",
      { class: "platform platform-slack", data: { testid: "slack" } },
      h("h5", {}, context.t("slack")),
      slackStage(drawings.slack[number], context, choose),
    ),
    h(
      "section",
      { class: "platform platform-teams", data: { testid: "teams" } },
      h("h5", {}, context.t("teams")),
      teamsStage(drawings.teams[number], context, choose),
    ),
  );
}
