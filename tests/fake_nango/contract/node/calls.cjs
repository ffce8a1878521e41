// Calls methods of an SDK as it is told, one line of JSON a call, and says what came of each.
//
// node calls.cjs PACKAGE; the first line on standard input is the constructor's argument.
"use strict";

const readline = require("node:readline");
const { Nango } = require(process.argv[2]);

// What an HTTP answer of the SDK's holds beside its status and body means nothing to us.
const plain = (value) =>
  value && typeof value === "object" && "status" in value && "config" in value
    ? { status: value.status, data: value.data }
    : value;

const failure = (error) => ({
  message: error.message,
  status: error.response?.status ?? null,
  body: error.response?.data ?? null,
  headers: error.response ? { ...error.response.headers } : null,
});

async function main() {
  let nango;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const told = JSON.parse(line);
    let said;
    if (told.make) {
      try {
        nango = new Nango(told.make);
        const names = Object.getOwnPropertyNames(Nango.prototype);
        said = { value: names.filter((name) => name !== "constructor") };
      } catch (error) {
        said = { failure: failure(error) };
      }
    } else {
      try {
        said = { value: plain(await nango[told.method](...told.with)) ?? null };
      } catch (error) {
        said = { failure: failure(error) };
      }
    }
    process.stdout.write(`${JSON.stringify(said)}\n`);
  }
}

main();
