// A Restate service of the tests that tells which process runs it.
//   SERVICE   its name; PodName if left out
//   PROTOCOL  `http1` makes it one that understands nothing newer
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import * as restate from '@restatedev/restate-sdk';

const service = restate.service({
  name: process.env.SERVICE ?? 'PodName',
  handlers: {
    // Both have it in the journal, so that another pod that goes on says the same.
    host: (ctx) => ctx.run('host', () => hostname()),

    // Holds its stream for so long; the log tells each attempt.
    hold: (ctx, { key, milliseconds }) => {
      console.log(`holds ${key}`);
      return ctx.run('hold', async () => {
        await sleep(milliseconds);
        return hostname();
      });
    },
  },
});

process.on('SIGTERM', () => process.exit(0));
const endpoint = restate.endpoint().bind(service);
if (process.env.PROTOCOL === 'http1') {
  createServer(endpoint.http1Handler()).listen(9080);
} else {
  await endpoint.listen();
}
