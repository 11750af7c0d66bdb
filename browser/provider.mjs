// An OpenID Connect provider on this machine, as companies run one: the certified package, with people who only have a name.

import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Provider } from 'oidc-provider';

const CLIENT = 'kashika';
const SECRET = 'the-secret-of-this-journey';

const PAGE = (uid) => `<!doctype html><html lang="en"><title>Company</title><link rel="icon" href="data:,"><h1>Company</h1>
<form method="post" action="/interaction/${uid}"><label>Who <input name="login"></label><button>Enter</button></form>
<form method="post" action="/interaction/${uid}"><button>Cancel</button></form>`;

export class Company {
  /// Has an address, and is out of order until the product is registered. People are `name: { email, ... }`.
  static async open(people) {
    const company = new Company();
    company.people = people;
    company.http = createServer((request, response) => company.answer(request, response));
    company.folder = await mkdtemp(join(tmpdir(), 'kashika-provider-'));
    await writeFile(join(company.folder, 'secret'), `${SECRET}\n`);
    company.http.listen(0, '127.0.0.1');
    await once(company.http, 'listening');
    company.url = `http://127.0.0.1:${company.http.address().port}`;
    return company;
  }

  /// What the product is told about it.
  get settings() {
    return {
      KASHIKA_OIDC_ISSUER: this.url,
      KASHIKA_OIDC_CLIENT_ID: CLIENT,
      KASHIKA_OIDC_CLIENT_SECRET_FILE: join(this.folder, 'secret'),
    };
  }

  /// From here on it works, for the product at this address.
  register(product) {
    const { people } = this;
    this.provider = new Provider(this.url, {
      clients: [{ client_id: CLIENT, client_secret: SECRET, redirect_uris: [`${product}/sign-in/company/return`] }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      cookies: { keys: ['only-for-this-journey'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (context, { uid }) => `/interaction/${uid}` },
      findAccount: (context, name) => people[name] && { accountId: name, claims: async () => ({ sub: name, ...people[name] }) },
      // Nobody is asked whether the company's own software may know their address.
      async loadExistingGrant({ oidc }) {
        const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    });
    this.standard = this.provider.callback();
  }

  async answer(request, response) {
    if (!this.provider) return response.writeHead(503).end();
    const [, uid] = /^\/interaction\/([^/]+)$/.exec(request.url) ?? [];
    if (!uid) return this.standard(request, response);
    if (request.method === 'GET') return response.setHeader('content-type', 'text/html').end(PAGE(uid));
    let body = '';
    for await (const part of request) body += part;
    const accountId = new URLSearchParams(body).get('login');
    const result = accountId === null ? { error: 'access_denied' } : { login: { accountId } };
    return this.provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }

  async close() {
    this.http.closeAllConnections();
    this.http.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
