// The product as a person starts it: a process on a folder and a port, which may be killed and started again.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const START_MILLISECONDS_MAX = 60_000;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

export class Server {
  /// `demo` or `serve` on an empty folder; `serve` under another name of this machine if one is given, with an environment of its own.
  static async start(command = 'demo', name = '', environment = {}) {
    if (!process.env.KASHIKA) throw new Error('KASHIKA names no binary; run the journeys with cargo xtask check');
    const server = new Server();
    server.command = command;
    server.environment = environment;
    server.folder = await mkdtemp(join(tmpdir(), 'kashika-journey-'));
    server.port = await freePort();
    server.url = `http://${name || '127.0.0.1'}:${server.port}`;
    server.settings = name ? ['--base-url', server.url] : [];
    await server.resume();
    return server;
  }

  /// Starts the process again on the same folder and port. The demo gives a new one-time link.
  async resume() {
    const log = createWriteStream(join(this.folder, 'log'), { flags: 'a' });
    const settings = ['--data', join(this.folder, 'data'), '--listen', `127.0.0.1:${this.port}`, ...this.settings];
    const { DATABASE_URL, KASHIKA_BASE_URL, KASHIKA_DATA, ...env } = process.env;
    this.process = spawn(process.env.KASHIKA, [this.command, ...settings], { env: { ...env, ...this.environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.process.stderr.pipe(log);
    const timer = setTimeout(() => this.process.kill('SIGKILL'), START_MILLISECONDS_MAX);
    const isReady = await this.#readUntilReady();
    clearTimeout(timer);
    if (!isReady) throw new Error(`the server does not start:\n${await readFile(join(this.folder, 'log'), 'utf8')}`);
  }

  #readUntilReady() {
    const lines = createInterface({ input: this.process.stdout });
    return new Promise((resolve) => {
      lines.on('line', (line) => {
        if (line.includes('/sign-in/')) this.link = line.trim();
        if (line.startsWith('Kashika: ')) resolve(true);
      });
      lines.on('close', () => resolve(false));
    });
  }

  /// As a power cut would: nothing is finished, nothing is said goodbye to.
  async kill() {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
  }

  async close() {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}
