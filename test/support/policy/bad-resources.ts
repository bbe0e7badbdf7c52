/** Breaks every rule that looks at resources. Tests copy it beside the program; nothing of it is ever made. */
import { Deployment } from '@pulumi/kubernetes/apps/v1/deployment';
import { HorizontalPodAutoscaler } from '@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler';
import { ConfigMap } from '@pulumi/kubernetes/core/v1/configMap';
import { Service } from '@pulumi/kubernetes/core/v1/service';

const metadata = { name: 'bad', namespace: 'default' };
const labels = { app: 'bad' };

new Deployment('bad', {
  metadata,
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'bad',
            image: 'registry.example.com/bad:latest',
            env: [{ name: 'DB_PASSWORD', value: 'hunter2' }],
            securityContext: {
              privileged: true,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
          },
        ],
      },
    },
  },
});

new HorizontalPodAutoscaler('bad', {
  metadata,
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'bad' },
    minReplicas: 2,
    maxReplicas: 4,
  },
});

new Service('bad', {
  metadata,
  spec: { type: 'NodePort', selector: labels, ports: [{ port: 80 }] },
});

new ConfigMap('bad', { metadata, data: { 'app.yaml': 'db:\n  password: hunter2\n' } });
