// What stands in front of two servers: each request goes to the next one in turn; where nobody listens, to the other. A request
// that a server had begun to answer when it died is lost, as it would be behind any proxy.

import { once } from 'node:events';
import { createServer, request } from 'node:http';

export class Proxy {
  static async start() {
    const proxy = new Proxy();
    proxy.ports = [];
    proxy.turn = 0;
    proxy.server = createServer((incoming, outgoing) => proxy.#pass(incoming, outgoing));
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    proxy.url = `http://127.0.0.1:${proxy.server.address().port}`;
    return proxy;
  }

  async #pass(incoming, outgoing) {
    const body = [];
    for await (const chunk of incoming) body.push(chunk);
    this.turn += 1;
    const order = this.ports.map((_, index) => this.ports[(this.turn + index) % this.ports.length]);
    this.#send(order, incoming, Buffer.concat(body), outgoing);
  }

  #send([port, ...others], incoming, body, outgoing) {
    const onward = request({ host: '127.0.0.1', port, method: incoming.method, path: incoming.url, headers: incoming.headers, agent: false });
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.on('error', () => outgoing.destroy());
      answer.pipe(outgoing);
    });
    onward.on('error', (error) => {
      if (error.code === 'ECONNREFUSED' && others.length > 0) this.#send(others, incoming, body, outgoing);
      else if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
    onward.end(body);
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}
