// Tries connections, which it reads from standard input, and prints what became of each: see connect.ts.
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { encode } from 'dns-packet';

const AT_ONCE = 500;
/** To a port of UDP: a server of DNS answers, and where none listens the machine says so, as it does by TCP. */
const QUERY = encode({ type: 'query', id: 1, questions: [{ type: 'A', name: 'probe.invalid' }] });

const { targets, timeoutMs } = JSON.parse(await text(process.stdin));
const outcomes = [];
for (let start = 0; start < targets.length; start += AT_ONCE) {
  const batch = targets.slice(start, start + AT_ONCE);
  outcomes.push(
    ...(await Promise.all(batch.map((each) => (each.protocol === 'UDP' ? udp : tcp)(each)))),
  );
}
console.log(JSON.stringify(outcomes));

function tcp({ host, port, from }) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, localAddress: from, timeout: timeoutMs });
    const end = (outcome) => {
      socket.destroy();
      resolve(outcome);
    };
    socket.once('connect', () => end('connected'));
    socket.once('timeout', () => end('dropped'));
    socket.once('error', (error) => settle(error, end, reject));
  });
}

function udp({ host, port, from }) {
  return new Promise((resolve, reject) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    const end = (outcome) => {
      clearTimeout(timer);
      socket.close();
      resolve(outcome);
    };
    const timer = setTimeout(() => end('dropped'), timeoutMs);
    socket.once('message', () => end('connected'));
    socket.once('error', (error) => settle(error, end, reject));
    socket.bind({ address: from }, () => {
      socket.connect(port, host, (error) => {
        if (error) settle(error, end, reject);
        else socket.send(QUERY);
      });
    });
  });
}

function settle(error, end, reject) {
  if (error.code === 'ECONNREFUSED') end('refused');
  // As a router says it that knows no way, or may not tell.
  else if (['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'].includes(error.code)) end('dropped');
  else reject(error);
}
