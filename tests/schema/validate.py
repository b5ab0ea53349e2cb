#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The shipped JSON Schemas, as a validator that is not ours understands them.

What retentiond reads without an error they accept, and what is wrong with the structure of a file they refuse.
"""

import json
import pathlib
import re
import sys

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Broken files that a schema accepts, and why it can't do better. All others it refuses.
BEYOND_A_SCHEMA = {
    "012-duplicate-key": "what stands twice in a map is gone before a schema sees it",
    "014-anchor-and-alias": "an alias is what it stands for",
    "021-nul-escaped": "a character that can't be seen",
    "024-direction-mark": "a character that can't be seen",
    "028-long-line": "how it is written",
    "038-duplicate-rules": "names of several items",
    "040-unknown-class": "a reference",
    "041-unknown-action": "a reference",
    "042-unknown-action-near": "a reference",
    "043-floor-blocks-unknown": "a reference",
    "060-sql-semicolon": "SQL",
    "061-sql-quoted": "SQL",
    "062-sql-block": "SQL",
    "064-sql-parameter": "SQL",
    "077-line-twice": "keys that are written in two ways and mean the same",
    "078-pattern-deleted": "which value goes with which key",
    "084-settings-password": "what stands in a connection string",
    "098-settings-socket-long": "bytes, after the folder it is relative to",
}


class Loader(yaml.SafeLoader):
    """YAML with the core schema of version 1.2, as editors read it: no dates, and `yes` is a text."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("null", r"^(?:~|null|Null|NULL|)$", "~nN"),
]:
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), [*first, *([""] if tag == "null" else [])])

failures = []
checked = 0


def schema_of(name):
    schema = json.loads((ROOT / "config/schema" / f"{name}.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


POLICY = schema_of("policy")
SETTINGS = schema_of("settings")
TEST = schema_of("test")
ANONYMIZER = jsonschema.Draft7Validator({"$ref": "#/definitions/anonymizer", "definitions": POLICY.schema["definitions"]})


def load(text):
    return yaml.load(text, Loader=Loader)


def errors_of(validator, value):
    return [f"{'.'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator.iter_errors(value)]


def expect_accepted(what, validator, value):
    global checked
    checked += 1
    failures.extend(f"{what} is refused: {error}" for error in errors_of(validator, value))


def is_refused(validator, text):
    try:
        value = load(text)
    except (yaml.YAMLError, ValueError):
        return True  # the editor says so before it asks a schema
    return bool(errors_of(validator, value))


def check_shipped_files():
    expect_accepted("retentiond.yaml", SETTINGS, load((ROOT / "config/examples/retentiond.yaml").read_text()))
    policies = [*sorted((ROOT / "config/examples").glob("*/*.yaml")), *sorted((ROOT / "tests/datasets").glob("*.yaml"))]
    for path in [*policies, *sorted((ROOT / "tests/daemon/proving/golden").glob("*.test.yaml"))]:
        if path.name != "broken.test.yaml":
            validator = TEST if path.name.endswith(".test.yaml") else POLICY
            expect_accepted(path.relative_to(ROOT), validator, load(path.read_text()))


def check_first_lines():
    """Each shipped file names its schema, by a path that leads there."""
    for path in sorted((ROOT / "config/examples").glob("**/*.yaml")):
        first = path.read_text().split("\n", 1)[0]
        match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        if not match:
            failures.append(f"{path.relative_to(ROOT)} names no schema in its first line")
        elif not (path.parent / match[1]).is_file():
            failures.append(f"{path.relative_to(ROOT)} names {match[1]}, which is not there")
        elif ("test.schema" in match[1]) != path.name.endswith(".test.yaml"):
            failures.append(f"{path.relative_to(ROOT)} names {match[1]}, which is of another language")


def check_recipes():
    """Every recipe of the cookbook, completed by the frame that stands before the first."""
    sections = re.split(r"\n## ", (ROOT / "docs/cookbook.md").read_text())
    blocks = [[load(b) for b in re.findall(r"```yaml\n(.*?)```", s, re.S)] for s in sections]
    frame = blocks[0][0]
    for section, found in zip(sections[1:], blocks[1:]):
        for block in found:
            expect_accepted(f"recipe {section.splitlines()[0]}", POLICY, {**frame, **block})


def check_documentation():
    """The fragments of docs/policy-language.md and docs/settings.md."""
    frame = load((ROOT / "tests/daemon/service/refused/frame.yaml").read_text())
    for block in re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/policy-language.md").read_text(), re.S):
        expect_accepted(f"policy-language.md: {block[:40]!r}", POLICY, {**frame, **load(block)})
    for block in re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/settings.md").read_text(), re.S):
        expect_accepted(f"settings.md: {block[:40]!r}", SETTINGS, {"databases": {"a": "service=a"}, **load(block)})


def check_tests_in_documentation():
    """The tests of docs/policy-tests.md and README.md, and the fragments of one."""
    frame = {"policy": "a.yaml", "tests": [{"name": "one", "after": {"a.b": "gone"}}]}
    for page in ("docs/policy-tests.md", "README.md"):
        for name, block in re.findall(r"```yaml ?(\S*)\n(.*?)```", (ROOT / page).read_text(), re.S):
            value = load(block)
            if name.endswith(".test.yaml"):
                expect_accepted(f"{page}: {name}", TEST, value)
            elif name:
                expect_accepted(f"{page}: {name}", POLICY, value)
            elif page.endswith("tests.md") and set(value) <= {"rows", "after"}:
                expect_accepted(f"{page}: {block[:40]!r}", TEST, {**frame, "tests": [{"name": "one", "after": {}, **value}]})


def check_well_written():
    """Policies that are well written and do not fit their database, but for those with arguments that none takes."""
    folder = ROOT / "tests/daemon/service/refused"
    frame = load((folder / "frame.yaml").read_text())
    for path in sorted(folder.glob("[0-9]*.yaml")):
        if "-anonymizer-" not in path.name and "-remove-with-argument" not in path.name:
            expect_accepted(path.name, POLICY, {**frame, **(load(path.read_text()) or {})})


# What a check says of an argument that no column would take, as far as a schema can know.
ABOUT_ARGUMENTS = re.compile(
    r"takes a whole number (?:above|of days|from)|takes the (?:kind|locale)|knows no parameter \"(?!bucket)|takes a whole percentage"
    r"|takes a number of digits from|takes a list of 2|knows no \"|takes \"unlink\"|takes one visible|takes a list of columns in from"
)


def check_arguments():
    """Arguments of anonymizers: what the schema refuses some check refuses, and what a check says of the argument alone the schema knows."""
    global checked
    known = set()
    for path in sorted((ROOT / "tests/daemon/service/refused").glob("*-anonymizer-*.yaml")):
        complaints = path.with_suffix(".expected").read_text()
        for action, lines in (load(path.read_text()).get("actions") or {}).items():
            for table, columns in lines.items():
                for column, treatment in columns.items() if isinstance(columns, dict) else ():
                    checked += 1
                    place = f"actions.{action}.{table}.{column}: "
                    said = [line.split(place, 1)[1] for line in complaints.splitlines() if place in line]
                    refused = bool(errors_of(ANONYMIZER, treatment))
                    if refused and not said:
                        failures.append(f"{path.stem}: {place}the schema refuses {treatment}, and nobody else does")
                    for message in said:
                        about = ABOUT_ARGUMENTS.search(message)
                        known.update([about[0]] if about else [])
                        if about and not refused:
                            failures.append(f"{path.stem}: {place}the schema accepts {treatment}: {message}")
    if len(known) < 8:
        failures.append(f"only {sorted(known)} are tried")


def check_broken_arguments():
    """What no column takes, one fault in each."""
    for treatment in (
        "{ mask: { keep_frist: 1 } }", "{ mask: { keep_first: 1001 } }", "{ mask: { keep_first: -1 } }", "{ mask: { with: \"\" } }", "{ mask: 4 }",
        "{ prefix: 0 }", "{ prefix: two }", "prefix", "{ truncate: 0 }", "{ hash: 8 }", "{ hash: 65 }", "{ noise: 10 }", "{ noise: 101% }",
        "{ noise: 0% }", "{ shift_date: 0 }", "{ shift_date: 36501 }", "{ fake: firstname }", "{ fake: { locale: nl } }", "{ fake: { kind: city, locale: xx } }",
        "fake", "{ generalize: week }", "{ generalize: { bucket: 10, decimals: 1 } }", "{ generalize: { ipv4: 32 } }", "{ generalize: {} }", "generalize",
        "{ choice: [red] }", "{ choice: red }", "{ random: { from: 1 } }", "{ random: from }", "{ token: no-place-for-it }", "{ pseudonym: \"{token}\" }",
        "{ scrub: [all] }", "{ scrub: [] }", "{ scrub: [email, email] }", "{ scrub: mail }", "{ json: {} }", "{ json: { email: redact } }",
        "{ json: { \"$.email\": nonsense } }", "{ json: redact }", "{ array: [redact] }", "{ hstore: {} }", "{ xml: {} }", "{ search: {} }", "{ search: { from: [] } }",
        "{ large_object: keep }", "{ sql: \"\" }", "{ redact: [a] }", "{ constant: [a] }", "constant", "nonsense", "{}", "{ keep: 1 }",
    ):
        global checked
        checked += 1
        if not is_refused(ANONYMIZER, treatment):
            failures.append(f"{treatment} is taken by no column, and the schema accepts it")


def check_broken_tests():
    """Files of tests with one fault each, and the corpus of the programs' own test."""
    global checked
    right = """
policy: a.yaml
as_of: 2026-03-01
rows: { crm.person: [ { id: 1, tags: [a, b], more: { a: 1 } } ] }
tests:
  - name: one
    holds: [ 1, [acme, 42] ]
    expect: { 1: { class: none, rules: { a: due, b: { state: hold, stopped_by: [x] } }, next: none, floors: { c: unknown } }, 2: no_subject }
    after: { crm.person: gone, crm.note: unchanged, crm.task: [ { id: { not: null } } ] }
"""
    expect_accepted("a file of tests", TEST, load(right))
    for was, becomes in (
        ("policy: a.yaml", "polcy: a.yaml"), ("policy: a.yaml", "schema: a.sql"), ("2026-03-01", "today"), ("crm.person: [", "crm person: ["),
        ("[ { id: 1, tags: [a, b], more: { a: 1 } } ]", "{ id: 1 }"), ("[ { id: 1, tags: [a, b], more: { a: 1 } } ]", "[ 5 ]"), ("name: one", "nmae: one"),
        ("holds: [ 1,", "holds: [ {},"), ("class: none", "clas: none"), ("a: due", "a: duee"), ("state: hold", "state: held"), ("stopped_by: [x]", "stoped_by: [x]"),
        ("next: none", "next: never"), ("next: none", "next: { on: tomorrow }"), ("next: none", "next: { day: 2026-01-01 }"), ("c: unknown", "c: perhaps"), ("no_subject", "nobody"),
        ("no_subject", "{}"), ("crm.person: gone", "crm.person: went"), ("unchanged", "[ 5 ]"), ("tests:", "test:"), ("class: none", "class: [a]"),
    ):
        assert was in right, was
        checked += 1
        if not is_refused(TEST, right.replace(was, becomes, 1)):
            failures.append(f"a file of tests with {becomes!r} is broken, and the schema accepts it")
    checked += 1
    if not is_refused(TEST, (ROOT / "tests/daemon/proving/golden/broken.test.yaml").read_text()):
        failures.append("broken.test.yaml is accepted")


def check_broken():
    global checked
    for path in sorted((ROOT / "tests/config/broken").glob("*.yaml")):
        checked += 1
        validator = SETTINGS if "-settings-" in path.name else POLICY
        try:
            text = path.read_bytes().decode()
        except UnicodeDecodeError:
            text = "\0"
        refused = is_refused(validator, text)
        if refused and path.stem in BEYOND_A_SCHEMA:
            failures.append(f"{path.stem} is refused by the schema: take it out of the list")
        elif not refused and path.stem not in BEYOND_A_SCHEMA:
            failures.append(f"{path.stem} is broken, and the schema accepts it")


def check_examples():
    """The examples in the schemas themselves, each against the schema that it stands in."""
    for validator in (POLICY, SETTINGS, TEST):
        definitions = validator.schema.get("definitions", {})
        for path, part in parts_of(validator.schema, validator.schema["title"]):
            for example in part["examples"]:
                expect_accepted(f"example of {path}", jsonschema.Draft7Validator({**part, "definitions": definitions}), example)


def parts_of(part, path):
    """Every schema with examples within `part`."""
    if isinstance(part, dict):
        if isinstance(part.get("examples"), list):
            yield path, part
        for key, each in part.items():
            yield from parts_of(each, f"{path}.{key}") if key != "examples" else ()
    elif isinstance(part, list):
        for index, each in enumerate(part):
            yield from parts_of(each, f"{path}[{index}]")


CHECKS = (
    check_shipped_files,
    check_first_lines,
    check_recipes,
    check_documentation,
    check_tests_in_documentation,
    check_well_written,
    check_arguments,
    check_broken_arguments,
    check_broken_tests,
    check_broken,
    check_examples,
)
for check in CHECKS:
    check()
for failure in failures:
    print(failure)
print(f"{checked} files, fragments and examples, {len(failures)} failures")
sys.exit(1 if failures else 0)
