import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { KubeConfig } from '@kubernetes/client-node';
import { kubeClient } from '../../kube/client';
import { startEngine } from './engine';

/** `network-policy KUBECONFIG PORT`: PORT on loopback answers 200 at `/readyz` once all rules are in force. */
function main([file = '', port = '0']: readonly string[]): void {
  const config = new KubeConfig();
  config.loadFromFile(file);
  const stop = new AbortController();
  const engine = startEngine({
    client: kubeClient(config),
    apply: nft,
    log: (line) => {
      console.error(`${new Date().toISOString()} ${line}`);
    },
    signal: stop.signal,
  });
  const server = createServer((_, response) => {
    response.writeHead(engine.isReady() ? 200 : 503).end();
  }).listen(Number(port), '127.0.0.1');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stop.abort();
      server.close();
    });
  }
}

function nft(text: string): Promise<void> {
  return new Promise((done, fail) => {
    const child = execFile('nft', ['-f', '-'], (error, _, stderr) => {
      if (error === null) done();
      else fail(new Error(stderr.trim() || error.message, { cause: error }));
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(text);
  });
}

main(process.argv.slice(2));
