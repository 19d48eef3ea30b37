"""Jinja2, set up as Hugging Face's library sets it up, behind lines of JSON as llama.mjs is. A template that fails is an answer too."""

import datetime
import json
import sys


def say(answer):
    print(json.dumps(answer), flush=True)


try:
    import jinja2
    import jinja2.ext
    import jinja2.sandbox
except ImportError as error:
    say({"unavailable": str(error)})
    sys.exit(0)


class Generation(jinja2.ext.Extension):
    """The tag around what an assistant wrote; it renders as its body."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_render"), [], [], body).set_lineno(line)

    def _render(self, caller):
        return caller()


def fail(message):
    raise jinja2.exceptions.TemplateError(message)


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


environment = jinja2.sandbox.SandboxedEnvironment(
    trim_blocks=True, lstrip_blocks=True, extensions=[Generation, "jinja2.ext.loopcontrols"]
)
environment.filters["tojson"] = tojson
environment.globals["raise_exception"] = fail
environment.globals["strftime_now"] = lambda form: datetime.datetime(2026, 3, 7, 9, 5, 30).strftime(form)


def render(request):
    try:
        return {"text": environment.from_string(request["template"]).render(**request["context"])}
    except Exception as error:
        return {"failure": f"{type(error).__name__}: {error}"}


sys.stdin.reconfigure(encoding="utf-8")
say({"ready": True})
for line in sys.stdin:
    say({"result": [render(request) for request in json.loads(line)]})
