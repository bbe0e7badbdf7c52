import { existsSync } from 'node:fs';

/** In the service range, and not one that the API server would give by itself so early. */
export const serviceAddress = '10.96.100.100';

const server = `require('http')
  .createServer((request, reply) => reply.end('from ' + require('os').hostname()))
  .listen(8080)`;

const fromMachine = ['/usr', '/lib', '/lib64', '/bin'].filter((path) => existsSync(path));

export const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          {
            name: 'web',
            image: 'cutover.local/pause:local',
            command: [process.execPath, '-e', server],
            resources: { requests: { cpu: '50m' } },
            readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 },
            volumeMounts: fromMachine.map((path, index) => ({
              name: `machine-${index}`,
              mountPath: path,
              readOnly: true,
            })),
          },
        ],
        volumes: fromMachine.map((path, index) => ({
          name: `machine-${index}`,
          hostPath: { path },
        })),
      },
    },
  },
};

export const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: {
    clusterIP: serviceAddress,
    selector: { app: 'web' },
    ports: [{ port: 80, targetPort: 8080 }],
  },
};

export const autoscaler = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 2,
    maxReplicas: 3,
    metrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 90 } },
      },
    ],
  },
};

export const volume = {
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'data' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '1Gi' },
    storageClassName: '',
    hostPath: { path: '/var/lib/data', type: 'DirectoryOrCreate' },
  },
};

export const claim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    storageClassName: '',
    resources: { requests: { storage: '1Gi' } },
  },
};
