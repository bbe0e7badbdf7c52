import { assessDaemonSet } from './daemon-set';
import { assessDeployment } from './deployment';
import { assessJob } from './job';
import { podProblems } from './pod-problems';
import { assessPod } from './pod';
import { assessStatefulSet } from './stateful-set';

const READY = { state: 'ready' };

describe('a Deployment', () => {
  const live = (status: object, spec: object = { replicas: 2 }) => ({
    metadata: { generation: 3 },
    spec: { ...spec },
    status: { observedGeneration: 3, ...status },
  });
  const done = { replicas: 2, updatedReplicas: 2, availableReplicas: 2 };

  it('is ready when all replicas are new and available', () => {
    expect(assessDeployment(live(done))).toEqual(READY);
    expect(assessDeployment(live({}, { replicas: 0 }))).toEqual(READY);
  });

  it.each([
    [
      'the controller has not seen it',
      { ...done, observedGeneration: 2 },
      'Waiting for the Deployment to be taken up',
    ],
    ['new pods are missing', { ...done, updatedReplicas: 1 }, 'Waiting for new Pods (1/2 made)'],
    ['old pods are left', { ...done, replicas: 3 }, 'Waiting for 1 old Pods to end'],
    [
      'pods are not available',
      { ...done, availableReplicas: 0 },
      'Waiting for Pods to be available (0/2)',
    ],
  ])('waits while %s', (_, status, message) => {
    expect(assessDeployment(live(status))).toEqual({ state: 'waiting', message });
  });

  it('fails when its deadline for progress is over', () => {
    const condition = { type: 'Progressing', reason: 'ProgressDeadlineExceeded', message: 'late' };
    expect(
      assessDeployment(live({ ...done, availableReplicas: 1, conditions: [condition] })),
    ).toEqual({
      state: 'failed',
      message: '[ProgressDeadlineExceeded] late',
    });
  });
});

describe('a StatefulSet', () => {
  const live = (status: object, spec: object = {}) => ({
    metadata: { generation: 1 },
    spec: { replicas: 2, ...spec },
    status: { observedGeneration: 1, readyReplicas: 2, updatedReplicas: 2, ...status },
  });

  it('is ready when all replicas of the new revision are', () => {
    expect(assessStatefulSet(live({}))).toEqual(READY);
    expect(assessStatefulSet(live({ readyReplicas: 1 })).state).toBe('waiting');
    expect(assessStatefulSet(live({ updatedReplicas: 1 })).state).toBe('waiting');
    const revisions = { currentRevision: 'a', updateRevision: 'b' };
    expect(assessStatefulSet(live(revisions)).state).toBe('waiting');
  });

  it('leaves old pods alone where its strategy says so', () => {
    const old = { updatedReplicas: 0, currentRevision: 'a', updateRevision: 'b' };
    expect(assessStatefulSet(live(old, { updateStrategy: { type: 'OnDelete' } }))).toEqual(READY);
    const partition = { updateStrategy: { rollingUpdate: { partition: 2 } } };
    expect(assessStatefulSet(live(old, partition))).toEqual(READY);
  });
});

test('a DaemonSet is ready when every node runs the new pod', () => {
  const live = (status: object) => ({
    metadata: { generation: 1 },
    spec: {},
    status: { observedGeneration: 1, desiredNumberScheduled: 2, ...status },
  });
  expect(assessDaemonSet(live({ updatedNumberScheduled: 2, numberAvailable: 2 }))).toEqual(READY);
  expect(assessDaemonSet(live({ updatedNumberScheduled: 1, numberAvailable: 2 })).state).toBe(
    'waiting',
  );
  expect(assessDaemonSet(live({ updatedNumberScheduled: 2, numberAvailable: 1 })).state).toBe(
    'waiting',
  );
});

test('a Job is ready when it is complete or suspended, and fails when it failed', () => {
  const live = (type: string) => ({
    status: {
      conditions: [{ type, status: 'True', reason: 'BackoffLimitExceeded', message: 'no' }],
    },
  });
  expect(assessJob(live('Complete'))).toEqual(READY);
  expect(assessJob(live('Suspended'))).toEqual(READY);
  expect(assessJob(live('Failed'))).toEqual({
    state: 'failed',
    message: '[BackoffLimitExceeded] no',
  });
  expect(assessJob({}).state).toBe('waiting');
});

describe('a Pod', () => {
  const pod = (status: object) => ({ metadata: { name: 'web-1' }, status: { ...status } });

  it('is ready when it is, or has done its work', () => {
    expect(assessPod(pod({ phase: 'Succeeded' }))).toEqual(READY);
    expect(assessPod(pod({ conditions: [{ type: 'Ready', status: 'True' }] }))).toEqual(READY);
    expect(assessPod(pod({ phase: 'Failed' })).state).toBe('failed');
  });

  it.each([
    [
      'an image that cannot be had',
      { name: 'c', state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off' } } },
      '[Pod web-1]: container "c" waits: [ImagePullBackOff] Back-off',
    ],
    [
      'a crash, with how it ended before',
      {
        name: 'c',
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 3, reason: 'Error' } },
      },
      '[Pod web-1]: container "c" waits: [CrashLoopBackOff] [Error] exit code 3',
    ],
    [
      'a probe',
      { name: 'c', state: { running: { startedAt: 'now' } } },
      '[Pod web-1]: container "c" runs but is not ready: its readiness probe does not succeed',
    ],
  ])('says what stands in its way: %s', (_, containerStatus, problem) => {
    expect(podProblems(pod({ containerStatuses: [containerStatus] }))).toEqual([problem]);
  });

  it('says where no node takes it', () => {
    const condition = {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: '0/1 nodes',
    };
    expect(podProblems(pod({ conditions: [condition] }))).toEqual([
      '[Pod web-1]: [Unschedulable] 0/1 nodes',
    ]);
  });

  it('has no problem while it starts or once it is ready', () => {
    const starting = { name: 'c', state: { waiting: { reason: 'ContainerCreating' } } };
    expect(podProblems(pod({ containerStatuses: [starting] }))).toEqual([]);
    const ready = { name: 'c', ready: true, state: { running: { startedAt: 'now' } } };
    expect(podProblems(pod({ containerStatuses: [ready] }))).toEqual([]);
  });
});
