// The routes: each reads the request, says what it wants of the parts, and answers.

import express from 'express';

import { createEvents } from './events.js';
import { createJobs } from './jobs.js';
import { createLinks } from './links.js';
import { OFFERS, deleteConnection, isFromNango, openSession } from './nango.js';
import { createPeople } from './people.js';
import { Refusal } from './refusal.js';

const COOKIE = 'sign_in';

export function createApp({ nango, scryptCost, secureCookie, log = console.log }) {
  const people = createPeople({ scryptCost });
  const links = createLinks();
  const react = createEvents({ nango, links, jobs: createJobs({ log }) });
  const cookie = { httpOnly: true, sameSite: 'lax', secure: secureCookie };

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.get('/healthz', (req, res) => { res.send('ok'); });

  // Before express.json(), which would take the bytes away, and outside of the sign-in.
  app.post('/webhooks/nango', express.raw({ type: () => true, limit: '1mb' }), (req, res) => {
    if (!isFromNango(nango, req.body, req.headers)) {
      log('webhook: refused, the signature does not fit');
      throw new Refusal(401, 'wrong_signature');
    }
    const event = parsed(req.body);
    const outcome = react(event);
    log(`webhook: ${outcome}`);
    res.json({ outcome });
  });

  const api = express.Router();
  app.use('/api', api);
  api.use(express.json({ limit: '64kb' }));
  api.use((req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  });

  api.post('/sign-up', async (req, res) => {
    const { user, workspace, token } = await people.signUp(texts(req, 'email', 'name', 'password'));
    res.cookie(COOKIE, token, cookie).status(201);
    res.json({ user: { id: user.id }, workspace: { id: workspace.id } });
  });

  api.post('/sign-in', async (req, res) => {
    const { user, token } = await people.signIn(texts(req, 'email', 'password'));
    res.cookie(COOKIE, token, cookie).json({ user: { id: user.id } });
  });

  // Everything below is for those who are signed in, and who they are is in the cookie alone.
  api.use((req, res, next) => {
    req.user = people.whoHas(cookieOf(req));
    if (!req.user) throw new Refusal(401, 'not_signed_in');
    next();
  });

  const memberOf = (workspaceId, user) => {
    if (!people.isMember(workspaceId, user)) throw new Refusal(403, 'not_a_member');
    return workspaceId;
  };

  api.post('/workspaces', (req, res) => {
    const { id } = people.addWorkspace(texts(req, 'name').name, req.user);
    res.status(201).json({ workspace: { id } });
  });

  api.post('/workspaces/:id/members', (req, res) => {
    people.addMember(req.params.id, req.user, texts(req, 'userId').userId);
    res.status(201).json({});
  });

  api.post('/nango/connect', async (req, res) => {
    const wish = texts(req, 'provider', 'workspaceId');
    const offer = OFFERS.get(wish.provider);
    if (!offer) throw new Refusal(400, 'unknown_provider');
    const workspaceId = memberOf(wish.workspaceId, req.user);
    const session = await openSession(nango, req.user, workspaceId, offer.integration).catch(atNango);
    // After Nango has answered, so a Nango in trouble leaves no row that waits for ever, and
    // before the token is out, so no webhook comes before its row.
    links.start({ userId: req.user.id, workspaceId }, offer);
    res.status(201).json({
      sessionToken: session.token,
      connectLink: session.link,
      expiresAt: session.expiresAt,
    });
  });

  api.get('/nango/connections', (req, res) => {
    const workspaceId = memberOf(req.query.workspaceId, req.user);
    const own = links.inWorkspace(workspaceId).filter((link) => link.userId === req.user.id);
    res.json({ connections: own.map(links.show) });
  });

  // First at Nango, then here: a link that is gone here could not be ended at Nango any more.
  api.delete('/nango/connections/:id', async (req, res) => {
    const link = links.own(req.user, req.params.id);
    if (!link) throw new Refusal(404, 'no_such_connection');
    const { integration, connectionId } = link;
    if (connectionId) await deleteConnection(nango, { integration, connectionId }).catch(atNango);
    // Another connection may have taken its place meanwhile.
    if (link.connectionId === connectionId) links.end(link);
    res.status(204).end();
  });

  app.use(() => { throw new Refusal(404, 'not_found'); });
  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    // body-parser and the router have a status too; what went wrong inside is nobody's business.
    const status = error.status >= 400 && error.status < 600 ? error.status : 500;
    if (status >= 500) log(`${req.method} ${req.path}: ${error.message}`);
    res.status(status).json({ error: error instanceof Refusal ? error.code : 'failed' });
  });
  return app;

  function atNango(error) {
    // The message only: the error itself holds the request with the API key.
    log(`nango: ${error.message}`);
    throw new Refusal(502, 'nango_failed');
  }
}

function cookieOf(req) {
  const pairs = (req.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === COOKIE)?.[1];
}

function texts(req, ...names) {
  const found = names.map((name) => [name, req.body?.[name]]);
  const wrong = found.find(([, value]) => typeof value !== 'string' || !value || value.length > 1000);
  if (wrong) throw new Refusal(400, `invalid_${wrong[0]}`);
  return Object.fromEntries(found);
}

// Nango also passes on what a provider sends, and that may be anything.
function parsed(body) {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
