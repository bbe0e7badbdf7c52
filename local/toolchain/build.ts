import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
} from 'node:fs';
import { join } from 'node:path';

import type { LocalPaths } from '../settings';
import { runCommand } from '../setup/command';
import type { StepContext } from '../setup/step';
import { contentKey, removeOlder, unfinished } from './key';
import { ensureLink } from './link';
import type { GoPart } from './parts';

/** Flags and environment of every build: static, and equal wherever the module cache lies. */
const buildFlags = ['-trimpath', '-v'];
const buildEnvironment = { CGO_ENABLED: '0', GOWORK: 'off' };

/** Where the pinned go.mod and go.sum files are. */
const modulesFolder = join(__dirname, 'go');

/** @returns where the files of a part's module are found, beside its programs. */
export function filesFolder(paths: Pick<LocalPaths, 'bin'>, part: string): string {
  return join(paths.bin, `${part}.files`);
}

/** @returns the folder of a part's build: it exists exactly when the build was completed. */
function partFolder(paths: LocalPaths, part: GoPart, goVersion: string): string {
  const module = join(modulesFolder, part.name);
  const sources = readdirSync(module).map((file) => [file, readFileSync(join(module, file))]);
  const key = contentKey({
    ...(Object.fromEntries(sources) as Record<string, Buffer>),
    go: goVersion,
    programs: JSON.stringify(part.programs),
    ...(part.files && { files: JSON.stringify(part.files) }),
    flags: [...buildFlags, part.ldflags, JSON.stringify(buildEnvironment)].join(' '),
  });
  return join(paths.toolchain, `${part.name}-${key}`);
}

/**
 * Builds what is not built yet of some parts and links all their programs into `bin/`.
 *
 * @returns what was built, in words.
 */
export async function ensureParts(
  parts: readonly GoPart[],
  goVersion: string,
  context: StepContext,
): Promise<string> {
  const built: string[] = [];
  for (const [index, part] of parts.entries()) {
    const place = `${String(index + 1)} of ${String(parts.length)}, ${part.name}`;
    const folder = partFolder(context.paths, part, goVersion);
    if (!existsSync(folder)) {
      await buildPart(part, folder, {
        ...context,
        report: (text) => {
          context.report(`${place}: ${text}`);
        },
      });
      built.push(part.name);
    }
    for (const program of Object.keys(part.programs)) {
      ensureLink(join(context.paths.bin, program), join(folder, program));
    }
    if (part.files) ensureLink(filesFolder(context.paths, part.name), folder);
  }
  return built.length === 0 ? 'up to date' : `built ${built.join(', ')}`;
}

/**
 * Builds beside the final place and renames into it, so that a killed build leaves nothing that
 * looks complete; Go's own cache keeps what was compiled by then.
 */
async function buildPart(part: GoPart, folder: string, context: StepContext): Promise<void> {
  const building = unfinished(folder);
  mkdirSync(building, { recursive: true });
  const programs = Object.entries(part.programs);
  const cwd = join(modulesFolder, part.name);
  const env = { ...context.environment, ...buildEnvironment };
  const logFile = join(context.logs, `go-${part.name}.log`);
  // One invocation for several programs: they share the scan of packages and link side by side.
  const output = programs.length === 1 ? join(building, programs[0]?.[0] ?? '') : `${building}/`;
  await runCommand(
    'go',
    ['build', ...buildFlags, '-ldflags', part.ldflags, '-o', output].concat(
      programs.map(([, goPackage]) => goPackage),
    ),
    {
      cwd,
      env,
      logFile,
      onLine: progressOf(part, context),
      signal: context.signal,
    },
  );
  for (const [name, { module, path }] of Object.entries(part.files ?? {})) {
    const list = ['list', '-m', '-f', '{{.Dir}}', module];
    const options = { cwd, env, logFile: `${logFile}.files`, signal: context.signal };
    const lines = await runCommand('go', list, options);
    copyFileSync(join(lines.at(-1) ?? '', path), join(building, name));
  }
  renameSync(building, folder);
  removeOlder(context.paths.toolchain, part.name, folder);
}

/** Shows what `go build -v` says: a line per module fetched and per package compiled. */
function progressOf(part: GoPart, context: StepContext): (line: string) => void {
  const expected = `about ${String(part.minutes)} min on two idle cores`;
  let compiled = 0;
  context.report(expected);
  return (line) => {
    if (line.startsWith('go: ')) {
      context.report(line.slice('go: '.length));
      return;
    }
    compiled += 1;
    context.report(`${String(compiled)} packages compiled (${expected})`);
  };
}
