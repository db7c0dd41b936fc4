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
const byQuestion = new Map();
for (const one of data.judgements) {
  if (!byQuestion.has(one.question)) byQuestion.set(one.question, []);
  byQuestion.get(one.question).push(one);
}
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

function addMarked(box, text, marks) {
  const line = make("p", "text");
  let end = 0;
  for (const [begin, stop, verdict, bits] of marks) {
    line.append(text.slice(end, begin));
    const mark = make("mark", verdict, text.slice(begin, stop));
    mark.title = verdict + (bits ? `, ${bits > 0 ? "+" : ""}${bits} bits` : "");
    line.append(mark);
    end = stop;
  }
  line.append(text.slice(end) || (text ? "" : "(no answer)"));
  box.append(line);
}

function addAnswer(list, name, question, score, note) {
  const box = make("div", "answer");
  const shown = score === null || score === undefined ? "" : String(+Math.max(1, score).toFixed(2));
  box.append(make("span", "score", shown));
  box.append(make("strong", "", name));
  if (note) box.append(make("span", "dim small note", note));
  addMarked(box, question.answers[name], question.marks[name]);
  list.append(box);
}

function addExplanations(body, one) {
  const details = make("details", "small");
  details.append(make("summary", "", `The judge's words about ${one.candidate}`));
  for (const order of one.orders) {
    const first = order.first === "baseline" ? data.baseline : one.candidate;
    const scores = order.reason ? order.reason
      : `${data.baseline} ${order.baseline_score}, ${one.candidate} ${order.candidate_score}`;
    if (order.first && one.orders.length > 1) details.append(make("p", "dim", `Shown first: ${first}`));
    details.append(make("p", "dim", scores));
    if (order.explanation) details.append(make("p", "text", order.explanation));
  }
  body.append(details);
}

function makeCard(number, judgements) {
  const question = data.questions[number];
  const card = make("article", "card");
  card.dataset.task = question.task;
  addPicture(card, question);
  const body = make("div");
  body.append(make("p", "dim small", data.columns[question.task]));
  body.append(make("p", "question", question.question));
  const answers = make("div", "answers");
  // a pair's judge may score the baseline differently with each candidate
  const scores = judgements.map(one => one.baseline_score).filter(score => score !== null);
  const mean = scores.length ? scores.reduce((sum, score) => sum + score, 0) / scores.length : null;
  addAnswer(answers, data.baseline, question, mean, "baseline");
  for (const one of judgements) {
    const note = one.reason ? "unscored: " + one.reason : outcome(one);
    addAnswer(answers, one.candidate, question, one.candidate_score, note);
  }
  body.append(answers);
  if (question.reference) {
    const reference = make("details", "small");
    reference.append(make("summary", "", "Reference answer"));
    addMarked(reference, question.reference, question.reference_marks);
    body.append(reference);
  }
  for (const one of judgements) addExplanations(body, one);
  card.append(body);
  return card;
}

let matching = [];
let shown = 0;

function showMore() {
  const list = find("cards");
  for (const [number, own] of matching.slice(shown, shown + PAGE)) list.append(makeCard(number, own));
  shown = Math.min(shown + PAGE, matching.length);
  find("more").hidden = shown >= matching.length;
}

function filter() {
  const task = find("task").value, name = find("candidate").value, result = find("outcome").value;
  const words = find("words").value.toLowerCase().split(/\s+/).filter(Boolean);
  matching = [];
  let count = 0;
  for (const [number, all] of byQuestion) {
    const question = data.questions[number];
    if (task && question.task !== task) continue;
    const own = all.filter(one => {
      if (name && one.candidate !== name || result && outcome(one) !== result) return false;
      const text = [question.question_id, question.file_name, question.question, question.answers[data.baseline],
        question.answers[one.candidate]].join(" ").toLowerCase();
      return words.every(word => text.includes(word));
    });
    if (own.length) matching.push([number, own]);
    count += own.length;
  }
  shown = 0;
  find("cards").replaceChildren();
  find("count").textContent = `${count} of ${data.judgements.length} comparisons, ${matching.length} questions`;
  showMore();
}

addOptions(find("task"), Object.entries(data.columns));
addOptions(find("candidate"), data.candidates.map(name => [name, name]));
for (const id of ["task", "candidate", "outcome", "words"]) find(id).addEventListener("input", filter);
find("more").addEventListener("click", showMore);
filter();
