// A Restate service of the tests. Its environment says which version of it this is:
//   VERSION  told by its answers; v1 if left out
//   SERVICE  its name; Greeter if left out
//   KIND     `object` makes it a virtual object: a breaking change
//   WITHOUT  a handler, or the service Counter, that this version does not have
import * as restate from '@restatedev/restate-sdk';

const { VERSION = 'v1', SERVICE = 'Greeter', KIND = 'service', WITHOUT } = process.env;

const handlers = {
  greet: async (_ctx, name) => `${VERSION}: hello ${name}`,

  // Waits until the awakeable, whose id the log tells, is completed.
  wait: async (ctx, key) => {
    const { id, promise } = ctx.awakeable();
    console.log(`awakeable ${key} ${id}`);
    return `${VERSION}: ${await promise}`;
  },

  sleep: async (ctx, milliseconds) => {
    await ctx.sleep(milliseconds);
    return `${VERSION}: slept`;
  },
};
delete handlers[WITHOUT];

const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (ctx, amount) => {
      const sum = ((await ctx.get('sum')) ?? 0) + amount;
      ctx.set('sum', sum);
      return sum;
    },
  },
});

const greeter =
  KIND === 'object'
    ? restate.object({ name: SERVICE, handlers })
    : restate.service({ name: SERVICE, handlers });
const endpoint = restate.endpoint().bind(greeter);
if (SERVICE === 'Greeter' && WITHOUT !== 'Counter') {
  endpoint.bind(counter);
}
// The first process of a container ignores the signal unless it says otherwise.
process.on('SIGTERM', () => process.exit(0));
await endpoint.listen();
