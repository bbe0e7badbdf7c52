import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apiServerUrl } from './addresses';
import type { Instance } from './instance';

/**
 * @param user - the name of a client certificate in the instance's `pki` folder.
 * @returns a kubeconfig with everything embedded, so that the file alone is enough. It is JSON, which
 * every reader of kubeconfigs takes, being YAML as well.
 */
export async function renderKubeconfig(instance: Instance, user: string): Promise<string> {
  const base64 = async (file: string) =>
    (await readFile(join(instance.pki, file))).toString('base64');
  const cluster = {
    server: apiServerUrl,
    'certificate-authority-data': await base64('ca.crt'),
  };
  const credentials = {
    'client-certificate-data': await base64(`${user}.crt`),
    'client-key-data': await base64(`${user}.key`),
  };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: instance.name, cluster }],
    users: [{ name: user, user: credentials }],
    contexts: [{ name: instance.name, context: { cluster: instance.name, user } }],
    'current-context': instance.name,
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
