// One process for the services of all versions: each version has a Service of its own, and calls it by its name.
import http2 from 'node:http2';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [host, programs] = process.argv.slice(2);
const sdk = createRequire(`${programs}/package.json`).resolve('@restatedev/restate-sdk');
const restate = await import(pathToFileURL(sdk));

/** `d7` of `d7-4b9c8d7f.bench.svc.cluster.local:9080`. */
const nameOf = (authority) => authority.split('.')[0].replace(/-[^-]*$/, '');

function serve(name) {
  const wait = async (ctx, key) => {
    // The server pins an invocation to a deployment with the first entry of its journal.
    await ctx.run('begin', () => undefined);
    const { id, promise } = ctx.awakeable();
    console.log(`awakeable ${key} ${id}`);
    return promise;
  };
  const service = restate.service({ name, handlers: { greet: async () => name, wait } });
  return restate.endpoint().bind(service).http2Handler();
}

const handlers = new Map();
http2
  .createServer((request, response) => {
    const name = nameOf(request.authority);
    if (!handlers.has(name)) handlers.set(name, serve(name));
    handlers.get(name)(request, response);
  })
  .listen(9080, host);
