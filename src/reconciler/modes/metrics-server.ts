/** Serves the metrics, and nothing else, until it is stopped. That nobody can listen is no reason not to register. */
import { createServer } from 'node:http';
import { log } from '../lib/log';

/** Prometheus needs one, and a second while it is replaced. */
const MAX_CONNECTIONS = 8;

export function serveMetrics(port: number, text: () => string, stop: AbortSignal): void {
  const server = createServer((request, response) => {
    const found = request.method === 'GET' && request.url?.split('?')[0] === '/metrics';
    response.writeHead(found ? 200 : 404, {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    });
    response.end(found ? text() : 'see /metrics\n');
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('error', ({ message }) => log(`metrics: ${message}`));
  server.listen(port);
  stop.addEventListener('abort', () => {
    server.close();
    server.closeAllConnections();
  });
}
