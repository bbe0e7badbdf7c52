import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statfsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** The oldest Node that the packages in package.json run on. */
const oldestNode = '20.19.0';
/** Go fetches the version that a go.mod asks for by itself from here on, unless told not to. */
const oldestSwitchingGo = '1.21.0';
/** Bytes of disk that everything takes from nothing: Go's caches, builds, images, node_modules. */
const neededBytes = 10e9;
/** Bytes that runs take once all is built: state, logs, unpacked images. */
const neededBytesWhenBuilt = 2e9;

/**
 * @param {import('./needs.mjs').Facts} facts
 * @returns {string[]} every need that is not met, each with what mends it; empty when all are.
 */
export function unmetNeeds(facts) {
  const unmet = [];
  if (!isAtLeast(facts.node, oldestNode)) {
    unmet.push(`'node' (${facts.node}) must be ${oldestNode} or newer; install a newer Node.js.`);
  }
  if (facts.context) return unmet;
  const otherCluster = 'or use a cluster of your own with `--context NAME`';
  if (facts.platform !== 'linux') {
    unmet.push(
      `'operating system' (${facts.platform}) must be linux for the embedded cluster; use a Linux machine, ${otherCluster}.`,
    );
  } else {
    if (facts.user !== 0) {
      unmet.push(
        `'user' (id ${facts.user}) must be root, who may make namespaces and mounts; run the command as root, ${otherCluster}.`,
      );
    }
    if (!facts.hasAptGet) {
      unmet.push(
        `'apt-get' (not found) must be there to install packages; use Debian or one made from it, ${otherCluster}.`,
      );
    }
  }
  const go = facts.go === undefined ? 'not found' : facts.go.version;
  if (!isGoEnough(facts)) {
    unmet.push(`'go' (${go}) must be ${facts.oldestGo} or newer; install it and put it on PATH.`);
  }
  const needed = facts.isBuilt ? neededBytesWhenBuilt : neededBytes;
  if (facts.freeBytes < needed) {
    unmet.push(
      `'free disk at ${facts.home}' (${gigabytes(facts.freeBytes)}) must be at least ${gigabytes(needed)}; free some, or set CUTOVER_HOME to a folder on a larger disk.`,
    );
  }
  return unmet;
}

/**
 * Looks at this machine; starts nothing but `go env`.
 *
 * @param {{home: string, toolchain: string, environment: Record<string, string | undefined>, context: boolean}} where
 * @returns {import('./needs.mjs').Facts}
 */
export function readFacts({ home, toolchain, environment, context }) {
  const { bsize, bavail } = statfsSync(nearestFolder(home));
  return {
    context,
    node: process.versions.node,
    platform: process.platform,
    user: process.getuid?.() ?? -1,
    hasAptGet: (environment['PATH'] ?? '')
      .split(delimiter)
      .some((folder) => existsSync(join(folder, 'apt-get'))),
    go: context ? undefined : readGo(),
    oldestGo: oldestGo(toolchain),
    freeBytes: bsize * bavail,
    isBuilt: existsSync(join(home, 'bin', 'kubelet')),
    home,
  };
}

/** The newest of the versions that the go.mod files ask for. */
function oldestGo(toolchain) {
  return readdirSync(toolchain)
    .map((part) => readFileSync(join(toolchain, part, 'go.mod'), 'utf8'))
    .map((text) => /^go (\S+)$/m.exec(text)?.[1] ?? '0')
    .reduce((newest, version) => (isAtLeast(version, newest) ? version : newest), '0');
}

function readGo() {
  try {
    // Outside any module, so that no go.mod makes Go fetch another version for this question.
    const text = execFileSync('go', ['env', 'GOVERSION', 'GOTOOLCHAIN'], { cwd: '/' }).toString();
    const [version = '', toolchain = ''] = text.split('\n');
    return { version: version.replace(/^go/, ''), switches: toolchain !== 'local' };
  } catch {
    return undefined;
  }
}

function isGoEnough({ go, oldestGo: oldest }) {
  if (go === undefined) return false;
  return isAtLeast(go.version, oldest) || (go.switches && isAtLeast(go.version, oldestSwitchingGo));
}

function isAtLeast(version, floor) {
  const [has, needs] = [version, floor].map((text) =>
    text.split('.').map((part) => parseInt(part, 10)),
  );
  for (const index of [0, 1, 2]) {
    const difference = (has[index] ?? 0) - (needs[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function nearestFolder(path) {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}

function gigabytes(bytes) {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
