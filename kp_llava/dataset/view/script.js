const read = (id) => JSON.parse(document.getElementById(id).textContent);
const { title, tasks, skeletons, openings, notes, rejecting, index } = read("index");
const by = (id) => document.getElementById(id);
let shown = [];
let current = 0;

// every text goes in as text: nothing of a run is ever read as markup
function make(name, { cls, text, dir } = {}, ...children) {
  const node = document.createElement(name);
  if (cls) node.className = cls;
  if (text !== undefined) node.textContent = text;
  if (dir) node.dir = "auto";
  node.append(...children);
  return node;
}

function showAnswer(segments) {
  const node = make("div", { cls: "text", dir: true });
  for (const [text, verdict] of segments) {
    node.append(verdict ? make("mark", { cls: verdict, text }) : document.createTextNode(text));
    if (verdict) node.lastChild.title = verdict;
  }
  return node;
}

function showTask(task) {
  const block = make("article");
  const heading = make("h3", { text: task.task });
  heading.append(make("span", { cls: `state ${task.usable ? "" : "failed"}`, text: task.state }));
  if (task.check) heading.append(make("span", { cls: `state ${task.check}`, text: task.counts }));
  block.append(heading);
  for (const turn of task.turns) {
    const rejected = turn.checks.some((name) => rejecting.includes(name));
    const node = make("div", { cls: rejected ? "turn rejected" : "turn" });
    node.append(make("div", { cls: "text question", dir: true, text: turn.question }), showAnswer(turn.answer));
    for (const name of turn.checks) {
      const rejects = rejecting.includes(name);
      const chip = make("span", { cls: rejects ? "check rejects" : "check marks", text: rejects ? `${name}: rejected` : name });
      chip.title = notes[name];
      node.append(chip);
    }
    block.append(node);
  }
  const prompt = make("details", {}, make("summary", { text: task.imported ? "what is known of the prompt" : "the exact prompt" }));
  prompt.addEventListener("toggle", () => {
    if (!prompt.open || prompt.childElementCount > 1) return;
    for (const message of [...openings[task.opening], ...task.last]) {
      prompt.append(make("div", { cls: "small", text: message.role }), make("pre", { text: message.content, dir: true }));
    }
  });
  const raw = make("details", {}, make("summary", { text: "the raw answer" }), make("pre", { text: task.raw, dir: true }));
  block.append(prompt, raw, make("div", { cls: "small", text: task.cost }));
  return block;
}

function showScene(position) {
  const section = by("scene");
  section.replaceChildren();
  if (!shown.length) return;
  current = Math.min(Math.max(position, 0), shown.length - 1);
  const entry = shown[current];
  const scene = read(`scene-${entry.number}`);
  const picture = make("div", { cls: "picture" });
  if (scene.picture) {
    const image = document.createElement("img");
    image.src = scene.picture;
    image.alt = scene.file_name;
    picture.append(image);
  } else {
    picture.append(draw("svg", { viewBox: `0 0 ${scene.width} ${scene.height}`, class: "empty" }));
  }
  picture.append(drawScene(scene, skeletons[scene.skeleton]));
  const left = make("figure", {}, make("h2", { text: scene.file_name, dir: true }), picture);
  const size = `image ${scene.image_id}, ${scene.width} × ${scene.height}`;
  left.append(make("div", { cls: "small", text: scene.picture ? size : `${size}; the picture is not there` }));
  left.append(
    make("div", { cls: "small" },
      make("span", { cls: "key-left", text: "the person's left" }), ", ",
      make("span", { cls: "key-right", text: "the person's right" }), "; hollow: labeled, but not visible"),
  );
  for (const caption of scene.captions) left.append(make("p", { cls: "text", dir: true, text: caption }));
  const right = make("div");
  const wanted = by("task").value;
  for (const task of scene.tasks) if (!wanted || task.task === wanted) right.append(showTask(task));
  section.append(left, right);
  section.scrollTop = 0;
  const buttons = by("list").children;
  for (const button of by("list").querySelectorAll("[aria-current]")) button.removeAttribute("aria-current");
  buttons[current].setAttribute("aria-current", "true");
  buttons[current].scrollIntoView({ block: "nearest" });
  by("count").textContent = `${current + 1} of ${shown.length} (${index.length} in all)`;
}

function applyFilters() {
  const [task, check, people] = ["task", "check", "people"].map((id) => by(id).value);
  const words = by("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  shown = index.filter((entry) => {
    const found = task ? entry.checks[task] : Object.values(entry.checks).flat();
    if (!found) return false;
    if (check && !found.includes(check)) return false;
    if (people && String(Math.min(entry.people, 5)) !== people) return false;
    return words.every((word) => entry.text.includes(word));
  });
  const rows = shown.map((entry, position) => {
    const button = make("button", { text: entry.name, dir: true });
    button.addEventListener("click", () => {
      showScene(position);
      if (getComputedStyle(by("menu")).display !== "none" && document.body.classList.contains("open")) by("menu").click();
    });
    return button;
  });
  by("list").replaceChildren(...rows);
  by("count").textContent = `0 of 0 (${index.length} in all)`;
  showScene(0);
}

function addOptions(id, values, label = (value) => value) {
  for (const value of values) {
    const option = make("option", { text: label(value) });
    option.value = value;
    by(id).append(option);
  }
}

by("title").textContent = title;
addOptions("task", tasks);
addOptions("check", [...new Set(index.flatMap((entry) => Object.values(entry.checks).flat()))].sort());
const counts = [...new Set(index.map((entry) => Math.min(entry.people, 5)))].sort((a, b) => a - b);
addOptions("people", counts, (value) => (value === 5 ? "5 and more" : String(value)));
for (const id of ["task", "check", "people"]) by(id).addEventListener("change", applyFilters);
for (const id of ["boxes", "skeletons"]) {
  by(id).addEventListener("change", () => document.body.classList.toggle(`no-${id}`, !by(id).checked));
}
by("previous").addEventListener("click", () => showScene(current - 1));
by("next").addEventListener("click", () => showScene(current + 1));
by("menu").addEventListener("click", () => {
  const isOpen = document.body.classList.toggle("open");
  by("menu").setAttribute("aria-expanded", String(isOpen));
});
let timer;
by("search").addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(applyFilters, 150); });
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === by("search")) {
    if (event.key === "Escape") by("search").blur();
    return;
  }
  if (event.target.tagName === "SELECT") return;
  const steps = { ArrowRight: 1, j: 1, ArrowLeft: -1, k: -1 };
  if (event.key in steps) showScene(current + steps[event.key]);
  else if (event.key === "b") by("boxes").click();
  else if (event.key === "s") by("skeletons").click();
  else if (event.key === "/") by("search").focus();
  else return;
  event.preventDefault();
});
applyFilters();
