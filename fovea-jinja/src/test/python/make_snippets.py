"""Renders the snippets of snippets.txt with jinja2, set up as transformers sets it up.

    python make_snippets.py > ../resources/dev/fovea/jinja/snippets.json

Needs jinja2 3.1. A snippet is one line of snippets.txt, or several lines between lines of three
quotes. Of a line that consists of expressions, each expression becomes a snippet of its own. The
results are what DifferentialTest compares with.
"""

import datetime
import json
import pathlib
import re

import jinja2.ext
import jinja2.nodes
import jinja2.sandbox

NOW = datetime.datetime(2025, 7, 4, 15, 6, 9, 123456)

# Messages that name Python's own functions, or that jinja2 words in two ways.
UNCOMPARED = re.compile(
    r"positional argument|expected at least|takes no arguments|unexpected keyword|'nope' found"
    r"|<template>|index out of range|assign to 'tuple'|C ssize_t"
)

VARIABLES = {
    "t": True,
    "f": False,
    "n": None,
    "i": 7,
    "neg": -3,
    "x": 2.5,
    "s": "Hello, World",
    "u": "Grüße 👋 \u4f60\u597d ﬁ",
    "html": "<a href=\"x\">1 & 2</a>",
    "empty": "",
    "nums": [3, 1, 2],
    "words": ["banana", "Apple", "cherry"],
    "nested": [[1, 2], [3, 4]],
    "d": {"b": 1, "a": 2, "C": 3, "items": "shadow"},
    "pairs": [["k", 1], ["l", 2]],
    "users": [
        {"name": "Ann", "age": 31, "city": {"name": "Ulm"}, "active": True},
        {"name": "bob", "age": 25, "city": {"name": "Bonn"}, "active": False},
        {"name": "Cy", "age": 31, "city": {"name": "Ulm"}, "active": True},
    ],
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "What?"}]},
        {"role": "assistant", "content": "A cat.", "tool_calls": [{"function": {"name": "f", "arguments": {"a": 1}}}]},
    ],
    "tree": [{"v": 1, "c": [{"v": 2, "c": []}, {"v": 3, "c": [{"v": 4, "c": []}]}]}, {"v": 5, "c": []}],
    "schema": {"type": "object", "properties": {"q": {"type": "string", "description": "é \"q\" </x>"}}, "required": ["q"], "n": None, "b": True, "x": 1.5, "e": [], "o": {}},
    "big": 123456789012345678901234567890,
}


class Generation(jinja2.ext.Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_run"), [], [], body).set_lineno(line)

    @jinja2.pass_eval_context
    def _run(self, context, caller):
        return caller()


def environment():
    env = jinja2.sandbox.ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols]
    )

    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = lambda format: NOW.strftime(format)
    return env


def snippets(path):
    block = None
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line == '"""':
            if block is None:
                block = []
            else:
                yield "\n".join(block)
                block = None
        elif block is not None:
            block.append(line)
        elif line and not line.startswith("##"):
            yield line
            expressions = re.findall(r"\{\{.*?\}\}+(?=\s|\||$)", line)
            if len(expressions) > 1 and "{%" not in line:
                yield from expressions


def main():
    cases = []
    for template in snippets(pathlib.Path(__file__).with_name("snippets.txt")):
        case = {"template": template}
        try:
            case["expected"] = environment().from_string(template).render(**VARIABLES)
        except Exception as error:
            case["error"] = type(error).__name__
            if not UNCOMPARED.search(str(error)):
                case["message"] = str(error)
            if isinstance(error, jinja2.exceptions.TemplateSyntaxError):
                case["line"] = error.lineno
        if " at 0x" not in case.get("expected", ""):
            cases.append(case)
    print(json.dumps({"variables": VARIABLES, "cases": cases}, indent=1))


if __name__ == "__main__":
    main()
