import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { KubeConfig } from '@kubernetes/client-node';

import { writeContextKubeconfig } from './context';

function userConfig(): KubeConfig {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'kind', server: 'https://127.0.0.1:6443' }],
    users: [{ name: 'ada', token: 'secret' }],
    contexts: ['kind-kind', 'team/staging'].map((name) => ({ name, cluster: 'kind', user: 'ada' })),
    currentContext: 'kind-kind',
  });
  return config;
}

const folder = (): string => mkdtempSync(join(tmpdir(), 'cutover-context-'));

describe('writeContextKubeconfig', () => {
  it('makes the named context the current one and keeps the rest', () => {
    const file = writeContextKubeconfig(userConfig(), 'team/staging', folder());
    const written = new KubeConfig();
    written.loadFromFile(file);
    expect(written.getCurrentContext()).toBe('team/staging');
    expect(written.getCurrentCluster()?.server).toBe('https://127.0.0.1:6443');
    expect(written.getCurrentUser()?.token).toBe('secret');
  });

  it('lets nobody else read it', () => {
    const file = writeContextKubeconfig(userConfig(), 'kind-kind', folder());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain('secret');
  });

  it('refuses an unknown context, naming the known ones', () => {
    expect(() => writeContextKubeconfig(userConfig(), 'kind', folder())).toThrow(
      "'--context' (kind) must be a context of the kubeconfig; choose from kind-kind, team/staging.",
    );
    expect(() => writeContextKubeconfig(new KubeConfig(), 'kind', folder())).toThrow(
      "'--context' (kind) must be a context of the kubeconfig; there are none.",
    );
  });
});
