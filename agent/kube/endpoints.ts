import { isIPv6 } from 'node:net';
import { z } from 'zod';
import type { Version } from '../../model/names';
import type { ReadyAddresses } from '../parts';

/** The Service of a version, as far as its pods are found by it. */
export interface VersionService {
  readonly version: Version;
  readonly name: string;
  /** Its ClusterIP: in a cluster with both families of addresses a pod counts in this one's alone. */
  readonly address: string;
}

/** What matters of an EndpointSlice: the ready addresses of one Service, in one family. */
export interface Slice {
  readonly service: string;
  readonly family: string;
  readonly addresses: readonly string[];
}

const SERVICE_LABEL = 'kubernetes.io/service-name';
/** Name of the port that the gateway uses, where a Service has several. */
const HTTP_PORT = 'http';

const sliceSchema = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()).optional() }),
  addressType: z.string(),
  endpoints: z
    .array(
      z.object({
        addresses: z.array(z.string()),
        conditions: z.object({ ready: z.boolean().nullish() }).nullish(),
      }),
    )
    .nullish(),
  ports: z.array(z.object({ name: z.string().nullish(), port: z.int().nullish() })).nullish(),
});

/** @returns the label selector of the slices of all these Services. */
export function slicesOf(versions: readonly VersionService[]): string {
  return `${SERVICE_LABEL} in (${versions.map(({ name }) => name).join(',')})`;
}

/** @throws when the object is no EndpointSlice. */
export function readSlice(object: unknown): Slice {
  const { metadata, addressType, endpoints, ports } = sliceSchema.parse(object);
  const port = (ports?.find(({ name }) => name === HTTP_PORT) ?? ports?.[0])?.port;
  const ready = (endpoints ?? [])
    // The API's own rule: a condition that is not told is to be taken for ready.
    .filter(({ conditions }) => conditions?.ready !== false)
    .flatMap(({ addresses }) => addresses.slice(0, 1));
  return {
    service: metadata.labels?.[SERVICE_LABEL] ?? '',
    family: addressType,
    addresses:
      port == null
        ? []
        : ready.map((address) => (isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`)),
  };
}

/** @returns every ready pod once, in an order that does not depend on that of the slices. */
export function readyAddresses(
  slices: readonly Slice[],
  versions: readonly VersionService[],
): ReadyAddresses {
  const of = (wanted: Version): string[] => {
    const found = versions.find(({ version }) => version === wanted);
    if (found === undefined) return [];
    const family = isIPv6(found.address) ? 'IPv6' : 'IPv4';
    const addresses = slices
      .filter((slice) => slice.service === found.name && slice.family === family)
      .flatMap((slice) => slice.addresses);
    return [...new Set(addresses)].sort();
  };
  return { v1: of('v1'), v2: of('v2') };
}
