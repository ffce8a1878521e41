// Asks https://api.nango.dev with Node's own fetch, and says what came of it.
//
// node fetch.cjs KEY [PORT]; with a port the name api.nango.dev leads to it on this machine,
// as an entry in the hosts file and port 443 would have it.
"use strict";

const tls = require("node:tls");

const [key, port] = process.argv.slice(2);
if (port) {
  const connect = tls.connect;
  tls.connect = (options) => connect({ ...options, host: "127.0.0.1", port: Number(port) });
}

fetch("https://api.nango.dev/connect/sessions", {
  method: "POST",
  headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
  body: JSON.stringify({ end_user: { id: "ada" } }),
}).then(
  async (answer) => console.log(JSON.stringify({ status: answer.status, body: await answer.json() })),
  (error) => console.log(JSON.stringify({ error: String(error.cause ?? error) })),
);
