import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { promisify } from 'node:util';

/** Answers at an address and port whatever it is sent: for tests of who gets that far. */
export class Listener {
  /** @param address anybody's, as long as nobody uses it; it becomes one of this machine */
  public static async start(
    address: string,
    port: number,
    protocol: 'TCP' | 'UDP',
  ): Promise<Listener> {
    await promisify(execFile)('ip', ['route', 'replace', 'local', address, 'dev', 'lo']);
    return new Listener(await (protocol === 'TCP' ? tcp : udp)(address, port));
  }

  private constructor(private readonly listening: { close(): unknown }) {}

  public stop(): void {
    this.listening.close();
  }
}

async function tcp(address: string, port: number): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  return server;
}

async function udp(address: string, port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (message, client) => socket.send(message, client.port, client.address));
  await new Promise<void>((resolve) => socket.bind(port, address, resolve));
  return socket;
}
