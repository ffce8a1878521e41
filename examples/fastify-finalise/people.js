// Who may come in. A product has sign-in and a table; here a token names its owner.

import { createHash, randomUUID } from "node:crypto";

export class People {
  #byToken = new Map();
  #ids = new Set();

  /** Make somebody who comes with this token; only its digest is kept. */
  add({ name, email, token }) {
    const person = { id: randomUUID(), name, email };
    this.#byToken.set(digest(token), person);
    this.#ids.add(person.id);
    return person;
  }

  /** Return whose token it is; undefined for nobody's. */
  byToken(token) {
    return typeof token === "string" ? this.#byToken.get(digest(token)) : undefined;
  }

  /** Say whether there is somebody with this id. */
  has(id) {
    return this.#ids.has(id);
  }
}

function digest(token) {
  return createHash("sha256").update(token).digest("hex");
}
