// A request that is answered with an error: the status and a word for the client, no more.

export class Refusal extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
    this.code = code;
  }
}
