"""The prompts: Jinja templates and seed examples from ``prompts/``. A user's folder can replace any of them.

Files, all found by name: ``context.j2`` (the picture as text), ``system.j2`` (rules for every task), one template a
task (``conversation.j2``, ``detail.j2``, ``complex.j2``; the whole system message of that task), ``instructions.yaml``
(the wordings that a detailed description answers) and ``seeds_TASK.yaml`` (worked examples, sent as earlier turns).
The judge's templates lie in the same folder and are read by `evaluation.judges.prompts`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ...annotations.scene import Scene
from ...annotations.skeleton import COCO_SKELETON, Skeleton
from ...errors import PromptError
from ...tasks import TASKS
from .context import clean_caption, context_to_scene, facts_line, object_fields
from .facts import scene_sentences
from .templates import JUDGE_TEMPLATES, Templates, read_texts

__all__ = ["Prompts", "Seed", "context_to_scene", "load_prompts", "render_context", "render_messages"]


BY_PEOPLE, BY_MODEL = "people", "model"
"""Who wrote an image's captions."""


def find_captions(scene: Scene) -> str:
    """Who wrote an image's captions: `BY_PEOPLE`, `BY_MODEL`, or nobody, as an empty text."""
    if not any(map(clean_caption, scene.captions)):
        return ""
    return BY_PEOPLE if scene.captioner is None else BY_MODEL


def prompt_files() -> tuple[str, ...]:
    """The names of all files that prompts are made of."""
    return (*_template_names(), "instructions.yaml", *(f"seeds_{task}.yaml" for task in TASKS))


def _template_names() -> tuple[str, ...]:
    return ("context.j2", "system.j2", *(f"{task}.j2" for task in TASKS))


@dataclass(frozen=True)
class Seed:
    """One worked example: what the teacher is shown, and the answer that it should have given.

    Attributes:
        context: the picture as text, in the form of ``context.j2``.
        answer: the ideal answer, in the form that the task asks for.
        instruction: what a detailed description answers; None for the other tasks.
        picture: width and height in pixels of the picture that the context stands for.
    """

    context: str
    answer: str
    instruction: str | None = None
    picture: tuple[int, int] = (1, 1)

    def fits(self, skeleton: Skeleton) -> bool:
        """Whether the example's keypoints have the skeleton's parts: others would contradict the prompt."""
        try:
            context_to_scene(self.context, skeleton=skeleton)
        except PromptError:
            return False
        return True

    @property
    def has_captions(self) -> bool:
        """Whether the example's context begins with captions."""
        first = self.context.lstrip().split("\n", 1)[0]
        return not re.match(r"[^:\[\]]+: \[[\d., ]+\]", first)

    def context_with_facts(self) -> str:
        """The context with a line of facts under each person of whom something is certain."""
        scene = context_to_scene(self.context, width=self.picture[0], height=self.picture[1])
        facts = iter(scene_sentences(scene)[person.annotation_id] for person in scene.people)
        lines = []
        for line in self.context.splitlines():
            lines.append(line)
            if line.startswith("person: [") and (sentences := next(facts)):
                lines.append(facts_line(sentences))
        return "\n".join(lines)


class Prompts:
    """One loaded set of templates, wordings and seed examples.

    Attributes:
        hashes: SHA-256 of each file's text, by file name.
        instructions: the wordings for detailed descriptions.
        seeds: the worked examples of each task.
    """

    def __init__(self, texts: Mapping[str, str], places: Mapping[str, str]) -> None:
        self._texts = dict(texts)
        self._places = dict(places)
        self.hashes = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in sorted(texts.items())}
        self._templates = Templates({name: texts[name] for name in _template_names()}, places)
        self.instructions = self._read_instructions()
        self.seeds = {task: self._read_seeds(f"seeds_{task}.yaml") for task in TASKS}
        for task in TASKS:
            for seed in self.seeds[task]:
                if (seed.instruction is not None) != (TASKS[task].pair_count is None):
                    place = places[f"seeds_{task}.yaml"]
                    need = "needs an" if TASKS[task].pair_count is None else "takes no"
                    raise PromptError(f"{place}: a {task} example {need} `instruction`")

    def render_context(self, scene: Scene, *, with_facts: bool = False) -> str:
        """Write a scene as the text that stands for its picture, on demand with what its keypoints say.

        Raises:
            PromptError: the template fails, or takes no facts that it is asked to show.
        """
        captions = [caption for caption in map(clean_caption, scene.captions) if caption]
        facts = scene_sentences(scene) if with_facts else {}
        objects = [object_fields(item, scene, facts.get(item.annotation_id, ())) for item in scene.objects]
        text = self._templates.render("context.j2", captions=captions, objects=objects).strip()
        if any(sentences and facts_line(sentences) not in text for sentences in facts.values()):
            place = self._places["context.j2"]
            raise PromptError(
                f"{place}: has no {{{{ object.facts }}}}; add it as a line of its own, or leave --facts out"
            )
        return text

    def render_system(
        self,
        task: str,
        skeleton: Skeleton = COCO_SKELETON,
        *,
        with_facts: bool = False,
        captions: str = BY_PEOPLE,
        with_picture: bool = False,
        is_detected: bool = False,
    ) -> str:
        """Write a task's system message; see `render_opening`."""
        values = {"facts": with_facts, "captions": captions, "picture": with_picture, "detected": is_detected}
        return self._templates.render(f"{task}.j2", task=task, parts=list(skeleton.parts), **values).strip()

    def pick_instruction(self, task: str, image_id: int, seed: int) -> str | None:
        """The wording that this image's description answers, by a hash of (seed, image id); None for other tasks."""
        if TASKS[task].pair_count is not None:
            return None
        digest = hashlib.sha256(f"{seed}:{image_id}:instruction".encode()).digest()
        return self.instructions[int.from_bytes(digest[:8], "big") % len(self.instructions)]

    def render_opening(
        self,
        task: str,
        skeleton: Skeleton = COCO_SKELETON,
        *,
        with_facts: bool = False,
        captions: str = BY_PEOPLE,
        with_picture: bool = False,
        is_detected: bool = False,
    ) -> list[dict[str, str]]:
        """The messages that every request of a task begins with: the system message and the seed examples.

        Args:
            task: ``conversation``, ``detail`` or ``complex``.
            skeleton: names the keypoints; examples with other keypoints are left out.
            with_facts: say what the keypoints show, in sentences.
            captions: who wrote the captions: `BY_PEOPLE`, `BY_MODEL`, or nobody, as an empty text. Images without
                captions are shown the examples that have none.
            with_picture: say that the picture comes with the text.
            is_detected: say that a program found the people, and may have missed some.
        """
        system = self.render_system(
            task,
            skeleton,
            with_facts=with_facts,
            captions=captions,
            with_picture=with_picture,
            is_detected=is_detected,
        )
        messages = [{"role": "system", "content": system}]
        wanted = [seed for seed in self.seeds[task] if seed.has_captions == bool(captions)]
        for seed in wanted or self.seeds[task]:
            if seed.fits(skeleton):
                context = seed.context_with_facts() if with_facts else seed.context
                messages.append({"role": "user", "content": join_user_text(context, seed.instruction)})
                messages.append({"role": "assistant", "content": seed.answer})
        return messages

    def _read_yaml(self, name: str) -> Any:
        place = self._places[name]
        try:
            return yaml.safe_load(self._texts[name])
        except yaml.MarkedYAMLError as error:
            line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
            raise PromptError(f"{place}{line}: {error.problem}") from None
        except yaml.YAMLError as error:
            raise PromptError(f"{place}: {' '.join(str(error).split())}") from None

    def _read_instructions(self) -> tuple[str, ...]:
        loaded = self._read_yaml("instructions.yaml")
        if (
            not isinstance(loaded, list)
            or not loaded
            or not all(isinstance(one, str) and one.strip() for one in loaded)
        ):
            raise PromptError(f"{self._places['instructions.yaml']}: expected a list of one or more sentences")
        return tuple(one.strip() for one in loaded)

    def _read_seeds(self, name: str) -> tuple[Seed, ...]:
        place = self._places[name]
        loaded = self._read_yaml(name)
        if not isinstance(loaded, list):
            raise PromptError(f"{place}: expected a list of examples, each with `context` and `answer`")
        return tuple(_read_seed(entry, f"{place}, example {number}") for number, entry in enumerate(loaded, start=1))


def _read_seed(entry: Any, place: str) -> Seed:
    fields = {"context", "answer", "instruction", "picture"}
    if not isinstance(entry, dict) or not {"context", "answer"} <= entry.keys() <= fields:
        raise PromptError(f"{place}: expected the fields context and answer, and maybe instruction and picture")
    for field in ("context", "answer", "instruction"):
        if field in entry and not (isinstance(entry[field], str) and entry[field].strip()):
            raise PromptError(f"{place}: {field} is {entry[field]!r}; expected a text")
    picture = entry.get("picture", [1, 1])
    if not (isinstance(picture, list) and len(picture) == 2 and all(isinstance(n, int) and n > 0 for n in picture)):
        raise PromptError(f"{place}: picture is {picture!r}; expected [width, height] in pixels")
    instruction = entry.get("instruction")
    return Seed(
        context=entry["context"].strip(),
        answer=entry["answer"].strip(),
        instruction=instruction.strip() if instruction else None,
        picture=(picture[0], picture[1]),
    )


def join_user_text(context: str, instruction: str | None) -> str:
    """The text of a user's turn: the context, and for a detailed description the instruction under it."""
    return context if instruction is None else f"{context}\n\n{instruction}"


def load_prompts(prompts_dir: Path | str | None = None) -> Prompts:
    """Load the package's prompts, with any file replaced by one of the same name in a user's folder.

    Args:
        prompts_dir: the user's folder, or None for the package's own prompts.

    Raises:
        PromptError: the folder is missing, a file in it replaces nothing, or a file is broken.
    """
    return _load_own_prompts() if prompts_dir is None else _read_prompts(Path(prompts_dir))


@lru_cache(maxsize=1)
def _load_own_prompts() -> Prompts:
    return _read_prompts(None)


def _read_prompts(prompts_dir: Path | None) -> Prompts:
    texts, places = read_texts(prompt_files(), prompts_dir, others=JUDGE_TEMPLATES)
    return Prompts(texts, places)


def render_context(scene: Scene, prompts_dir: Path | str | None = None) -> str:
    """Write a scene as the text that stands for its picture."""
    return load_prompts(prompts_dir).render_context(scene)


def render_messages(
    task: str, scene: Scene, seed: int = 0, prompts_dir: Path | str | None = None, *, with_facts: bool = False
) -> Sequence[dict[str, str]]:
    """All the messages of one request: the system message, the seed examples as earlier turns, and the scene.

    Args:
        task: ``conversation``, ``detail`` or ``complex``.
        scene: what the question is about.
        seed: with the image's id it picks the instruction of a detailed description.
        prompts_dir: a folder whose files replace the package's own.
        with_facts: add what the keypoints say, in sentences.
    """
    prompts = load_prompts(prompts_dir)
    instruction = prompts.pick_instruction(task, scene.image_id, seed)
    text = join_user_text(prompts.render_context(scene, with_facts=with_facts), instruction)
    opening = prompts.render_opening(task, scene.skeleton, with_facts=with_facts, captions=find_captions(scene))
    return [*opening, {"role": "user", "content": text}]
