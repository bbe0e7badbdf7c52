import type { networking } from '@pulumi/kubernetes/types/input';
import { placeLabels, placesOf, type AllowedPath, type End, type Place } from '../model/isolation';

type Spec = networking.v1.NetworkPolicySpec;

/** A NetworkPolicy, by what its name ends in. */
export interface NamedPolicy {
  readonly role: string;
  readonly spec: Spec;
}

/**
 * The policies of a list of allowed paths: one that refuses everything, one for each place with what lies outside of
 * the service's pods, and two for each pair of places.
 *
 * A pair has policies of its own, and shares none, so that a path that is given up is an object that is deleted and
 * never one that is changed: Pulumi deletes last, when nothing uses the path any more, and not at all when the update
 * was refused.
 *
 * @param service - name of the service.
 */
export function networkPolicies(service: string, paths: readonly AllowedPath[]): NamedPolicy[] {
  return [
    { role: 'default-deny', spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] } },
    ...placesOf(paths).map((place) => outside(service, place, paths)),
    ...pairs(paths).flatMap(([from, to]) => between(service, from, to, paths)),
  ];
}

function outside(service: string, place: Place, paths: readonly AllowedPath[]): NamedPolicy {
  const isHere = (end: End): boolean => end.kind === 'pods' && end.place === place;
  const ingress = paths.filter(({ from, to }) => isHere(to) && from.kind !== 'pods');
  const egress = paths.filter(({ from, to }) => isHere(from) && to.kind !== 'pods');
  return {
    role: roleOf(place),
    spec: {
      podSelector: { matchLabels: placeLabels(service, place) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: ingress.map(({ from, ports }) => ({ ...peers('from', from), ports: [...ports] })),
      egress: egress.map(({ to, ports }) => ({ ...peers('to', to), ports: [...ports] })),
    },
  };
}

function between(
  service: string,
  from: Place,
  to: Place,
  paths: readonly AllowedPath[],
): NamedPolicy[] {
  const here = { podSelector: { matchLabels: placeLabels(service, from) } };
  const there = { podSelector: { matchLabels: placeLabels(service, to) } };
  const ports = paths.flatMap((path) => (isPair(path, from, to) ? path.ports : []));
  return [
    {
      role: `${roleOf(from)}-to-${roleOf(to)}`,
      spec: { ...here, policyTypes: ['Egress'], egress: [{ to: [there], ports }] },
    },
    {
      role: `${roleOf(to)}-from-${roleOf(from)}`,
      spec: { ...there, policyTypes: ['Ingress'], ingress: [{ from: [here], ports }] },
    },
  ];
}

function pairs(paths: readonly AllowedPath[]): [Place, Place][] {
  const found = new Map<string, [Place, Place]>();
  for (const { from, to } of paths) {
    if (from.kind !== 'pods' || to.kind !== 'pods') continue;
    found.set(`${from.place} ${to.place}`, [from.place, to.place]);
  }
  return [...found.values()];
}

function isPair({ from, to }: AllowedPath, first: Place, second: Place): boolean {
  return from.kind === 'pods' && to.kind === 'pods' && from.place === first && to.place === second;
}

/** The ends outside: a rule without peers lets every address through. */
function peers<Key extends 'from' | 'to'>(
  key: Key,
  end: End,
): { [key in Key]?: networking.v1.NetworkPolicyPeer[] } {
  const list = peersOf(end);
  return list.length === 0 ? {} : ({ [key]: list } as { [key in Key]: typeof list });
}

function peersOf(end: End): networking.v1.NetworkPolicyPeer[] {
  if (end.kind === 'networks') return end.networks.map((cidr) => ({ ipBlock: { cidr } }));
  if (end.kind === 'pods') throw new Error(`${end.place} is no end outside of the service`);
  return [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': end.namespace } } }];
}

/** `companion/nexten` as part of a name: no companion may be called like a place. */
const roleOf = (place: Place): string => place.replace(/^companion\//, '');
