// Runs inside a cluster's network namespace and asks its addresses on behalf of the parent process,
// which stays outside and could not reach them. Plain JavaScript, so that it starts in 40 ms.
import { Buffer } from 'node:buffer';
import { Resolver } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { Agent as SecureAgent, request as httpsRequest } from 'node:https';

const agents = new Map();

function agentFor(url, credentials) {
  const key = JSON.stringify([url.origin, credentials]);
  if (!agents.has(key)) {
    const read = ({ ca, cert, key }) => ({
      ca: readFileSync(ca),
      ...(cert === undefined ? {} : { cert: readFileSync(cert), key: readFileSync(key) }),
    });
    const secure = url.protocol === 'https:';
    agents.set(
      key,
      secure ? new SecureAgent({ keepAlive: true, ...read(credentials) }) : new Agent(),
    );
  }
  return agents.get(key);
}

function ask({ url: text, method = 'GET', headers = {}, body, credentials, timeoutMs = 5000 }) {
  const url = new URL(text);
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((done, fail) => {
    const agent = agentFor(url, credentials);
    const outgoing = request(url, { method, headers, agent, timeout: timeoutMs }, (reply) => {
      const chunks = [];
      reply.on('data', (chunk) => chunks.push(chunk));
      reply.on('error', fail);
      reply.on('end', () =>
        done({ status: reply.statusCode, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

async function resolve({ server, name, timeoutMs }) {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  resolver.setServers([server]);
  return { addresses: await resolver.resolve4(name) };
}

process.on('message', ({ id, kind, ...question }) => {
  const answer = kind === 'resolve' ? resolve(question) : ask(question);
  answer.then(
    (result) => process.send({ id, result }),
    (error) => process.send({ id, error: error.message }),
  );
});
process.on('disconnect', () => process.exit(0));
