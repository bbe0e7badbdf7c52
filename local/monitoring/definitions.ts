import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyText } from '../cluster/apply';
import type { Inside } from '../cluster/inside';
import type { LocalPaths } from '../settings';
import { filesFolder } from '../toolchain/build';
import { monitoringKinds } from '../toolchain/parts';

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

const nameOf = (kind: string): string => `${kind}.monitoring.coreos.com`;

/** The paths of the operator's kinds, which can be used once each is `Established`. */
export const definitionPaths = monitoringKinds.map((kind) => `${definitions}/${nameOf(kind)}`);

/** Makes the operator's kinds known to the API server, as they come with its release. */
export async function applyDefinitions(paths: LocalPaths, inside: Inside): Promise<void> {
  const folder = filesFolder(paths, 'prometheus-operator');
  await Promise.all(
    monitoringKinds.map(async (kind) => {
      const text = await readFile(join(folder, `${kind}.yaml`), 'utf8');
      await applyText(inside, definitions, nameOf(kind), text);
    }),
  );
}
