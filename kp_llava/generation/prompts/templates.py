"""Jinja templates from `prompts/` in a sandbox; a user's folder can replace any of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from importlib import resources
from pathlib import Path

import jinja2
import jinja2.meta

from ...errors import PromptError
from .limits import LimitedEnvironment

# the judge's own; the same folder may replace them and the teacher's
JUDGE_TEMPLATES = (
    *("judge_system.j2", "judge.j2", "judge_again.j2"),
    *("judge_single_system.j2", "judge_single.j2", "judge_single_again.j2"),
)


class Templates:
    """Templates that include each other by name, read no other file and compute no more than `limits` allows.

    Attributes:
        texts: file name -> the template.
        places: file name -> how messages call it.
    """

    def __init__(self, texts: Mapping[str, str], places: Mapping[str, str]) -> None:
        self.texts = dict(texts)
        self.places = {name: places[name] for name in texts}
        self._environment = LimitedEnvironment(
            loader=jinja2.FunctionLoader(self._find),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,
        )

    def render(self, name: str, **values: object) -> str:
        """Fill in a template.

        Raises:
            PromptError: it is broken or names what does not exist; the message has file and line.
        """
        self._environment.start()
        try:
            return self._environment.get_template(name).render(**values)
        except jinja2.TemplateSyntaxError as error:
            place = self.places.get(error.name or name, name)
            raise PromptError(f"{place}, line {error.lineno}: {error.message}") from None
        except jinja2.TemplateNotFound as error:
            raise PromptError(
                f"{self.places[name]}: there is no template {error.name!r}; known: {', '.join(self.texts)}"
            ) from None
        except RecursionError:
            raise PromptError(f"{self.places[name]}: includes or calls itself, or nests too deeply") from None
        except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
            raise PromptError(f"{self._find_line(error, name)}: {error}") from None
        except MemoryError:
            raise PromptError(f"{self.places[name]}: takes more memory than there is") from None

    def find_variables(self, name: str) -> set[str]:
        """The variables that a template takes, also through those that it includes.

        Raises:
            PromptError: one of them is broken.
        """
        found: set[str] = set()
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            one = waiting.pop()
            if one in seen or one not in self.texts:
                continue
            seen.add(one)
            try:
                tree = self._environment.parse(self.texts[one])
            except jinja2.TemplateSyntaxError as error:
                raise PromptError(f"{self.places[one]}, line {error.lineno}: {error.message}") from None
            except RecursionError:
                raise PromptError(f"{self.places[one]}: nests too deeply") from None
            found |= jinja2.meta.find_undeclared_variables(tree)
            waiting += [other for other in jinja2.meta.find_referenced_templates(tree) if other is not None]
        return found

    def _find(self, name: str) -> tuple[str, str, None] | None:
        # only the named files exist for a template: nothing outside can be included or imported
        return (self.texts[name], self.places[name], None) if name in self.texts else None

    def _find_line(self, error: BaseException, name: str) -> str:
        place = self.places[name]
        trace = error.__traceback__
        while trace is not None:  # Jinja gives the frames of a template its own file name and lines
            file_name = trace.tb_frame.f_code.co_filename
            if file_name in self.places.values():
                place = f"{file_name}, line {trace.tb_lineno}"
            trace = trace.tb_next
        return place


def read_texts(
    names: Collection[str], folder: Path | None, *, others: Iterable[str] = ()
) -> tuple[dict[str, str], dict[str, str]]:
    """Read the package's prompt files, with any replaced by one of the same name in a user's folder.

    Args:
        names: the files.
        folder: the user's folder, or None.
        others: names that may lie in the folder, too, for somebody else.

    Returns:
        File name -> text, and file name -> how messages call the file.

    Raises:
        PromptError: the folder or a prompt is missing, a file in the folder replaces nothing, or it cannot be read.
    """
    package = resources.files("kp_llava.prompts")
    texts = {name: (package / name).read_text(encoding="utf-8") for name in names if (package / name).is_file()}
    places = {name: f"kp_llava/prompts/{name}" for name in names}
    if folder is not None and not folder.is_dir():
        raise PromptError(f"--prompts {folder}: there is no such folder")
    for path in sorted(folder.iterdir()) if folder is not None else ():
        if path.suffix not in (".j2", ".yaml") or path.name in others:
            continue
        if path.name not in names:
            known = ", ".join([*names, *others])
            raise PromptError(f"{path}: replaces none of the prompts; their names are {known}")
        try:
            texts[path.name] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PromptError(f"{path}: cannot be read as UTF-8 text: {error}") from None
        places[path.name] = str(path)
    missing = [name for name in names if name not in texts]
    if missing:
        raise PromptError(f"prompts: there is no {missing[0]}; put it into a folder and give --prompts DIR")
    return texts, places
