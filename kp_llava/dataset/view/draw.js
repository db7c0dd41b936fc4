"use strict";
const SVG = "http://www.w3.org/2000/svg";

function draw(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

function tooltip(node, text) {
  const hint = document.createElementNS(SVG, "title");
  hint.textContent = text;
  node.append(hint);
  return node;
}

const sideOf = (part) => (part.startsWith("left") ? "left" : part.startsWith("right") ? "right" : "middle");

// a scene's boxes, limbs and points; skeleton: {parts, edges}
function drawScene(scene, skeleton) {
  const svg = draw("svg", { viewBox: `0 0 ${scene.width} ${scene.height}`, preserveAspectRatio: "none", role: "img" });
  const { parts, edges } = skeleton;
  const radius = Math.max(scene.width, scene.height) / 130;
  for (const [number, item] of scene.objects.entries()) {
    const [x, y, width, height] = item.box;
    const kind = item.keypoints.length || item.category === "person" ? "box" : "box thing";
    svg.append(tooltip(draw("rect", { x, y, width, height, class: kind }), `${item.category} ${number + 1}`));
  }
  for (const item of scene.objects) {
    const points = item.keypoints;
    if (!points.length) continue;
    for (const [from, to] of edges) {
      const [a, b] = [points[from], points[to]];
      if (!a || !b || !a[2] || !b[2]) continue;
      const sides = new Set([sideOf(parts[from]), sideOf(parts[to])]);
      const side = sides.size === 1 ? [...sides][0] : "middle";
      svg.append(draw("line", { x1: a[0], y1: a[1], x2: b[0], y2: b[1], class: `edge ${side}` }));
    }
    points.forEach(([x, y, visibility], i) => {
      if (!visibility) return;
      const hidden = visibility === 1 ? " hidden" : "";
      const dot = draw("circle", { cx: x, cy: y, r: radius, class: `point ${sideOf(parts[i])}${hidden}` });
      svg.append(tooltip(dot, parts[i] + (hidden ? " (not visible)" : "")));
    });
  }
  return svg;
}
