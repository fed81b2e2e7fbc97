// Tries to connect to each HOST:PORT of its arguments, all at once, and prints what became of it.
import { connect } from 'node:net';

const TIMEOUT_MS = 1_500;

const outcomes = process.argv.slice(2).map((target) => {
  const [host, port] = target.split(':');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), timeout: TIMEOUT_MS });
    const end = (outcome) => {
      socket.destroy();
      resolve(outcome);
    };
    socket.once('connect', () => end('connected'));
    socket.once('timeout', () => end('dropped'));
    socket.once('error', ({ code }) => end(code === 'ECONNREFUSED' ? 'refused' : 'dropped'));
  });
});
console.log(JSON.stringify(await Promise.all(outcomes)));
