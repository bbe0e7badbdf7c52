import { judge, overriding } from '../support/judge';
import { CONTAINER, container, deployment, pod, resource } from '../support/resources';
import { restrictedPods } from './restricted-pods';

const found = (spec: object, component = 'workload', config = {}) =>
  judge(restrictedPods, { resources: [deployment(spec, { component })] }, config);

const ofContainer = (securityContext: object) =>
  pod({ containers: [container({ securityContext })] });

const TOKEN = {
  volumes: [
    { name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
  ],
};

describe('restricted-pods', () => {
  it.each([
    ['a restricted pod', pod()],
    ['settings of the pod that the container repeats', ofContainer({ runAsNonRoot: true })],
    [
      'the one capability that may be added',
      ofContainer({ capabilities: { add: ['NET_BIND_SERVICE'] } }),
    ],
    [
      'volumes of harmless kinds',
      pod({
        volumes: [
          { name: 'a', emptyDir: {} },
          { name: 'b', secret: {} },
        ],
      }),
    ],
    [
      'a container port that is none of the host, on the boundary',
      pod({ containers: [container({ ports: [{ containerPort: 80, hostPort: 0 }] })] }),
    ],
    [
      'a setting of the kernel that stays within the pod',
      pod({ securityContext: { sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }] } }),
    ],
  ])('passes %s', (_, spec) => {
    expect(found(spec)).toEqual([]);
  });

  it.each([
    ['hostNetwork', 'true', 'not be true', pod({ hostNetwork: true })],
    ['hostPID', 'true', 'not be true', pod({ hostPID: true })],
    ['hostIPC', 'true', 'not be true', pod({ hostIPC: true })],
    ['securityContext.runAsUser', '0', 'not be 0', pod({ securityContext: { runAsUser: 0 } })],
    [
      'securityContext.seLinuxOptions.user',
      '"root"',
      'not be given',
      pod({ securityContext: { seLinuxOptions: { user: 'root' } } }),
    ],
    [
      'name',
      '"kernel.msgmax"',
      'be a setting that stays within the pod',
      pod({ securityContext: { sysctls: [{ name: 'kernel.msgmax' }] } }),
    ],
    [
      'containers[service].securityContext.privileged',
      'true',
      'not be true',
      ofContainer({ privileged: true }),
    ],
    [
      'containers[service].securityContext.allowPrivilegeEscalation',
      'true',
      'be false',
      ofContainer({ allowPrivilegeEscalation: true }),
    ],
    [
      'containers[service].securityContext.readOnlyRootFilesystem',
      'false',
      'be true',
      ofContainer({ readOnlyRootFilesystem: false }),
    ],
    [
      'containers[service].securityContext.runAsNonRoot',
      'false',
      'be true',
      ofContainer({ runAsNonRoot: false }),
    ],
    [
      'containers[service].securityContext.runAsUser',
      '0',
      'not be 0',
      ofContainer({ runAsUser: 0 }),
    ],
    [
      'containers[service].securityContext.seccompProfile.type',
      '"Unconfined"',
      'be RuntimeDefault or Localhost',
      ofContainer({ seccompProfile: { type: 'Unconfined' } }),
    ],
    [
      'containers[service].securityContext.procMount',
      '"Unmasked"',
      'be Default',
      ofContainer({ procMount: 'Unmasked' }),
    ],
    [
      'containers[service].securityContext.capabilities.drop',
      '["KILL"]',
      'hold ALL',
      ofContainer({ capabilities: { drop: ['KILL'] } }),
    ],
    [
      'containers[service].securityContext.capabilities.add',
      '["SYS_ADMIN"]',
      'hold NET_BIND_SERVICE at most',
      ofContainer({ capabilities: { add: ['NET_BIND_SERVICE', 'SYS_ADMIN'] } }),
    ],
    [
      'containers[service].hostPort',
      '80',
      'not be given',
      pod({ containers: [container({ ports: [{ hostPort: 80 }] })] }),
    ],
  ])('refuses %s %s', (field, got, rule, spec) => {
    expect(found(spec)).toEqual([`mandatory: '${field}' (${got}) must ${rule}; correct it`]);
  });

  it('refuses a volume of another kind among harmless ones', () => {
    const volumes = [
      { name: 'a', emptyDir: {} },
      { name: 'b', hostPath: { path: '/' } },
    ];
    expect(found(pod({ volumes }))).toEqual([
      expect.stringContaining(`'volumes' ("hostPath") must be of a kind among configMap, csi`),
    ]);
  });

  it('refuses a pod that says nothing at all, with everything at once', () => {
    const spec = { containers: [{ name: 'service' }] };
    expect(found(spec).map((text) => text.split("'")[1])).toEqual([
      'automountServiceAccountToken',
      'containers[service].securityContext.allowPrivilegeEscalation',
      'containers[service].securityContext.readOnlyRootFilesystem',
      'containers[service].securityContext.runAsNonRoot',
      'containers[service].securityContext.seccompProfile.type',
      'containers[service].securityContext.capabilities.drop',
    ]);
  });

  it('looks at pods of every kind that makes them, and at one container more', () => {
    const spec = pod({
      containers: [CONTAINER, container({ name: 'extra', securityContext: { privileged: true } })],
    });
    const cron = resource('batch/v1:CronJob', 'cron', {
      spec: { jobTemplate: { spec: { template: { spec } } } },
    });
    const single = resource('core/v1:Pod', 'pod', { spec });
    expect(judge(restrictedPods, { resources: [cron, single] })).toEqual([
      expect.stringContaining('containers[extra].securityContext.privileged'),
      expect.stringContaining('containers[extra].securityContext.privileged'),
    ]);
  });

  it('lets the gateway alone hold a token, and others that are configured', () => {
    expect(found(pod(TOKEN), 'gateway')).toEqual([]);
    expect(found(pod(TOKEN))).toEqual([
      "mandatory: 'volumes' (a serviceAccountToken) must hold no token; remove it, or name the component in the rule's 'mayHoldToken'",
    ]);
    expect(found(pod(TOKEN), 'workload', { mayHoldToken: ['workload'] })).toEqual([]);
  });

  it('lets nobody have a token mounted into every container', () => {
    expect(found(pod({ automountServiceAccountToken: true }), 'gateway')).toEqual([
      "mandatory: 'automountServiceAccountToken' (true) must be false; set it; a pod that needs a token mounts it into the one container that asks",
    ]);
  });

  it('is exempted by an override, and says so', () => {
    const resources = [deployment(pod({ hostNetwork: true }))];
    expect(judge(restrictedPods, { resources, config: overriding('restricted-pods') })).toEqual([
      expect.stringMatching(/^advisory: Overridden, agreed in CHG-1234 \(ops\): 'hostNetwork'/),
    ]);
  });
});
