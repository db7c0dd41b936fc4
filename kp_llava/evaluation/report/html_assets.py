"""The style and the script of report.html, which loads nothing from anywhere."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --dim: #5b6675; --line: #d5dae1; --paper: #ffffff; --soft: #f3f5f8;
  --s0: #6b7684; --s1: #1668b8; --s2: #b8511b; --s3: #2b7d4f; --s4: #84409c; --s5: #a3892a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --dim: #9aa6b5; --line: #364150; --paper: #141920;
  --soft: #1e2530; --s0: #98a4b3; --s1: #5aa7f0; --s2: #ee9560; --s3: #67c490; --s4: #c58ade; --s5: #d8c05e; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 1.2rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .4rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; }
p { margin: .4rem 0; } .dim { color: var(--dim); } .small { font-size: .87rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; min-width: 100%; overflow-wrap: normal; }
th, td { padding: .35rem .7rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th { white-space: normal; vertical-align: bottom; }
th:first-child, td:first-child { text-align: left; white-space: normal; min-width: 7rem; }
td small { color: var(--dim); display: block; }
.refused { padding: .8rem 1rem; border: 2px solid var(--s2); border-radius: .4rem; }
.chart { width: 100%; height: auto; max-width: 36rem; display: block; margin: .8rem 0; }
.chart text { fill: var(--ink); font-size: 13px; }
.chart .dim { fill: var(--dim); } .chart .grid { stroke: var(--line); stroke-width: 1; }
.filters { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; margin-bottom: .8rem; }
.filters label { display: grid; font-size: .87rem; color: var(--dim); flex: 1 1 9rem; }
select, input, button { font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--line);
  border-radius: .35rem; padding: .4rem .6rem; min-width: 0; } button { cursor: pointer; }
.card { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 0 0 1rem;
  display: grid; grid-template-columns: minmax(12rem, 18rem) 1fr; gap: 1rem; }
.picture { position: relative; } .picture img { width: 100%; display: block; border-radius: .3rem; }
.picture svg { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; }
.picture button { margin-top: .5rem; font-size: .87rem; } .frame { position: relative; }
.answers { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .8rem; }
.answer { background: var(--soft); border-radius: .4rem; padding: .6rem .8rem; }
.text { white-space: pre-wrap; margin: .3rem 0; } .score { float: right; font-weight: 600; }
details { margin-top: .5rem; } summary { cursor: pointer; } .question { font-weight: 600; margin: 0 0 .5rem; }
@media (max-width: 44rem) { body { padding: .8rem; } .card { grid-template-columns: 1fr; padding: .7rem; }
  th, td { padding: .3rem .45rem; } .chart text { font-size: 15px; } }
"""

SCRIPT = """
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const PAGE = 20;
const find = id => document.getElementById(id);
const make = (tag, kind, text) => {
  const node = document.createElement(tag);
  if (kind) node.className = kind;
  if (text !== undefined) node.textContent = text;
  return node;
};
const outcome = one => one.reason ? "unscored" : one.candidate_score > one.baseline_score ? "win"
  : one.candidate_score < one.baseline_score ? "loss" : "tie";

function addOptions(select, pairs) {
  for (const [value, text] of pairs) {
    const option = make("option", "", text);
    option.value = value;
    select.append(option);
  }
}

function drawSkeleton(frame, image) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", `0 0 ${image.width} ${image.height}`);
  svg.setAttribute("preserveAspectRatio", "none");
  const size = Math.max(image.width, image.height) / 120;
  const colors = ["#ffd23f", "#4fc3f7", "#ff7eb6", "#9ccc65"];
  const draw = (name, values) => {
    const node = document.createElementNS(space, name);
    for (const key in values) node.setAttribute(key, values[key]);
    svg.append(node);
  };
  image.people.forEach((points, number) => {
    const stroke = colors[number % colors.length];
    for (const [from, to] of data.edges) {
      const a = points[from], b = points[to];
      if (!a || !b || !a[2] || !b[2]) continue;
      draw("line", { x1: a[0], y1: a[1], x2: b[0], y2: b[1], stroke, "stroke-width": size });
    }
    for (const p of points) {
      if (p[2]) draw("circle", { cx: p[0], cy: p[1], r: size * 1.2, fill: p[2] === 2 ? stroke : "none", stroke,
        "stroke-width": size / 2 });
    }
  });
  frame.append(svg);
}

function addPicture(card, question) {
  const box = make("div", "picture");
  const image = data.images[question.image_id];
  if (image && image.src) {
    const frame = make("div", "frame");
    const picture = make("img");
    picture.src = image.src;
    picture.alt = "The picture that question " + question.question_id + " is about";
    picture.loading = "lazy";
    frame.append(picture);
    box.append(frame);
    if (image.people.length) {
      const button = make("button", "", "Show skeleton");
      button.type = "button";
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        const shown = frame.querySelector("svg");
        if (shown) shown.remove(); else drawSkeleton(frame, image);
        button.textContent = shown ? "Show skeleton" : "Hide skeleton";
        button.setAttribute("aria-pressed", String(!shown));
      });
      box.append(button);
    }
  }
  box.append(make("p", "dim small", question.file_name));
  card.append(box);
}

function addAnswer(list, name, text, score) {
  const box = make("div", "answer");
  box.append(make("span", "score", score === null || score === undefined ? "" : String(+score.toFixed(2))));
  box.append(make("strong", "", name));
  box.append(make("p", "text", text || "(no answer)"));
  list.append(box);
}

function addExplanations(body, one) {
  const details = make("details", "small");
  details.append(make("summary", "", "The judge's words"));
  for (const order of one.orders) {
    const first = order.first === "baseline" ? data.baseline : one.candidate;
    const scores = order.reason ? order.reason
      : `${data.baseline} ${order.baseline_score}, ${one.candidate} ${order.candidate_score}`;
    if (one.orders.length > 1) details.append(make("p", "dim", `Shown first: ${first}`));
    details.append(make("p", "dim", scores));
    if (order.explanation) details.append(make("p", "text", order.explanation));
  }
  body.append(details);
}

function makeCard(one) {
  const question = data.questions[one.question];
  const card = make("article", "card");
  card.dataset.outcome = outcome(one);
  card.dataset.task = question.task;
  addPicture(card, question);
  const body = make("div");
  const note = one.reason ? "unscored: " + one.reason : outcome(one) + " for " + one.candidate;
  body.append(make("p", "dim small", `${data.columns[question.task]}, ${note}`));
  body.append(make("p", "question", question.question));
  const answers = make("div", "answers");
  addAnswer(answers, data.baseline, question.answers[data.baseline], one.baseline_score);
  addAnswer(answers, one.candidate, question.answers[one.candidate], one.candidate_score);
  body.append(answers);
  if (question.reference) {
    const reference = make("details", "small");
    reference.append(make("summary", "", "Reference answer"));
    reference.append(make("p", "text", question.reference));
    body.append(reference);
  }
  addExplanations(body, one);
  card.append(body);
  return card;
}

let matching = [];
let shown = 0;

function showMore() {
  const list = find("cards");
  for (const one of matching.slice(shown, shown + PAGE)) list.append(makeCard(one));
  shown = Math.min(shown + PAGE, matching.length);
  find("more").hidden = shown >= matching.length;
}

function filter() {
  const task = find("task").value, name = find("candidate").value, result = find("outcome").value;
  const words = find("words").value.toLowerCase().split(/\\s+/).filter(Boolean);
  matching = data.judgements.filter(one => {
    const question = data.questions[one.question];
    if (task && question.task !== task || name && one.candidate !== name) return false;
    if (result && outcome(one) !== result) return false;
    const text = [question.question_id, question.file_name, question.question, question.answers[data.baseline],
      question.answers[one.candidate]].join(" ").toLowerCase();
    return words.every(word => text.includes(word));
  });
  shown = 0;
  find("cards").replaceChildren();
  find("count").textContent = `${matching.length} of ${data.judgements.length} comparisons`;
  showMore();
}

addOptions(find("task"), Object.entries(data.columns));
addOptions(find("candidate"), data.candidates.map(name => [name, name]));
for (const id of ["task", "candidate", "outcome", "words"]) find(id).addEventListener("input", filter);
find("more").addEventListener("click", showMore);
filter();
"""
