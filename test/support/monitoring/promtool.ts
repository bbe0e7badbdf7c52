import { execFile, type ExecFileException } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** What a tool said, and whether it was content. */
export interface ToolAnswer {
  readonly ok: boolean;
  readonly text: string;
}

/**
 * Runs promtool or amtool on files of a folder that is removed afterwards.
 *
 * @param files - by name; anything but text is written as YAML.
 */
export async function runTool(
  tool: 'promtool' | 'amtool',
  args: readonly string[],
  files: Readonly<Record<string, unknown>>,
): Promise<ToolAnswer> {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-rules-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      const text =
        typeof content === 'string'
          ? content
          : stringify(content, { aliasDuplicateObjects: false });
      writeFileSync(join(folder, name), text);
    }
    return await run(tool, args, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(tool: string, args: readonly string[], cwd: string): Promise<ToolAnswer> {
  return new Promise((resolve, reject) => {
    const options = { cwd, maxBuffer: 64 * 1024 * 1024 };
    execFile(tool, args, options, (error: ExecFileException | null, stdout, stderr) => {
      if (error?.code === 'ENOENT') {
        reject(new Error(`${tool} is not installed; run: npm run setup`, { cause: error }));
        return;
      }
      resolve({ ok: error === null, text: `${stdout}${stderr}` });
    });
  });
}
