import {
  guardName,
  holdConfigMapName,
  trafficConfigMapName,
  verdictConfigMapName,
} from '../../model/names';

/**
 * @returns the rules of the guard's Role, in the namespace of the service: it reads the ConfigMaps with the share, the
 * hold and its own verdict, writes the last, competes for its Lease and emits events. Events cannot be confined to
 * one object.
 */
export function guardRules(service: string) {
  const verdict = verdictConfigMapName(service);
  return [
    {
      apiGroups: [''],
      resources: ['configmaps'],
      resourceNames: [trafficConfigMapName(service), holdConfigMapName(service), verdict],
      verbs: ['get', 'list', 'watch'],
    },
    { apiGroups: [''], resources: ['configmaps'], resourceNames: [verdict], verbs: ['patch'] },
    { apiGroups: [''], resources: ['events'], verbs: ['create'] },
    {
      apiGroups: ['coordination.k8s.io'],
      resources: ['leases'],
      resourceNames: [guardName(service)],
      verbs: ['get', 'update'],
    },
  ];
}
