"""
Recipes of docs/TARGET.md work as they stand: each is judged by its own target file.

What a recipe leaves to the reader, a store and the routes that show it, stands here.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from tests.judged import judged, merged

MANUAL: Final = (Path(__file__).parents[3] / "docs" / "TARGET.md").read_text("utf-8")
SDK: Final = {"@nangohq/node": "0.71.4"}
PEOPLE: Final = ("ADA", "GRACE", "MALLORY")

STORE: Final = """
const names = ["ADA", "GRACE", "MALLORY"];
const people = new Map(names.map((name, n) => [process.env[`${name}_TOKEN`], { id: `${n + 1}` }]));
let rows = [];
const known = new Set();
const of = (user) => rows.filter((row) => row.user === user);
export const users = { byToken: (token) => people.get(token) };
export const links = {
  of,
  find: (id) => rows.find((row) => row.connectionId === id),
  await(user, integration) {
    const there = of(user).some((row) => row.integration === integration);
    if (!there) rows.push({ user, integration, status: "pending" });
  },
  activate(user, integration, connectionId) {
    const row = of(user).find((row) => row.integration === integration);
    if (!row || known.has(connectionId)) return;
    known.add(connectionId);
    Object.assign(row, { status: "active", connectionId });
  },
  mark(row, status) { row.status = status; },
  upsert(connectionId, user, provider) {
    if (!links.find(connectionId)) rows.push({ user, connectionId, provider });
  },
  end(user, id) { rows = rows.filter((row) => row.user !== user || row.connectionId !== id); },
};
"""

EXPRESS_ROUTES: Final = """
const signedIn = (req, res, next) => {
  req.user = users.byToken(req.get("authorization")?.replace(/^Bearer /, ""));
  return req.user ? next() : res.sendStatus(401);
};
app.get("/api/connections", signedIn, (req, res) => {
  res.json({ connections: links.of(req.user.id) });
});
app.delete("/api/connections/:id", signedIn, (req, res) => {
  links.end(req.user.id, req.params.id);
  res.sendStatus(204);
});
app.listen("""

SESSION: Final = """
import { createHmac } from "node:crypto";
import { AsyncLocalStorage } from "node:async_hooks";

export const cookies = new AsyncLocalStorage();
export async function currentUser() {
  const token = /session=([^;]+)/.exec(cookies.getStore() ?? "")?.[1] ?? "";
  const [head, claims, signature] = token.split(".");
  const right = createHmac("sha256", process.env.SESSION_SECRET);
  if (right.update(`${head}.${claims}`).digest("base64url") !== signature) return undefined;
  return { id: JSON.parse(Buffer.from(claims, "base64url")).sub };
}
"""

NEXT: Final = """
import http from "node:http";
import * as session from "./session.js";
import * as webhook from "./webhook.js";
import { cookies, currentUser } from "./lib/session.js";
import { links } from "./lib/links.js";

async function answer(request, path) {
  if (path === "/api/health") return new Response("ok");
  const handlers = path === "/api/nango/session" || path === "/api/webhooks/nango";
  if (handlers && request.method !== "POST") return new Response(null, { status: 405 });
  if (path === "/api/nango/session") return session.POST(request);
  if (path === "/api/webhooks/nango") return webhook.POST(request);
  const user = await currentUser();
  if (!user) return new Response(null, { status: 401 });
  if (request.method === "GET") return Response.json({ connections: links.of(user.id) });
  links.end(user.id, path.split("/").pop());
  return new Response(null, { status: 204 });
}

http.createServer(async (req, res) => {
  const body = Buffer.concat(await req.toArray());
  const { method, headers } = req;
  const init = { method, headers, body: method === "POST" ? body : undefined };
  const request = new Request(`http://127.0.0.1${req.url}`, init);
  const path = new URL(request.url).pathname;
  const made = await cookies.run(headers.cookie, () => answer(request, path));
  res.writeHead(made.status, Object.fromEntries(made.headers)).end(await made.text());
}).listen(process.env.PORT, "127.0.0.1");
"""

Installed = Callable[[Path], Path]

pytestmark = pytest.mark.node


def recipe(name: str) -> tuple[list[str], dict[str, Any]]:
    """Return the code of a recipe, and its target file."""
    text = MANUAL[MANUAL.index(f"\n### {name}\n") :]
    text = text[: text.index("\n### ", 5)]
    (file,) = re.findall(r"^```toml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    code = re.findall(r"^```js\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    # The fake is near, so nobody has to wait as long as in earnest to see that it is silent.
    return [one.replace("within(10_000)", "within(1_000)") for one in code], tomllib.loads(file)


def written(folder: Path, files: Mapping[str, str], packages: Mapping[str, str]) -> Path:
    """Write the files of a project; return the one that says what it needs."""
    package = {"private": True, "type": "module", "dependencies": {**SDK, **packages}}
    for name, text in {**files, "package.json": json.dumps(package)}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "package.json"


def test_the_recipe_for_express(
    tmp_path: Path, npm_installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pending row, bearer tokens, a first sync: nothing is red, and nothing unseen."""
    for name in PEOPLE:
        monkeypatch.setenv(f"NAF_{name}_SECRET", f"{name.lower()}-has-a-token")
    (code,), target = recipe("Express")
    files = {"server.js": code.replace("\napp.listen(", EXPRESS_ROUTES), "store.js": STORE}
    package = written(tmp_path, files, {"express": "5"})
    (tmp_path / "node_modules").symlink_to(npm_installed(package))

    run = judged(merged(target, {"limits": {"quiet_s": 0.1}}), tmp_path, ("--essential",))

    assert run.having("failed", "inconclusive") == set(), run.said
    assert run.having("not-observable") == set(), run.said
    assert run.status == 0


def test_the_recipe_for_next(
    tmp_path: Path, npm_installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its route handlers, served without Next; a signed cookie, and a row that means active."""
    monkeypatch.setenv("SESSION_SECRET", "a-secret-of-at-least-thirty-two-bytes")
    (session, webhook), target = recipe("Next.js")
    files = {
        "session.js": session.replace("@/lib/session", "./lib/session.js"),
        "webhook.js": webhook.replace("@/lib/links", "./lib/links.js"),
        "lib/session.js": SESSION,
        "lib/links.js": STORE,
        "server.js": NEXT,
    }
    package = written(tmp_path, files, {})
    (tmp_path / "node_modules").symlink_to(npm_installed(package))
    start = {"command": ["node", "server.js"], "env": {"PORT": "{port}"}}
    changes = {"target": {"start": start}, "limits": {"quiet_s": 0.1}}

    run = judged(merged(target, changes), tmp_path, ("--essential",))

    assert run.having("failed", "inconclusive") == set(), run.said
    assert run.having("not-observable") == set(), run.said
    assert run.status == 0
