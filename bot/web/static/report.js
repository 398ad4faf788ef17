// Lets one save a chart as a picture, to be put into a chat or a slide. The picture says what it shows, how it was counted
// and when; it is drawn in the browser, and nothing is sent. Without scripts the table and the sheet remain.

const WIDTH = 720, MARGIN = 28, LINE = 22, SHARPNESS = 2, BREATHING = 14;
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
// A picture leaves the page and its colour scheme: it is on white, in the colours of the light one.
const INK = "#1d2327", QUIET = "#545d61";
const PAINT = {
  ".bar": { fill: "#0f5c57" },
  ".gap": { fill: "#868e90" },
  ".grid": { stroke: "#868e90", "stroke-opacity": ".4" },
  text: { fill: QUIET, "font-size": "11", "text-anchor": "end", "font-family": FONT },
};

function lines(pen, words, width) {
  const found = [];
  for (const word of words.split(/ +/)) {
    const longer = found.length ? `${found.at(-1)} ${word}` : word;
    if (found.length && pen.measureText(longer).width <= width) found[found.length - 1] = longer;
    else found.push(word);
  }
  return found;
}

async function drawn(svg) {
  const copy = svg.cloneNode(true);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  for (const [which, paint] of Object.entries(PAINT)) {
    for (const each of copy.querySelectorAll(which)) for (const [name, value] of Object.entries(paint)) each.setAttribute(name, value);
  }
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}

async function picture(figure) {
  const svg = figure.querySelector("svg");
  const image = await drawn(svg);
  const { width, height } = svg.viewBox.baseVal;
  const scale = Math.min((WIDTH - 2 * MARGIN) / width, 1.5);
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const texts = [
    { font: `600 17px ${FONT}`, ink: INK, words: figure.dataset.name },
    { font: `13px ${FONT}`, ink: QUIET, words: figure.querySelector("figcaption").textContent },
    { font: `13px ${FONT}`, ink: QUIET, words: figure.dataset.how },
  ].map((each) => {
    pen.font = each.font;
    return { ...each, lines: lines(pen, each.words, WIDTH - 2 * MARGIN) };
  });
  const written = texts.reduce((sum, each) => sum + each.lines.length * LINE, 0);
  canvas.width = WIDTH * SHARPNESS;
  canvas.height = Math.ceil(2 * MARGIN + written + height * scale + 2 * BREATHING) * SHARPNESS;
  pen.scale(SHARPNESS, SHARPNESS);
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  let y = MARGIN;
  const write = ({ font, ink, lines: each }) => {
    [pen.font, pen.fillStyle, pen.textBaseline] = [font, ink, "top"];
    for (const line of each) {
      pen.fillText(line, MARGIN, y);
      y += LINE;
    }
  };
  write(texts[0]);
  pen.drawImage(image, MARGIN, y + BREATHING, width * scale, height * scale);
  y += height * scale + 2 * BREATHING;
  texts.slice(1).forEach(write);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

for (const button of document.querySelectorAll("button[data-picture]")) {
  const figure = button.closest("figure");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await picture(figure));
    link.download = button.dataset.picture;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
