import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAgentOptions } from './settings';

describe('the agent is told', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-settings-'));
  const path = join(folder, 'agent.json');
  const environment = { POD_NAME: 'gw-1', POD_NAMESPACE: 'prod', POD_UID: 'u1' };
  const settings = {
    service: 'shop',
    namespace: 'prod',
    upstreams: {
      v1: { address: '10.96.0.10', port: 5062 },
      v2: { address: '10.96.0.11', port: 5070 },
    },
    keepalive: { connections: 64, requests: 1000, timeSeconds: 3600, timeoutSeconds: 4 },
  };
  const write = (content: unknown): void => {
    writeFileSync(path, JSON.stringify(content));
  };

  beforeEach(() => {
    write(settings);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('who it is by the environment and all else by the settings file', () => {
    expect(readAgentOptions(['--settings', path], environment)).toEqual({
      podName: 'gw-1',
      podUid: 'u1',
      settings: {
        ...settings,
        balancing: 'service',
        assignment: 'perRequest',
        routes: [],
        fallback: false,
        tls: false,
        script: false,
        rateLimitExchange: false,
      },
      paths: {
        folder: '/run/cutover',
        script: '/run/cutover/gateway.js',
        internalSocket: '/run/cutover/internal.sock',
        upstreams: '/run/cutover/upstreams.conf',
        lastShare: '/run/cutover/last-share.json',
        pid: '/run/cutover/nginx.pid',
        configSocket: '/run/cutover/config.sock',
        requests: '/run/cutover/requests',
        requestLog: '/run/cutover/requests/log',
        requestCounts: '/run/cutover/request-counts.json',
      },
      mounted: { tls: undefined, jwks: undefined, script: undefined },
      port: 9180,
    });
  });

  it('another shared folder and port when asked for', () => {
    const args = ['--settings', path, '--shared', '/tmp/x', '--port', '0'];
    expect(readAgentOptions(args, environment)).toMatchObject({
      paths: { upstreams: '/tmp/x/upstreams.conf', configSocket: '/tmp/x/config.sock' },
      port: 0,
    });
  });

  it('where to find what the settings ask for', () => {
    write({ ...settings, tls: true, jwks: 'keys.json', script: true });
    const { mounted } = readAgentOptions(['--settings', path], environment);
    expect(mounted).toEqual({
      tls: '/etc/cutover/tls',
      jwks: { folder: '/etc/cutover/jwks', name: 'keys.json' },
      script: '/app/gateway.js',
    });
  });

  it('everything that is missing at once', () => {
    const read = () => readAgentOptions(['--settings', path, '--port', 'http'], { POD_UID: '' });
    const mend = 'set it in the Deployment by the downward API, fieldPath';
    expect(read).toThrow(
      [
        'the agent: 4 problems',
        `  'POD_NAME' (missing) must be in the environment; ${mend} metadata.name`,
        `  'POD_NAMESPACE' (missing) must be in the environment; ${mend} metadata.namespace`,
        `  'POD_UID' (missing) must be in the environment; ${mend} metadata.uid`,
        `  '--port' (http) must be a port from 0 to 65535; give another port`,
      ].join('\n'),
    );
  });

  it('when its settings are for another namespace', () => {
    write({ ...settings, namespace: 'staging' });
    expect(() => readAgentOptions(['--settings', path], environment)).toThrow(
      `${path}: 1 problem\n  'namespace' (staging) must be the Pod's namespace (prod); ` +
        'deploy the gateway in the namespace that its settings name',
    );
  });

  it('which field of its settings is wrong', () => {
    write({ ...settings, keepalive: { ...settings.keepalive, requests: 0 } });
    expect(() => readAgentOptions(['--settings', path], environment)).toThrow(
      `${path}: 1 problem\n  'keepalive.requests' (0) must be at least 1; correct it`,
    );
  });
});
