// One entry in Slack and in Teams, side by side: Block Kit by the sandbox's renderer, Adaptive Cards by the official one.

import { drawAdaptive } from "/sandbox/adaptive.js";
import { drawBlocks } from "/sandbox/blockkit.js";
import { h } from "/sandbox/dom.js";

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
  const press = (action) => choose(action.verb ?? "", action.data?.value);
  const { node, complaints } = drawAdaptive(drawing, press, { headingLevel: 5 });
  report(complaints);
  node.prepend(...complaints.map((complaint) => h("p", { class: "complaint" }, `${t("complaint")} ${complaint}`)));
  return node;
}

/**
 * Draw an entry on both platforms. `drawings`: for each platform its cards, the entry first and then its answers.
 * `context`: locale, t, report(parse events).
 */
export function drawPlatforms(stage, drawings, context) {
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
