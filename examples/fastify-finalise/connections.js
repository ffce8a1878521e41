// Who has which connection. In a product this is a table whose primary key is the id.

export class Connections {
  // Ended connections stay, so that late news of them brings nothing back.
  #rows = new Map();

  /** Return one connection by Nango's id of it, whoever has it and whatever became of it. */
  find(id) {
    return this.#rows.get(id);
  }

  /** Return the connections that somebody has now. */
  of(person) {
    const all = [...this.#rows.values()];
    return all.filter((row) => row.owner === person.id && row.status !== "ended");
  }

  /**
   * Take up a connection that Nango vouches for, once: whoever tells of it again changes nothing.
   *
   * Nothing is awaited here, so the browser and the webhook cannot both find the place empty.
   * A person has one connection for each integration, the one that was made last; `loser` is the
   * other one, if there are two now.
   */
  take({ id, owner, integration, madeAt }) {
    if (this.#rows.has(id)) return { row: this.#rows.get(id) };
    const row = { id, owner, integration, madeAt, status: "active", synced: false };
    this.#rows.set(id, row);
    const rival = this.#rival(row);
    if (rival === undefined) return { row };
    const loser = rival.madeAt > row.madeAt ? row : rival;
    loser.status = "ended";
    return { row, loser };
  }

  #rival({ id, owner, integration }) {
    const others = this.of({ id: owner }).filter((row) => row.id !== id);
    return others.find((row) => row.integration === integration);
  }
}
