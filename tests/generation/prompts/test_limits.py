"""A user's template that never ends or fills the memory is stopped, with a line that names it."""

from __future__ import annotations

import resource
import time

import pytest
from typer.testing import CliRunner

from kp_llava.commands.main import app
from kp_llava.errors import PromptError
from kp_llava.generation.prompts.templates import Templates
from tests.factories import make_coco, make_coco_folder

HOSTILE = {
    "range": "{% for i in range(10**9) %}{% endfor %}",
    "nested": "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "output": "{% for i in range(99999) %}{{ 'x' * 99999 }}{% endfor %}",
    "block": "{% set t %}{% for i in range(99999) %}{{ 'x' * 99999 }}{% endfor %}{% endset %}{{ t }}",
    "product": "{{ 'x' * 10**11 }}",
    "list": "{{ [0] * 10**10 }}",
    "power": "{{ 9 ** (9 ** 9) }}",
    "square": "{% set n = namespace(x=7) %}{% for i in range(60) %}{% set n.x = n.x * n.x %}{% endfor %}{{ n.x }}",
    "doubling": "{% set n = namespace(x='ab') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "adding": "{% set n = namespace(x='ab') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "percent": "{{ '%99999999999d' % 1 }}",
    "star": "{{ '%*d' % (99999999999, 1) }}",
    "format": "{{ '{:>99999999999}'.format(1) }}",
    "nested format": "{{ '{:>{}}'.format(1, 99999999999) }}",
    "filter": "{{ '%99999999999d'|format(1) }}",
    "center": "{{ 'x'|center(10**10) }}",
    "ljust": "{{ 'x'.ljust(10**10) }}",
    "replace": "{{ ('x' * 999999).replace('x', 'y' * 999999) }}",
    "join": "{{ ('x' * 999999)|join('y' * 999999) }}",
    "indent": "{{ ('\\n' * 999999)|indent(999999) }}",
    "macro": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "endless macro": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "include": "{% include 'system.j2' %}",
    "twice": "{% include 'system.j2' %}{% include 'system.j2' %}",
    "deep": "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_never_ends_is_stopped_by_name(kind):
    templates = Templates({"system.j2": HOSTILE[kind]}, {"system.j2": "my/system.j2"})
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.thread_time()
    with pytest.raises(PromptError, match=r"^my/system\.j2") as caught:
        templates.render("system.j2")
    assert time.thread_time() - started < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # KB
    assert "\n" not in str(caught.value)


def test_a_command_says_which_file(tmp_path):
    prompts = tmp_path / "prompts"
    prompts.mkdir()
    (prompts / "system.j2").write_text(HOSTILE["nested"])
    coco = make_coco_folder(tmp_path / "coco", make_coco(2), with_pictures=False)
    command = ["generate", tmp_path / "run", "--coco", coco, "--split", "val2017", "--prompts", prompts]
    command += ["--teacher", "openai", "--base-url", "http://127.0.0.1:9/v1", "--dry-run"]
    done = CliRunner().invoke(app, list(map(str, command)))
    assert isinstance(done.exception, PromptError), done.exception
    assert str(done.exception) == f"{prompts / 'system.j2'}, line 1: takes more than 100,000 steps"


def test_what_a_prompt_does_is_not_in_the_way():
    text = (
        "{% for p in people %}{{ loop.index }}/{{ loop.length }} {{ '%.3f' % p }} {{ 'a' ~ p ~ 'b' }} {{ p * 2 + 1 }}"
        " {{ p|round(2) }}{{ ', ' if not loop.last }}{% else %}nobody{% endfor %}"
        "{{ ['x', 'y']|join('-')|upper }} {{ 'n: {}'.format(3) }} {{ people|length }}"
    )
    templates = Templates({"a.j2": text}, {"a.j2": "a.j2"})
    assert templates.render("a.j2", people=[0.5, 2]) == ("1/2 0.500 a0.5b 2.0 0.5, 2/2 2.000 a2b 5 2X-Y n: 3 2")
    assert templates.render("a.j2", people=[]) == "nobodyX-Y n: 3 0"


def test_a_template_that_waits_for_a_busy_machine_is_not_stopped(monkeypatch):
    """A wait of the thread is what a machine with other work does to an honest template."""
    monkeypatch.setattr("kp_llava.generation.prompts.limits.MOST_SECONDS", 0.3)
    templates = Templates({"system.j2": "{% for i in range(300) %}{{ spend(i) }}{% endfor %}"}, {"system.j2": "my.j2"})
    started = time.monotonic()
    assert templates.render("system.j2", spend=lambda i: time.sleep(0.002) or "x") == "x" * 300
    assert time.monotonic() - started > 0.5

    def compute(_):
        end = time.thread_time() + 0.002
        while time.thread_time() < end:
            pass
        return "x"

    with pytest.raises(PromptError, match=r"^my\.j2.* takes more than 0\.3 seconds of CPU time"):
        templates.render("system.j2", spend=compute)
