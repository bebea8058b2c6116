/* A report's drawing as a PNG for slides: the same shapes and words, twice as fine. */
"use strict";

const root = document.documentElement;
const FINE = 2; // dots for each of the page's own
const EDGE = 24; // around the drawing

function lay(context, said, left, baseline, font, colour) {
  context.font = font;
  context.fillStyle = colour;
  context.fillText(said, left, baseline);
}

/* Stripes are no plain colour: they are drawn one by one. */
function hatch(context, box, colour) {
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 2;
  for (let left = box.x - box.height; left < box.x + box.width; left += 7) {
    context.beginPath();
    context.moveTo(left, box.y + box.height);
    context.lineTo(left + box.height, box.y);
    context.stroke();
  }
  context.restore();
}

function drawShapes(context, drawing, stripes) {
  for (const shape of drawing.querySelectorAll(":scope > rect, :scope > text, a > *")) {
    const looks = getComputedStyle(shape);
    const box = shape.getBBox();
    context.globalAlpha = Number(looks.opacity);
    if (shape.tagName === "text") {
      lay(context, [...shape.childNodes].filter((part) => part.nodeName !== "title").map((part) => part.textContent).join(""), box.x, shape.y.baseVal[0].value, looks.font, looks.fill);
    } else if (looks.fill.startsWith("url")) {
      hatch(context, box, stripes);
    } else {
      context.fillStyle = looks.fill;
      context.fillRect(box.x, box.y, box.width, box.height);
    }
  }
  context.globalAlpha = 1;
}

function drawLegend(context, figure, top) {
  let left = 0;
  for (const entry of figure.querySelectorAll(".legend > span")) {
    const sign = entry.querySelector("i");
    const looks = getComputedStyle(entry);
    if (sign) {
      context.fillStyle = getComputedStyle(sign).backgroundColor;
      context.fillRect(left, top - 10, 11, 11);
      if (sign.matches(".lost")) hatch(context, { x: left, y: top - 10, width: 11, height: 11 }, looks.color);
      left += 17;
    }
    lay(context, entry.textContent, left, top, looks.font, looks.color);
    left += context.measureText(entry.textContent).width + 18;
  }
}

/* Slides and letters are light, whatever the desk is. */
function inLight(draw) {
  const theme = root.dataset.theme;
  root.dataset.theme = "light";
  try {
    return draw();
  } finally {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
  }
}

function picture(figure) {
  const drawing = figure.querySelector("svg");
  const size = drawing.getBoundingClientRect();
  const words = getComputedStyle(document.body);
  const canvas = document.createElement("canvas");
  canvas.width = (size.width + 2 * EDGE) * FINE;
  canvas.height = (size.height + 2 * EDGE + 92) * FINE;
  const context = canvas.getContext("2d");
  context.scale(FINE, FINE);
  context.fillStyle = getComputedStyle(figure).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.translate(EDGE, EDGE);
  lay(context, figure.dataset.title, 0, 16, `650 18px ${words.fontFamily}`, words.color);
  lay(context, figure.dataset.about, 0, 38, `13px ${words.fontFamily}`, getComputedStyle(figure.querySelector(".legend")).color);
  context.translate(0, 56);
  drawShapes(context, drawing, getComputedStyle(drawing.querySelector(".stripe")).fill);
  drawLegend(context, figure, size.height + 24);
  return canvas;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-picture]");
  if (!button) return;
  inLight(() => picture(button.closest("figure"))).toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = button.dataset.picture;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }, "image/png");
});
