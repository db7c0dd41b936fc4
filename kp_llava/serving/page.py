"""A page to try a model: drop a picture, ask, and read the answers of one model or two side by side.

It is a Gradio page for this machine: no analytics, no share link, no font or script from elsewhere.
"""

from __future__ import annotations

import importlib.resources
import json
import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import Any

from PIL import Image

from ..errors import TrainingError, explain_install
from .compare import ask_side_by_side
from .model import ChatModel, Turn, open_picture

Known = Mapping[str, tuple[Path, dict[str, Any]]]  # by file name: the picture, and what is drawn over it
_FONTS = ["system-ui", "sans-serif"]


def import_gradio() -> Any:
    """Gradio, with its reports to its makers off.

    Raises:
        TrainingError: it is not installed.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    try:
        import gradio
    except ModuleNotFoundError as error:
        raise TrainingError(f"demo-page: {error}; {explain_install('page')}") from error
    return gradio


def build_page(
    models: Sequence[ChatModel],
    *,
    known: Known | None = None,
    drawing: tuple[str, str] = ("", ""),
    max_new_tokens: int = 512,
) -> tuple[Any, dict[str, Any]]:
    """The page.

    Args:
        models: the tuned one, and the original where there are two.
        known: pictures whose keypoints are known; a dropped picture of the same name and size counts as known.
        drawing: a script with ``drawScene(scene, skeleton)`` and its styles.
        max_new_tokens: the longest answer.

    Returns:
        (the Gradio blocks, what their ``launch`` takes)
    """
    gradio = import_gradio()
    known = known or {}
    titles = _name(models)
    with gradio.Blocks(title="kp_llava", analytics_enabled=False, delete_cache=(600, 3600)) as page:
        gradio.Markdown(f"## {' and '.join(titles)}", elem_id="title")
        turns = gradio.State([[] for _ in models])
        last = gradio.State(None)
        overlay = gradio.Textbox(visible="hidden", elem_id="overlay")
        with gradio.Row():
            with gradio.Column(scale=2, min_width=300):
                picture = gradio.Image(
                    type="filepath",
                    image_mode=None,
                    format="png",
                    sources=["upload", "clipboard"],
                    buttons=[],
                    label="Picture",
                    elem_id="picture",
                    height=360,
                )
                # the file as it is: what is no picture is reported in our words (a subclass would write a file here)
                picture.preprocess = lambda file: None if file is None else file.path
                choice = gradio.Dropdown(
                    list(known),
                    value=None,
                    label="A picture with known keypoints",
                    visible=bool(known),
                    elem_id="choice",
                )
                shows = gradio.Checkbox(True, label="Draw the skeleton", visible=bool(known), elem_id="shows")
            with gradio.Column(scale=3, min_width=300):
                question = gradio.Textbox(
                    label="Question", placeholder="What is the person doing with the left arm?", elem_id="question"
                )
                with gradio.Row():
                    ask = gradio.Button("Ask", variant="primary", elem_id="ask", min_width=120)
                    new = gradio.Button("Start again", elem_id="new", min_width=120)
                with gradio.Row():
                    chats = [
                        gradio.Chatbot(
                            label=title,
                            elem_id=f"chat-{number}",
                            height=340,
                            min_width=260,
                            render_markdown=False,  # a model's words are shown as they are
                            buttons=[],
                            feedback_options=None,
                            group_consecutive_messages=False,
                        )
                        for number, title in enumerate(titles)
                    ]

        def answer(path: str | None, text: str, said: list[list[Turn]], shown: str | None) -> Iterator[tuple[Any, ...]]:
            if not text.strip():
                raise gradio.Error("Type a question first.", print_exception=False)
            if path is None and not said[0]:
                raise gradio.Error("Drop a picture first, or choose one.", print_exception=False)
            try:
                pictures = (open_picture(Path(path)),) if path is not None and path != shown else ()
            except TrainingError as error:
                raise gradio.Error(_hide_folder(str(error), path or ""), print_exception=False) from error
            asked = [[*mine, Turn("user", text.strip(), pictures)] for mine in said]
            so_far = [""] * len(models)
            yield ("", said, shown, *(_show(mine, "…") for mine in asked))
            for so_far in ask_side_by_side(models, asked, max_new_tokens=max_new_tokens):
                yield ("", said, shown, *(_show(mine, words) for mine, words in zip(asked, so_far, strict=True)))
            done = [[*mine, Turn("assistant", words.strip())] for mine, words in zip(asked, so_far, strict=True)]
            yield ("", done, path, *(_show(mine, "") for mine in done))

        def start_again() -> tuple[Any, ...]:
            return ([[] for _ in models], None, *([] for _ in models))

        def choose(name: str | None) -> tuple[Image.Image | None, str]:
            if name is None or name not in known:
                return None, ""
            path, scene = known[name]
            try:
                return open_picture(path), json.dumps(scene)
            except TrainingError as error:
                raise gradio.Error(str(error), print_exception=False) from error

        def recognize(path: str | None) -> tuple[Any, str, None]:
            if path is None:
                return gradio.skip(), "", None
            try:
                size = open_picture(Path(path)).size
            except TrainingError as error:
                gradio.Warning(_hide_folder(str(error), path))
                return None, "", None
            scene = known.get(Path(path).name, (None, None))[1]
            is_same = scene is not None and size == (scene["width"], scene["height"])
            return gradio.skip(), json.dumps(scene) if is_same else "", None

        gradio.on(
            [ask.click, question.submit],
            answer,
            [picture, question, turns, last],
            [question, turns, last, *chats],
            concurrency_limit=1,
            show_progress="hidden",
        )
        gradio.on([ask.click, question.submit], None, None, None, js="() => showAnswers()")
        gradio.on([new.click, *(chat.clear for chat in chats)], start_again, None, [turns, last, *chats])
        choice.input(choose, choice, [picture, overlay], show_progress="hidden")
        gradio.on(
            [picture.upload, picture.clear], recognize, picture, [picture, overlay, choice], show_progress="hidden"
        )
        draw = "(scene, isShown) => showSkeleton(isShown && scene ? JSON.parse(scene) : null)"
        gradio.on([overlay.change, shows.change, picture.change], None, [overlay, shows], None, js=draw)
    script, styles = drawing
    own = importlib.resources.files(__package__)
    settings = {
        "css": own.joinpath("page.css").read_text(encoding="utf-8") + f"\n.skeleton {{\n{styles}\n}}",
        "head": f"<script>{script}\n{own.joinpath('page.js').read_text(encoding='utf-8')}</script>",
        "theme": gradio.themes.Default(font=_FONTS, font_mono=["ui-monospace", "monospace"]),
    }
    return page, settings


def _name(models: Sequence[ChatModel]) -> list[str]:
    """Headings: the last part of each model's place, or the whole where two are alike."""
    short = [Path(model.place).name or model.place for model in models]
    names = short if len(set(short)) == len(short) else [model.place for model in models]
    roles = ("tuned", "original") if len(models) > 1 else ("",)
    return [f"{name} ({role})" if role else name for name, role in zip(names, roles, strict=True)]


def _show(turns: Sequence[Turn], words: str) -> list[dict[str, str]]:
    """A conversation as the page shows it, with the answer that is being written."""
    messages = [{"role": turn.role, "content": turn.text} for turn in turns]
    return [*messages, {"role": "assistant", "content": words}] if words else messages


def _hide_folder(message: str, path: str) -> str:
    """The message with the picture's own name in place of where this machine keeps it."""
    return message.replace(path, Path(path).name)


def serve_page(page: Any, settings: dict[str, Any], *, host: str, port: int, say: Any) -> None:
    """Show the page until the process is stopped.

    Args:
        page: of `build_page`.
        settings: of `build_page`.
        host: the address to listen at.
        port: 0 for any that is free.
        say: prints a line when the page can be opened.

    Raises:
        TrainingError: the port is taken, or there is no such address.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise TrainingError(
                f"--host {host} --port {port}: cannot be listened at ({error.strerror or error}); give another --port, "
                "or 0 for any that is free"
            ) from error
        port = probe.getsockname()[1]
    page.queue()
    page.launch(
        server_name=host,
        server_port=port,
        share=False,
        quiet=True,
        prevent_thread_lock=True,
        ssr_mode=False,
        footer_links=[],
        max_file_size="50mb",
        **settings,
    )
    try:
        say(f"http://{host}:{port}  (Ctrl-C ends)")
        Event().wait()
    finally:
        page.close(verbose=False)
