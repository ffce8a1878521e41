"""docs/TARGET.md says everything that a target file can say, and nothing else."""

from __future__ import annotations

import functools
import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Final

import click
import pytest
from jsonschema import Draft202012Validator

from nango_conformance.cli.main import commands
from nango_conformance.target import parse_target
from nango_conformance.target.problems import problems
from nango_conformance.target.template import NAMES

MANUAL: Final = (Path(__file__).parents[3] / "docs" / "TARGET.md").read_text("utf-8")
SCHEMA: Final[dict[str, Any]] = json.loads(
    resources.files("nango_conformance.target").joinpath("target.schema.json").read_text("utf-8")
)

SHARED: Final = {
    "request": "A route",
    "hook": "A hook of [fixtures]",
    "place": "[attribution.user] and [attribution.workspace]",
}
"""Sections that tell of what several keys share, by the name of its definition."""

ROUTE: Final = frozenset(SCHEMA["$defs"]["request"]["properties"])
"""What every route has; sections of routes name them in one row."""

RECIPES: Final = ("Next.js", "Express", "Django", "Rails", "Go")
LISTS: Final = {
    "string": "strings",
    "integer": "integers",
    "table": "tables",
    "choice": "choices",
}
SECRETS: Final = dict.fromkeys(
    ("NAF_ADA_SECRET", "NAF_GRACE_SECRET", "NAF_MALLORY_SECRET", "SESSION_SECRET"), "s"
) | {"TEST_DATABASE_URL": "sqlite:///x.db"}

Node = Mapping[str, Any]


@functools.cache
def sections() -> Mapping[str, str]:
    """Return the parts of the manual by their headings."""
    _, *parts = re.split(r"^#{2,3} (.+)\n", MANUAL, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def rows(heading: str) -> Iterator[list[str]]:
    """Yield the cells of a section's first table, without its head."""
    table = re.search(r"(?:^\|.*\n)+", sections()[heading], re.MULTILINE)
    for line in table.group().splitlines()[2:] if table else ():
        cells = re.split(r"(?<!\\)\|", line)[1:-1]
        yield [cell.strip().replace("\\|", "|") for cell in cells]


def blocks(language: str, text: str = MANUAL) -> list[str]:
    """Return the code blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def resolved(node: Node) -> Node:
    """Return a part of the schema with what it refers to."""
    if "$ref" not in node:
        return node
    return {**SCHEMA["$defs"][node["$ref"].rpartition("/")[2]], **node}


def kind(node: Node) -> str:
    """Return the manual's word for the values that a part of the schema takes."""
    node = resolved(node)
    if "enum" in node:
        return "choice"
    if "const" in node:
        return "integer"
    if node.get("type") == "array":
        return LISTS[kind(node["items"])]
    plain = str(node.get("type", "any"))
    return {"object": "table"}.get(plain, plain)


def tables() -> dict[str, Node]:
    """Return every table that the schema knows, by the heading that tells of it."""
    found: dict[str, Node] = {SHARED[name]: node for name, node in SCHEMA["$defs"].items()}
    waiting: list[tuple[str, Node]] = [("", SCHEMA)]
    while waiting:
        path, node = waiting.pop()
        if path:
            found[path] = node
        for key, inner in node["properties"].items():
            name = f"{path.strip('[]')}.{key}".lstrip(".")
            if "items" in inner and "properties" in inner["items"]:
                waiting.append((f"[[{name}]]", inner["items"]))
            elif "properties" in inner:
                waiting.append((f"[{name}]", inner))
    return found


KEYS: Final = [
    pytest.param(node, key, row, id=f"{heading} {key}")
    for heading, node in tables().items()
    for row in rows(heading)
    for key in re.findall(r"`([^`]+)`", row[0])
    if len(re.findall(r"`", row[0])) == 2
]


@pytest.mark.parametrize("heading", tables())
def test_every_key_of_a_section_is_told(heading: str) -> None:
    """Once, and no key that is not there; where this fails, add the row to docs/TARGET.md."""
    told = [key for row in rows(heading) for key in re.findall(r"`([^`]+)`", row[0])]

    assert sorted(told) == sorted(tables()[heading]["properties"])


def test_the_top_of_the_file_is_told() -> None:
    """Its one key and its sections."""
    plain = {key for key, node in SCHEMA["properties"].items() if kind(node) == "integer"}
    named = {heading.strip("[]") for heading in sections() if heading.startswith("[")}

    assert [row[0] for row in rows("At the top")] == [f"`{key}`" for key in plain]
    assert set(SCHEMA["properties"]) - plain <= named
    assert set(SHARED) == set(SCHEMA["$defs"])


@pytest.mark.parametrize("heading", [h for h in tables() if h not in SHARED.values()])
def test_a_route_is_told_in_one_row(heading: str) -> None:
    """Which leads to the section that tells of its parts."""
    together = [row for row in rows(heading) if row[0].count("`") > 2]

    if set(tables()[heading]["properties"]) >= ROUTE:
        assert [set(re.findall(r"`([^`]+)`", row[0])) for row in together] == [ROUTE]
        assert "(#a-route)" in together[0][3]
    else:
        assert together == []


@pytest.mark.parametrize(("node", "key", "row"), KEYS)
def test_a_key_is_told_rightly(node: Node, key: str, row: list[str]) -> None:
    """Its type, its default, and every word that a choice has."""
    schema = resolved(node["properties"][key])
    _, told, default, meaning, _ = row

    assert told == kind(schema)
    assert meaning
    if key in node.get("required", ()):
        assert default == "needed"
    elif "default" in schema:
        assert tomllib.loads(f"x = {default.strip('`')}") == {"x": schema["default"]}
    else:
        assert default == "–"
    for word in schema.get("enum", ()):
        assert f'`"{word}"`' in meaning


@pytest.mark.parametrize(("node", "key", "row"), KEYS)
def test_an_example_is_one(node: Node, key: str, row: list[str]) -> None:
    """TOML that the schema takes for this key, and not merely its default."""
    schema = {**resolved(node["properties"][key]), "$defs": SCHEMA["$defs"]}
    example = tomllib.loads(f"x = {row[4].strip('`')}")["x"]

    wrong = [error.message for error in Draft202012Validator(schema).iter_errors(example)]

    assert wrong == [] or key == "until"
    assert example != schema.get("default") or key in {"mode", "token", "keep"}


def test_every_placeholder_is_told() -> None:
    """Those of the closed list and no others."""
    told = [row[0].strip("`{}") for row in rows("The shape of the file")]

    assert sorted(told) == sorted(NAMES)


def test_every_point_of_difference_is_told() -> None:
    """A1 to A30, in order: how it is said, or why it cannot be."""
    points = list(rows("What can be described, and what cannot"))

    assert [row[0] for row in points] == [f"A{n}" for n in range(1, 31)]
    for _, point, here in points:
        assert point
        assert "`" in here or "Not supported:" in here or "nothing to declare" in here


def test_every_way_to_the_fake_is_told() -> None:
    """Each value of the key has a line with what the backend is started with."""
    ways = set(SCHEMA["properties"]["nango"]["properties"]["override"]["enum"])

    told = {row[1].strip('`"') for row in rows("When api.nango.dev is fixed in the code")}

    assert told == {*ways, "none"}


@pytest.mark.parametrize("block", [b for b in blocks("toml") if b.startswith("schema = 1")])
def test_a_whole_file_is_a_target(block: str) -> None:
    """Nothing in it is unknown, wrong, or at odds with the rest."""
    target = parse_target(tomllib.loads(block), environ=SECRETS, text=block)

    assert target.name in RECIPES


def test_every_fragment_fits_a_target_file(smallest: str) -> None:
    """Laid over a smallest file, it has no problem."""
    fragments = [block for block in blocks("toml") if not block.startswith("schema = 1")]

    for fragment in fragments:
        assert problems({**tomllib.loads(smallest), **tomllib.loads(fragment)}) == (), fragment


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_is_whole(name: str) -> None:
    """A receiver and a start in the framework's language, and the file that describes them."""
    recipe = sections()[name]

    (file,) = blocks("toml", recipe)
    assert tomllib.loads(file)["target"]["name"] == name
    assert len(re.findall(r"^```\w+$", recipe, re.MULTILINE)) >= 2
    assert re.search("(?i)x-nango-hmac-sha256", recipe)
    assert "NANGO_WEBHOOK_SIGNING_KEY" in recipe.replace(file, "")


def test_python_of_the_recipes_is_python() -> None:
    """It compiles, and there is some."""
    compiled = [compile(block, "docs/TARGET.md", "exec") for block in blocks("python")]

    assert compiled
    assert all(code.co_names for code in compiled)


@pytest.mark.node
@pytest.mark.parametrize("block", blocks("js"))
def test_javascript_of_the_recipes_is_javascript(block: str, tmp_path: Path) -> None:
    """It parses as a module."""
    file = tmp_path / "recipe.mjs"
    file.write_text(block, encoding="utf-8")
    node = shutil.which("node") or "node"

    done = subprocess.run([node, "--check", str(file)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_commands_are_those_of_the_program() -> None:
    """With flags that they have."""
    told = re.findall(r"nango-conformance (\w+)([^`\n#]*)", MANUAL)

    assert told
    for name, rest in told:
        command = commands.commands[name]
        known = {flag for p in command.params if isinstance(p, click.Option) for flag in p.opts}
        assert set(re.findall(r"--[\w-]+", rest)) <= {*known, "--help"}, name


def test_symptoms_name_checks_that_are_there() -> None:
    """And every line says what it is and what helps."""
    symptoms = list(rows("Troubleshooting by symptom"))

    assert len(symptoms) >= 20
    assert all(len(row) == 3 and all(row) for row in symptoms)
