// Users, workspaces and sign-ins. Maps in memory: a database takes their place in a product.

import { createHash, randomBytes, randomUUID, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

import { Refusal } from './refusal.js';

const hash = promisify(scrypt);
const NOBODY = { salt: randomBytes(16), password: randomBytes(32) };
const EMAIL = /^[^@\s]{1,64}@[^@\s]{1,190}$/;

export function createPeople({ scryptCost }) {
  const users = new Map();
  const byEmail = new Map();
  const workspaces = new Map();
  const signIns = new Map();

  const hashed = (password, salt) => hash(password, salt, 32, { N: scryptCost });
  // What is stored of a sign-in is of no use to whoever reads it.
  const digest = (token) => createHash('sha256').update(token).digest('hex');

  function openSignIn(user) {
    const token = randomBytes(32).toString('hex');
    signIns.set(digest(token), user.id);
    return token;
  }

  function addWorkspace(name, user) {
    const workspace = { id: randomUUID(), name, members: new Set([user.id]) };
    workspaces.set(workspace.id, workspace);
    return workspace;
  }

  function isMember(workspaceId, user) {
    return workspaces.get(workspaceId)?.members.has(user.id) ?? false;
  }

  return {
    addWorkspace,
    isMember,

    async signUp({ email, name, password }) {
      if (!EMAIL.test(email)) throw new Refusal(400, 'invalid_email');
      const salt = randomBytes(16);
      const user = { id: randomUUID(), email, name, salt, password: await hashed(password, salt) };
      if (byEmail.has(email)) throw new Refusal(409, 'email_taken');
      users.set(user.id, user);
      byEmail.set(email, user);
      return { user, workspace: addWorkspace(`${name}'s workspace`, user), token: openSignIn(user) };
    },

    async signIn({ email, password }) {
      const user = byEmail.get(email);
      // An unknown e-mail takes as long as a wrong password.
      const { salt, password: wanted } = user ?? NOBODY;
      const same = timingSafeEqual(await hashed(password, salt), wanted);
      if (!user || !same) throw new Refusal(401, 'wrong_credentials');
      return { user, token: openSignIn(user) };
    },

    whoHas(token) {
      return token ? users.get(signIns.get(digest(token))) : undefined;
    },

    addMember(workspaceId, host, guestId) {
      if (!isMember(workspaceId, host)) throw new Refusal(403, 'not_a_member');
      if (!users.has(guestId)) throw new Refusal(404, 'no_such_user');
      workspaces.get(workspaceId).members.add(guestId);
    },
  };
}
