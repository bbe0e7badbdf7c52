import { join } from 'node:path';
import { existsSync } from 'node:fs';
import type * as automation from '@pulumi/pulumi/automation/index.js';
import { CommandFailure, EXIT } from '../failure';
import { OneAbort } from './one-abort';
import { firstError, NO_PULUMI } from './pulumi-error';
import type { PulumiStack, UpdateRequest } from './pulumi-port';
import { UpdateProgress } from './update-progress';

/** Updates a stack through the Automation API, under the project's policy pack where there is one. */
export async function update(
  { stack: stackName, folder }: PulumiStack,
  environment: NodeJS.ProcessEnv,
  { message, onProgress, signal }: UpdateRequest,
): Promise<void> {
  // Loaded only here: it takes longer than a whole rollback.
  const api = await import('@pulumi/pulumi/automation/index.js').catch((cause: unknown) => {
    const message = 'an update needs the packages of the project: run npm ci there';
    throw new CommandFailure(EXIT.fail, message, {}, { cause });
  });
  const progress = new UpdateProgress(onProgress);
  const abort = new OneAbort(signal);
  const pack = join(folder, 'policy');
  try {
    const stack = await api.LocalWorkspace.selectStack(
      { stackName, workDir: folder },
      { envVars: defined(environment) },
    );
    await stack.up({
      message,
      showSecrets: false,
      policyPacks: existsSync(join(pack, 'PulumiPolicy.yaml')) ? [pack] : [],
      onEvent: (event) => {
        abort.begun();
        progress.take(event);
      },
      signal: abort.signal,
    });
  } catch (error) {
    throw failureOf(error, api, stackName, progress);
  } finally {
    abort.over();
  }
}

function failureOf(
  cause: unknown,
  api: typeof automation,
  stack: string,
  { errors }: UpdateProgress,
): unknown {
  const fail = (message: string): CommandFailure =>
    new CommandFailure(EXIT.fail, message, {}, { cause });
  if (cause instanceof api.ConcurrentUpdateError) {
    return fail(
      `another update of stack '${stack}' is under way; wait for it, and if none is, run pulumi cancel --stack ${stack}`,
    );
  }
  if (cause instanceof api.StackNotFoundError) {
    const mend = `make it with pulumi stack init ${stack}, or check the backend with pulumi whoami --verbose`;
    return fail(`there is no stack '${stack}' in this backend; ${mend}`);
  }
  if (errors.length > 0) return fail(['pulumi up failed:', ...errors].join('\n  '));
  if (!(cause instanceof Error)) return cause;
  if (/\bENOENT: pulumi\b/.test(cause.message))
    return fail(`cannot update stack '${stack}': ${NO_PULUMI}`);
  return fail(`pulumi up failed: ${firstError(stderrOf(cause.message))}`);
}

/** A failed command tells code, stdout and stderr in one text. */
const stderrOf = (text: string): string => /^ ?stderr: ([\s\S]*)$/m.exec(text)?.[1] ?? text;

function defined(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined),
  ) as Record<string, string>;
}
