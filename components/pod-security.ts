/** The user of every container that Cutover runs: no name, no home, no rights on the node. */
const NON_ROOT_USER = 65_532;

/** Pod-level settings that Pod Security "restricted" asks for. */
export const RESTRICTED_POD = {
  runAsNonRoot: true,
  runAsUser: NON_ROOT_USER,
  runAsGroup: NON_ROOT_USER,
  fsGroup: NON_ROOT_USER,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** Container-level settings that Pod Security "restricted" asks for, with a read-only root. */
export const RESTRICTED_CONTAINER = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};
