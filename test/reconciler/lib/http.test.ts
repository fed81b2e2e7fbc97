import type { ServerResponse } from 'node:http';
import { HttpConnections, StatusError } from '../../../src/reconciler/lib/http';
import { answer, FaultServer, hangUp } from '../fault-server';

let server: FaultServer;
let connections: HttpConnections;

async function serve(...answers: Parameters<typeof FaultServer.start>): Promise<void> {
  server = await FaultServer.start(...answers);
  connections = new HttpConnections();
}

afterEach(async () => {
  connections.close();
  await server.stop();
});

const ask = (method = 'GET') =>
  connections.send({ method, url: new URL(server.url), deadlineMs: 5_000 });

/** Sends so many bytes, and as many more as the other side reads. */
function endless(status: number, sent: { bytes: number }) {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  return (response: ServerResponse) => {
    response.writeHead(status);
    const send = () => {
      while (!response.destroyed && response.write(chunk)) sent.bytes += chunk.length;
      sent.bytes += chunk.length;
    };
    response.on('drain', send);
    send();
  };
}

test('of an error no more than 64 KiB are read, and 1 KiB is told', async () => {
  const sent = { bytes: 0 };
  await serve(endless(500, sent));
  const response = await ask();
  expect(response.text).toHaveLength(64 * 1024);
  expect(sent.bytes).toBeLessThan(16 * 1024 * 1024);
  const error = StatusError.from('GET /', response);
  expect(error.message).toHaveLength('GET /: 500 '.length + 1024);
});

test('an answer that does not end is refused, and not kept', async () => {
  await serve(endless(200, { bytes: 0 }));
  await expect(ask()).rejects.toThrow(
    `GET ${server.url}/: the answer has more than 16777216 bytes`,
  );
});

test.each(['GET', 'POST'])(
  'a %s on a connection that the other side has closed meanwhile is sent again',
  async (method) => {
    await serve(answer(200, {}), hangUp, answer(200, { again: true }));
    await ask();
    expect((await ask(method)).text).toBe('{"again":true}');
    expect(server.received).toHaveLength(3);
  },
);

test('a DELETE is not: whether it still may be done has to be asked again', async () => {
  await serve(answer(200, {}), hangUp);
  await ask();
  await expect(ask('DELETE')).rejects.toThrow(/hang up/);
  expect(server.received).toHaveLength(2);
});

test('one that fails on a new connection is not', async () => {
  await serve(hangUp);
  await expect(ask()).rejects.toThrow(/hang up/);
  expect(server.received).toHaveLength(1);
});

test.each(['null', '5', '"a"', '[]', '{"message":{}}', '{"message":5,"reason":[]}', '', '<p>'])(
  'an error with the text %s is an error with that text',
  async (text) => {
    await serve((response) => response.writeHead(503).end(text));
    const { message, code } = StatusError.from('GET /', await ask());
    expect({ message, code }).toEqual({ message: `GET /: 503 ${text}`, code: '' });
  },
);
