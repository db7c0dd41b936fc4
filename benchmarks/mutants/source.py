"""Changes of Python code by the rules of mutmut: operators, numbers, strings, arguments, conditions, assignments.

mutmut itself changes functions only. Here module-level tables and the defaults of fields are changed, too, since words,
thresholds and prices stand there. What does nothing by its form is left out: other case of the words in a statement for
SQLite or in an expression that ignores case, and `zip` without `strict`, which states what the lines before have made
sure of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst
from libcst import matchers
from libcst.metadata import MetadataWrapper
from mutmut.mutation.mutators import mutation_operators

from benchmarks.mutants.mutant import Mutant

# what a statement for SQLite has; its keywords, tables and columns mean the same in any case
_SQL = re.compile(
    r"\b(?:SELECT|FROM|WHERE|INSERT|UPDATE|DELETE FROM|CREATE|ALTER TABLE|PRAGMA|JOIN|VALUES|ORDER BY|GROUP BY|BEGIN)\b"
)
_ESCAPED = re.compile(r"\\.|\(\?P<\w+>|[^\\]", re.DOTALL)
_SQL_TEXT = re.compile(r"('[^']*')")
# a change of these is seen by no program that runs: types, docstrings, what `import *` would take
TYPE_MAKERS = {"cast", "TypeVar", "NewType"}
TYPES = {"Literal", "Annotated", "Callable", "Union", "Optional"}
# as in mutmut: a changed argument of these only breaks the call
PLAIN_CALLS = {"len", "isinstance"}


class _Collector(cst.CSTVisitor):
    """All pairs of a node and what stands in its place."""

    def __init__(self) -> None:
        self.pairs: list[tuple[cst.CSTNode, cst.CSTNode]] = []
        self._caseless: set[int] = set()

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _is_silent(node):
            return False
        if _ignores_case(node):
            self._caseless.update(map(id, matchers.findall(node, matchers.SimpleString())))
        is_caseless = id(node) in self._caseless
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                changes = [changed for changed in operator(node) if not _is_same(node, changed)]
                self.pairs += [
                    (node, changed) for changed in changes if not (is_caseless and _is_same_case(node, changed))
                ]
        return True


def _is_same(old: cst.CSTNode, new: cst.CSTNode) -> bool:
    """Whether a change does nothing by its form."""
    if isinstance(old, cst.Call) and isinstance(new, cst.Call):
        left, right = (
            [arg.value for arg in call.args if arg.keyword is None or arg.keyword.value != "strict"]
            for call in (old, new)
        )
        is_zip = isinstance(old.func, cst.Name) and old.func.value == "zip"
        return is_zip and len(left) == len(right) and all(map(cst.CSTNode.deep_equals, left, right))
    return _is_same_sql(old, new)


def _ignores_case(node: cst.CSTNode) -> bool:
    """Whether a call compiles an expression that takes capitals for small letters."""
    flags = matchers.Attribute(matchers.Name("re"), matchers.Name("IGNORECASE") | matchers.Name("I"))
    return isinstance(node, cst.Call) and any(matchers.matches(arg.value, flags) for arg in node.args)


def _is_same_case(old: cst.CSTNode, new: cst.CSTNode) -> bool:
    """Whether an expression that ignores case differs in the case of its letters alone."""
    return isinstance(old, cst.SimpleString) and isinstance(new, cst.SimpleString) and _escapes(old) == _escapes(new)


def _escapes(node: cst.SimpleString) -> str:
    # the case of what follows a backslash means something
    return _ESCAPED.sub(lambda part: part[0] if part[0].startswith("\\") else part[0].lower(), node.value)


def _is_same_sql(old: cst.CSTNode, new: cst.CSTNode) -> bool:
    """Whether only the case of words in a statement for SQLite differs, and none in a text that it holds."""
    if not (isinstance(old, cst.SimpleString) and isinstance(new, cst.SimpleString) and _SQL.search(old.value)):
        return False
    return _fold_sql(old.value) == _fold_sql(new.value)


def _fold_sql(text: str) -> str:
    return "".join(part if part.startswith("'") else part.lower() for part in _SQL_TEXT.split(text))


def _is_silent(node: cst.CSTNode) -> bool:
    if isinstance(node, (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom)):
        return True
    if isinstance(node, cst.Arg) and node.keyword is not None and node.keyword.value in ("frozen", "slots", "strict"):
        return True
    if isinstance(node, cst.Expr) and isinstance(node.value, (cst.SimpleString, cst.ConcatenatedString)):
        return True
    if isinstance(node, cst.If) and isinstance(node.test, cst.Name) and node.test.value == "TYPE_CHECKING":
        return True
    if isinstance(node, cst.Subscript) and isinstance(node.value, cst.Name) and node.value.value in TYPES:
        return True
    if isinstance(node, cst.Assign) and isinstance(node.targets[0].target, cst.Name):
        return node.targets[0].target.value == "__all__" or _is_silent(node.value)
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name):
        return node.func.value in TYPE_MAKERS | PLAIN_CALLS
    return False


class _Replace(cst.CSTTransformer):
    """Puts one node in the place of another, once."""

    def __init__(self, old: cst.CSTNode, new: cst.CSTNode) -> None:
        self.old, self.new = old, new
        self.done = False

    def on_visit(self, node: cst.CSTNode) -> bool:
        return not self.done and node is not self.old

    def on_leave(self, original_node: cst.CSTNode, updated_node: cst.CSTNode) -> cst.CSTNode:  # type: ignore[override]
        if original_node is self.old:
            self.done = True
            return self.new
        return updated_node


def python_mutants(file: str, text: str) -> Iterator[Mutant]:
    """All changes of one module, in the order of its nodes."""
    module = MetadataWrapper(cst.parse_module(text)).module
    collector = _Collector()
    module.visit(collector)
    for number, (old, new) in enumerate(collector.pairs):

        def build(old: cst.CSTNode = old, new: cst.CSTNode = new) -> str:
            changed = module.visit(_Replace(old, new))
            assert isinstance(changed, cst.Module)
            return changed.code

        yield Mutant(file, number, text, build)
