import type { EngineEvent } from '@pulumi/pulumi/automation';
import { UpdateProgress } from './update-progress';

const URN =
  'urn:pulumi:local::cutover::cutover:index:Traffic$kubernetes:core/v1:ConfigMap::traffic-share';

function take(...events: object[]) {
  const lines: string[] = [];
  let now = 0;
  const progress = new UpdateProgress(
    (line) => lines.push(line),
    () => (now += 400),
  );
  for (const event of events) progress.take(event as EngineEvent);
  return { lines, errors: progress.errors };
}

const metadata = (op: string) => ({ metadata: { op, urn: URN } });
const diagnostic = (severity: string, message: string, ephemeral = false) => ({
  diagnosticEvent: { severity, message, ephemeral },
});

test('tells what is under way, what it waits for, and how long it took', () => {
  const waiting = '<{%reset%}>Waiting for {.data.observed}=5<{%reset%}>\n';
  const { lines, errors } = take(
    { resourcePreEvent: metadata('same') },
    { resourcePreEvent: metadata('update') },
    diagnostic('info', waiting, true),
    diagnostic('info', waiting, true),
    { resOutputsEvent: metadata('update') },
    { resOutputsEvent: metadata('same') },
  );
  expect(lines).toEqual([
    'updating ConfigMap traffic-share',
    '  Waiting for {.data.observed}=5',
    'updating ConfigMap traffic-share: done (0.4 s)',
  ]);
  expect(errors).toEqual([]);
});

test('gathers what went wrong, each once', () => {
  const { lines, errors } = take(
    { resourcePreEvent: metadata('update') },
    { resOpFailedEvent: metadata('update') },
    diagnostic('error', '<{%fg 1%}>timed out<{%reset%}>'),
    diagnostic('error', 'timed out'),
    diagnostic('warning', 'old'),
    { policyEvent: { enforcementLevel: 'mandatory', policyName: 'soak', message: 'too early\n' } },
    { policyEvent: { enforcementLevel: 'advisory', policyName: 'tls', message: 'off' } },
  );
  expect(lines.at(-1)).toBe('updating ConfigMap traffic-share: failed (0.4 s)');
  expect(errors).toEqual(['timed out', 'soak: too early']);
});
