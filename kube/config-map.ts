import { z } from 'zod';
import type { KubeClient } from './client';
import type { WatchTarget } from './list-watch';

export const configMapSchema = z.object({
  metadata: z.object({
    name: z.string(),
    uid: z.string(),
    managedFields: z
      .array(z.object({ manager: z.string().optional(), time: z.string().optional() }))
      .optional(),
  }),
  data: z.record(z.string(), z.string()).optional(),
});

/** A ConfigMap, as far as anyone needs it. */
export type ConfigMap = z.infer<typeof configMapSchema>;

/** @returns what watches one ConfigMap, with no right to any other. */
export function configMapTarget(namespace: string, name: string): WatchTarget<ConfigMap> {
  return {
    path: pathOf(namespace),
    selector: { fieldSelector: `metadata.name=${name}` },
    parse: (object) => configMapSchema.parse(object),
  };
}

interface OwnData {
  readonly namespace: string;
  readonly name: string;
  /** Of the ConfigMap as it was seen: with it a deleted one is not made anew by this. */
  readonly uid: string;
  readonly fieldManager: string;
  /** All that the field manager owns: what it owned before and is not in it goes. */
  readonly data: Readonly<Record<string, string>>;
}

/** Writes the part of a ConfigMap's data that belongs to one field manager, and nothing else of it. */
export async function applyData(client: KubeClient, own: OwnData): Promise<void> {
  const { namespace, name, uid, fieldManager, data } = own;
  await client.request({
    method: 'PATCH',
    path: `${pathOf(namespace)}/${name}`,
    // By force: no one else has a right to these fields, and a hand edit must not stop their owner.
    query: { fieldManager, force: 'true' },
    body: {
      contentType: 'application/apply-patch+yaml',
      json: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace, uid },
        ...(Object.keys(data).length > 0 && { data }),
      },
    },
  });
}

const pathOf = (namespace: string): string => `/api/v1/namespaces/${namespace}/configmaps`;
