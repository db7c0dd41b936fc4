"""What all commands have in common: option names with hyphens or underscores, and output without foreign escapes."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand

from .output import escaped_output


class Escaped(TyperCommand):
    """A command that prints no sign which a terminal obeys."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command, with what it prints escaped.

        Args:
            ctx: of the call.
        """
        with escaped_output():
            return super().invoke(ctx)


class EitherSpelling(Escaped):
    """A command that takes ``--max_cost`` for ``--max-cost``, and ``--max-steps`` for a recipe's ``--max_steps``.

    A command's own options have hyphens, the fields of a recipe have underscores. What is neither is passed on as it
    is, so that the error shows what was typed.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put each option name into the spelling that is known, then parse as ever.

        Args:
            ctx: of the call.
            args: the command line behind the command's name.
        """
        own = {name for parameter in self.params for name in (*parameter.opts, *parameter.secondary_opts)}
        takes_fields = bool(ctx.allow_extra_args)
        return super().parse_args(ctx, [_spell(part, own, takes_fields=takes_fields) for part in args])


def _spell(part: str, own: set[str], *, takes_fields: bool) -> str:
    name, equals, value = part.partition("=")
    if not name.startswith("--") or len(name) == 2 or name in own:
        return part
    with_hyphens = "--" + name[2:].replace("_", "-")
    if with_hyphens in own:
        return with_hyphens + equals + value
    return "--" + name[2:].replace("-", "_") + equals + value if takes_fields else part


def command(app: Any, name: str, **settings: Any) -> Any:
    """Return the decorator that adds a command of this kind to the program.

    Args:
        app: the Typer program.
        name: of the command.
        **settings: of `typer.Typer.command`.
    """
    return app.command(name, cls=EitherSpelling, **settings)
