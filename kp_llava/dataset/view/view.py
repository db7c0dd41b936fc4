"""One page to look at a run: pictures with skeletons, prompts, raw answers, what was read from them, and checks."""

from __future__ import annotations

import base64
import hashlib
import importlib.resources
import io
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ...annotations.coco.scenes import pick_ids
from ...annotations.scene import Scene
from ...errors import DatasetError, RunError
from ...files import PictureFault, find_folders, open_atomically, opened_picture
from ...generation.checks.best import BestPairs
from ...generation.checks.cache import KeptChecks
from ...generation.checks.checks import CHECKS, ask_before, rejecting_checks
from ...generation.ledger.answers import DAMAGED
from ...generation.ledger.ledger import Ledger, StoredAnswer
from ...generation.options import read_run_file
from ...generation.parsing import UnusableAnswer
from ...generation.payload import rebuild_payload
from ...generation.rows import Runs, list_runs
from ...poses.claims.find import check_claims
from ...tasks import TASKS

PICTURE_SIDE = 640
# the state of what has no answer yet, and the worst verdict first: a task is shown under the first that it has
NOT_ASKED = "not asked yet"
VERDICTS = ("contradict", "agree", "unjudged")
NO_CLAIM = "no claim"


@dataclass(frozen=True)
class ViewReport:
    """What a page shows.

    Attributes:
        scenes: how many.
        left_out: how many pictures are not in it, by reason.
    """

    scenes: int
    left_out: dict[str, int]


def write_view(
    runs: Runs,
    out: Path,
    *,
    sample: int | None = None,
    seed: int = 0,
    pictures: bool = True,
    image_folders: Sequence[Path] = (),
    progress: bool = False,
) -> ViewReport:
    """Write a page that holds all it shows and loads nothing; every text of the run is shown as text.

    Args:
        runs: the run folder, or several that are parts of one; their COCO folder is needed for the pictures only.
        out: the HTML file; replaced where it exists, when all is written.
        sample: how many scenes, picked by a hash of (seed, image id); None for all.
        seed: picks the sample.
        pictures: put the pictures in, at most 640 pixels wide or high.
        image_folders: where pictures may be read, besides the folders that this user generated from.
        progress: show a bar on stderr.

    Returns:
        How many scenes the page shows, and which pictures it does not.

    Raises:
        RunError: the folder is not a run.
        DatasetError: the run has no scenes, or the file cannot be written.
    """
    run_dirs = list_runs(runs)
    records = [read_run_file(run_dir) for run_dir in run_dirs]
    options = records[0]["options"]
    folders = find_folders(records, image_folders) if pictures else None
    with ExitStack() as stack:
        ledgers = [stack.enter_context(Ledger.read(run_dir)) for run_dir in run_dirs]
        holders = {
            image_id: ledger for ledger in ledgers for task in TASKS for image_id in ledger.wanted_image_ids(task)
        }
        if not holders:
            raise DatasetError(f"{' '.join(map(str, run_dirs))}: the run has no scenes to show")
        chosen = sorted(holders if sample is None else pick_ids(holders, sample, seed=seed))
        answers: dict[int, list[StoredAnswer]] = defaultdict(list)
        for ledger in ledgers:
            own = [image_id for image_id in chosen if holders[image_id] is ledger]
            for task in TASKS:
                for stored in ledger.answers(task, own):
                    answers[stored.request.image_id].append(stored)
        title = f"{options['split']}, {options['model']}"
        page = _Page(title, rejecting_checks(options), is_imported=options["teacher"] == "import", folders=folders)
        with open_atomically(out, error=DatasetError) as file:
            file.write(_start_page())
            bar = tqdm(chosen, desc="view", unit="scene", disable=not progress)
            for number, image_id in enumerate(bar):
                page.open_ledger(holders[image_id])
                if any(one.error == DAMAGED for one in answers[image_id]) and not page.ledger.has_scene(image_id):
                    continue
                scene = page.ledger.scene(image_id)
                found = page.describe_scene(number, scene, answers[image_id])
                file.write(_embed(f"scene-{number}", found))
            file.write(_embed("index", page.describe_index()))
            file.write(f"<script>{_read_script()}</script>\n</body>\n</html>\n")
    return ViewReport(len(chosen), dict(page.left_out))


class _Page:
    """What all scenes of a page share, gathered while they are written."""

    ledger: Ledger

    def __init__(
        self, title: str, reject: tuple[str, ...], *, is_imported: bool, folders: Sequence[Path] | None
    ) -> None:
        self.folders = folders
        self.left_out: Counter[str] = Counter()
        self.is_imported = is_imported
        self.title = title
        self.reject = reject
        self.skeletons: list[dict[str, Any]] = []
        self.openings: dict[str, list[dict[str, str]]] = {}
        self.index: list[dict[str, Any]] = []

    def open_ledger(self, ledger: Ledger) -> None:
        """Take what the next scenes need from this ledger."""
        if getattr(self, "ledger", None) is not ledger:
            self.ledger = ledger
            self.checks, self.best = KeptChecks(ledger), BestPairs(ledger, self.reject)

    def describe_index(self) -> dict[str, Any]:
        tasks = [task for task in TASKS if any(task in entry["checks"] for entry in self.index)]
        return {
            "title": self.title,
            "tasks": tasks,
            "skeletons": self.skeletons,
            "openings": self.openings,
            "notes": CHECKS,
            "rejecting": self.reject,
            "index": self.index,
        }

    def describe_scene(self, number: int, scene: Scene, answers: list[StoredAnswer]) -> dict[str, Any]:
        drawing = describe_drawing(scene)
        skeleton = drawing.pop("skeleton")
        if skeleton not in self.skeletons:
            self.skeletons.append(skeleton)
        tasks = [self._describe_task(scene, stored) for stored in answers]
        words = [scene.file_name, *scene.captions]
        for task in tasks:
            for turn in task["turns"]:
                words += [turn["question"], "".join(text for text, _ in turn["answer"])]
        self.index.append(
            {
                "number": number,
                "name": scene.file_name,
                "people": len(scene.people),
                "checks": {task["task"]: task["filed"] for task in tasks},
                "text": " ".join(words).lower(),
            }
        )
        return {
            "image_id": scene.image_id,
            "file_name": scene.file_name,
            "captions": scene.captions,
            "skeleton": self.skeletons.index(skeleton),
            **drawing,
            "picture": self._read_picture(scene),
            "tasks": tasks,
        }

    def _read_picture(self, scene: Scene) -> str | None:
        """The picture as a data URL; None where the page shows none, and where it cannot be read, which is counted."""
        if self.folders is None or scene.image_path is None:
            return None
        try:
            return read_thumbnail(scene.image_path, self.folders)
        except PictureFault as fault:
            self.left_out[str(fault)] += 1
            return None

    def _describe_task(self, scene: Scene, stored: StoredAnswer) -> dict[str, Any]:
        request = stored.request
        try:
            messages = [] if stored.error == DAMAGED else rebuild_payload(self.ledger, request).get("messages")
        except RunError:  # the prompt is damaged, which `status --verify` names
            messages = []
        if messages is None:  # the pose teacher is sent nothing; what it reads is the context
            messages = [{"role": "context", "content": request.context}]
        messages = [{**message, "content": _write_content(message["content"])} for message in messages]
        self.openings.setdefault(request.opening_id, messages[:-1])
        turns: list[dict[str, Any]] = []
        counts = dict.fromkeys(VERDICTS, 0)
        found: list[str] = []
        state = "usable"
        if stored.answer is None:
            state = stored.error or NOT_ASKED
        else:
            try:
                pairs = self.best.read(stored)
                for turn, result in zip(pairs, self.checks.check(stored, pairs), strict=True):
                    segments = mark_claims(turn.answer, scene, question=turn.question)
                    turns.append({"question": turn.question, "answer": segments, "checks": result.names})
                    found += result.names
                    for _, verdict in segments:
                        if verdict:
                            counts[verdict] += 1
            except UnusableAnswer as unusable:
                state = unusable.reason
        verdict = next((name for name in VERDICTS if counts[name]), None)
        filed = [name for name in VERDICTS if counts[name]] or [NO_CLAIM if turns else state]
        filed += [name for name in CHECKS if name in found]
        return {
            "task": request.task,
            "imported": self.is_imported,
            "state": state,
            "usable": bool(turns),
            "check": verdict,
            "counts": ", ".join(f"{counts[name]} {name}" for name in VERDICTS if counts[name]),
            "filed": filed,
            "turns": turns,
            "opening": request.opening_id,
            "last": messages[-1:],
            "raw": stored.answer or "",
            "cost": self._describe_cost(stored),
        }

    def _describe_cost(self, stored: StoredAnswer) -> str:
        attempts = self.ledger.attempts(stored.request.key)
        prompt = sum(attempt.prompt_tokens or 0 for attempt in attempts)
        answer = sum(attempt.answer_tokens or 0 for attempt in attempts)
        tries = f"{len(attempts)} attempt{'s' * (len(attempts) != 1)}"
        tokens = f", {prompt:,} prompt and {answer:,} answer tokens" if prompt or answer else ""
        return f"{stored.request.teacher}: {tries}{tokens}; request {stored.request.key}"


def mark_claims(text: str, scene: Scene, *, question: str = "") -> list[tuple[str, str | None]]:
    """A text in pieces, each with the verdict on the claims that it makes: agree, contradict, unjudged or None.

    Claims that share words make one piece, under the worst of their verdicts.

    Args:
        text: an answer.
        scene: what it is about.
        question: names whom the answer is about, as where the answer is checked.
    """
    asked = ask_before(question)
    spans: list[tuple[int, int, str]] = []
    for item in sorted(check_claims(asked + text, scene).items, key=lambda item: item.claim.span):
        start, stop = (place - len(asked) for place in item.claim.span)
        verdict = item.verdict
        if spans and start < spans[-1][1]:
            first, last, other = spans.pop()
            start, stop, verdict = first, max(stop, last), min(verdict, other, key=VERDICTS.index)
        spans.append((start, stop, verdict))
    pieces: list[tuple[str, str | None]] = []
    position = 0
    for start, stop, verdict in spans:
        if start > position:
            pieces.append((text[position:start], None))
        pieces.append((text[start:stop], verdict))
        position = stop
    if position < len(text):
        pieces.append((text[position:], None))
    return pieces


def _write_content(content: Any) -> str:
    """A message's text; a picture that is shown with it stands in brackets."""
    if isinstance(content, str):
        return content
    return "\n\n".join(part["text"] if part["type"] == "text" else "[the picture]" for part in content)


def read_thumbnail(path: Path, folders: Sequence[Path]) -> str:
    """A picture as a data URL of a JPEG.

    Raises:
        PictureFault: it lies in none of the folders, is missing or broken.
    """
    with opened_picture(path, folders) as image:
        image.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
        buffer = io.BytesIO()
        image.convert("RGB").save(buffer, "JPEG", quality=75)
    return f"data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def _start_page() -> str:
    style, script = _read_part("style.css") + _read_part("draw.css"), _read_script()
    policy = (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src '{_hash_part(style)}'; script-src '{_hash_part(script)}'"
    )
    return _read_part("page.html").replace("{{ policy }}", policy).replace("{{ style }}", style)


def describe_drawing(scene: Scene) -> dict[str, Any]:
    """What `drawScene` of ``draw.js`` takes: the picture's size, its objects and the skeleton; no text of a teacher."""
    return {
        "width": scene.width,
        "height": scene.height,
        "objects": [
            {
                "category": item.category,
                "box": item.bbox_xywh,
                "keypoints": [(point.x, point.y, point.visibility) for point in item.keypoints],
            }
            for item in scene.objects
        ],
        "skeleton": {"parts": scene.skeleton.parts, "edges": scene.skeleton.edges},
    }


def read_drawing() -> tuple[str, str]:
    """The script with `drawScene(scene, skeleton)`, which gives an SVG element, and its styles."""
    return _read_part("draw.js"), _read_part("draw.css")


def _read_script() -> str:
    return _read_part("draw.js") + _read_part("script.js")


def _read_part(name: str) -> str:
    return importlib.resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash_part(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _embed(name: str, value: Any) -> str:
    """A block of JSON that no text in it can close."""
    text = json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{text}</script>\n'
