// Asks a version which services it has, as Restate does, and passes if the one that is WANTED is among them.
import { connect } from 'node:http2';

const { RESTATE_ENDPOINT_URL, WANTED } = process.env;
const session = connect(RESTATE_ENDPOINT_URL);
const request = session.request({
  ':path': '/discover',
  accept: [1, 2, 3].map((v) => `application/vnd.restate.endpointmanifest.v${v}+json`).join(', '),
});
request.setEncoding('utf8');
let text = '';
for await (const part of request) text += part;
session.close();
const { services } = JSON.parse(text);
console.log(services.map(({ name }) => name));
if (!services.some(({ name }) => name === WANTED)) process.exitCode = 1;
