import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../support/program/run-program';
import { stackConfig, stackNames } from '../support/program/stacks';
import type { Registered } from '../support/program/world';

const root = join(__dirname, '..', '..');

/** Every resource that the program makes, one a line, so that a review shows a change of infrastructure. */
describe('the golden list of resources', () => {
  it.each(stackNames())('of stack %s is as committed', async (stack) => {
    const { resources, refusal } = await runProgram({ stack, config: stackConfig(stack) });
    expect(refusal).toBeUndefined();
    const list = `${resources.map(line).sort().join('\n')}\n`;
    const file = join(root, 'test', 'golden', `${stack}.txt`);
    // UPDATE_GOLDEN=1 writes the lists anew; the difference is for the reviewer.
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, list);
    expect(list).toBe(existsSync(file) ? readFileSync(file, 'utf8') : '');
  });
});

function line({ type, name, inputs }: Registered): string {
  const metadata = (inputs['metadata'] ?? {}) as { namespace?: string; name?: string };
  return [type, name, [metadata.namespace, metadata.name].filter(Boolean).join('/')]
    .join(' ')
    .trim();
}
