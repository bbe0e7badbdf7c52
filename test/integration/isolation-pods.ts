import { existsSync } from 'node:fs';

/** A pod that listens, and tries connections when asked. */
export interface Actor {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What an actor tries: to open a connection, or to resolve a name. */
export type Attempt =
  | { readonly host: string; readonly port: number }
  | { readonly server: string; readonly name: string };

/** Where an actor takes its orders, from the node alone; no policy names it. */
const ORDERS_PORT = 7001;

/** A port on which every actor listens and that no policy names. */
export const UNDECLARED_PORT = 7000;

/** Longer than a connection takes on a busy machine; what a policy refuses is dropped, and never answers. */
const PATIENCE_MS = 2_000;

const script = (ports: readonly number[]): string => `
const net = require('net');
const http = require('http');
const { Resolver } = require('dns').promises;
for (const port of ${JSON.stringify(ports)}) net.createServer((socket) => socket.end()).listen(port);
const connect = (target) => new Promise((done) => {
  const socket = net.connect({ ...target, timeout: ${PATIENCE_MS} });
  const end = (what) => { socket.destroy(); done(what); };
  socket.on('connect', () => end('connects'));
  socket.on('timeout', () => end('no answer'));
  socket.on('error', ({ code }) => end(code));
});
const resolve = async ({ server, name }) => {
  const resolver = new Resolver({ timeout: ${PATIENCE_MS}, tries: 1 });
  resolver.setServers([server]);
  return resolver.resolve4(name).then(() => 'connects', ({ code }) => code === 'ETIMEOUT' ? 'no answer' : code);
};
http.createServer(async (request, response) => {
  let text = '';
  for await (const part of request) text += part;
  const results = JSON.parse(text || '[]').map((one) => ('server' in one ? resolve(one) : connect(one)));
  response.end(JSON.stringify(await Promise.all(results)));
}).listen(${ORDERS_PORT});
`;

/** Run on the node: sends each actor its orders and prints what they answer, in the same order. */
export const askScript = `
const chunks = [];
process.stdin.on('data', (chunk) => chunks.push(chunk));
process.stdin.on('end', async () => {
  const orders = JSON.parse(Buffer.concat(chunks));
  const replies = orders.map(async ({ address, attempts }) => {
    const body = JSON.stringify(attempts);
    const reply = await fetch('http://' + address + ':${ORDERS_PORT}', { method: 'POST', body });
    return reply.json();
  });
  process.stdout.write(JSON.stringify(await Promise.all(replies)));
});
`;

const fromMachine = ['/usr', '/lib', '/lib64', '/bin'].filter((path) => existsSync(path));

/** The pod of an actor; its file system is this machine's. The probe comes from the node, as the kubelet's do. */
export function actorPod(
  { namespace, labels }: Actor,
  name: string,
  ports: readonly number[],
): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name: 'actor',
          image: 'cutover.local/pause:local',
          command: [process.execPath, '-e', script([...ports, UNDECLARED_PORT])],
          readinessProbe: { tcpSocket: { port: ORDERS_PORT }, periodSeconds: 1 },
          volumeMounts: fromMachine.map((path, index) => ({
            name: `machine-${index}`,
            mountPath: path,
            readOnly: true,
          })),
        },
      ],
      volumes: fromMachine.map((path, index) => ({
        name: `machine-${index}`,
        hostPath: { path },
      })),
    },
  };
}
