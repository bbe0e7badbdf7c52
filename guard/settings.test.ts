import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardSettings } from '../test/support/guard/settings';
import { readGuardOptions } from './settings';

describe('the settings of the guard', () => {
  let folder: string;
  const file = (content: object): string => {
    const path = join(folder, 'guard.json');
    writeFileSync(path, JSON.stringify(content));
    return path;
  };
  const read = (content: object, environment: Record<string, string> = { POD_NAME: 'guard-1' }) =>
    readGuardOptions(['--settings', file(content)], environment);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guard-settings-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('are read as they were written', () => {
    const settings = guardSettings();
    expect(read(settings)).toEqual({ podName: 'guard-1', settings, port: 9181 });
  });

  it('are refused with everything that is wrong', () => {
    const bad = { service: '', everySeconds: 0, prometheus: 'nowhere' };
    expect(() => read({ ...guardSettings(), ...bad })).toThrow(/3 problems/);
  });

  it('need the name of the pod and a port', () => {
    expect(() => readGuardOptions(['--port', 'many'], {})).toThrow(
      'the guard: 2 problems\n' +
        "  'POD_NAME' (missing) must be in the environment; set it in the Deployment by the downward API, fieldPath metadata.name\n" +
        "  '--port' (many) must be a port from 0 to 65535; give another port",
    );
  });
});
