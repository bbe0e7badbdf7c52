import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fchownSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { builtImage } from '../../local/images/ensure';
import { images, imageUser } from '../../local/images/list';
import { rootFolder } from '../../local/images/root-folder';
import { localPaths } from '../../local/settings';

/**
 * Folders or files of this machine by the path at which NGINX finds them. The path must lie below `/etc/cutover`,
 * `/run` or `/tmp`, as in a gateway pod. What is mounted below `/etc` is read-only; the others are handed to the user
 * of the image.
 */
export type Mounts = Readonly<Record<string, string>>;

/** What a `nginx -t` says. */
export interface ConfigCheck {
  readonly ok: boolean;
  /** All that it wrote. */
  readonly output: string;
}

/** The folders of the image that are empty at every start, as in a gateway pod. */
const fresh = ['/etc/cutover', '/run', '/tmp'];

/**
 * The mounts live in a mount namespace of the process and end with it. The root file system is read-only, as in the
 * pod.
 */
const script = `
set -eu
root=$1 user=$2
shift 2
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
for folder in ${fresh.join(' ')}; do mount -t tmpfs -o mode=1777 fresh "$root$folder"; done
for folder in dev proc; do mount --rbind /$folder "$root/$folder"; done
while [ "$1" != -- ]; do
  if [ -d "$2" ]; then mkdir -p "$root$1"; else mkdir -p "$root\${1%/*}"; : > "$root$1"; fi
  mount --bind "$2" "$root$1"
  case $1 in
    /etc/*) mount -o remount,bind,ro "$root$1" ;;
    *) chown -R "$user" "$2" ;;
  esac
  shift 2
done
shift
exec chroot --userspec="$user" "$root" "$@"`;

/**
 * The command line that runs a program of the gateway image, NGINX with the modules njs and ModSecurity beside it,
 * on this machine's own loopback as the image's user. Its process id is the program's own.
 *
 * @throws when the image is not built, or the user is not root, who may mount.
 */
function insideRoot(mounts: Mounts, command: readonly string[]): [string, string[]] {
  if (process.getuid?.() !== 0) {
    throw new Error("'user' must be root to run the gateway's NGINX; run the tests as root.");
  }
  const spec = images.find(({ name }) => name === 'cutover.local/nginx');
  if (spec === undefined) throw new Error('no NGINX among the images');
  const root = rootFolder(builtImage(spec, localPaths()), ['/dev', '/etc/cutover', '/proc']);
  const pairs = Object.entries(mounts).flat();
  const user = `${String(imageUser)}:${String(imageUser)}`;
  const shell = ['sh', '-c', script, 'sh', root, user, ...pairs, '--'];
  return ['unshare', ['--mount', '--propagation', 'private', ...shell, ...command]];
}

const SEPARATOR = '-- exit code ';

/**
 * Checks many configurations in one go, since most of the time goes into the mounts.
 *
 * @returns what `nginx -t` says of each.
 */
export async function checkConfigs(
  mounts: Mounts,
  configs: readonly string[],
): Promise<ConfigCheck[]> {
  const each = `for config do nginx -t -e stderr -c "$config"; echo "${SEPARATOR}$?" >&2; done`;
  const [command, args] = insideRoot(mounts, ['sh', '-c', each, 'sh', ...configs]);
  // It opens what its access logs go to as well: /dev/stdout by name, which no pipe of Node's allows.
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const [output] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  const checks = output.split(new RegExp(`${SEPARATOR}(\\d+)\n`));
  if (checks.length !== 2 * configs.length + 1) throw new Error(output);
  return configs.map((_, index) => ({
    ok: checks[2 * index + 1] === '0',
    output: checks[2 * index] ?? '',
  }));
}

/** The gateway image's NGINX, running on this machine. */
export class GatewayNginx {
  private child: ChildProcess | undefined;

  /** @param logs - a folder of the test's own, for what NGINX writes to standard output and error. */
  constructor(
    private readonly mounts: Mounts,
    private readonly logs: string,
    private readonly config = '/etc/cutover/nginx.conf',
  ) {
    mkdirSync(logs, { recursive: true });
  }

  /** Undefined until started. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** What it wrote to `/dev/stdout`: the access log. */
  get output(): string {
    return readFileSync(join(this.logs, 'stdout'), 'utf8');
  }

  /** What it wrote to `stderr`: the error log. */
  get errors(): string {
    return readFileSync(join(this.logs, 'stderr'), 'utf8');
  }

  /** Returns at once: wait until the port answers or the file of the process id is there. */
  start(): void {
    const options = ['-e', 'stderr', '-c', this.config, '-g', 'daemon off;'];
    const [command, args] = insideRoot(this.mounts, ['nginx', ...options]);
    const [out, err] = [this.openLog('stdout'), this.openLog('stderr')];
    this.child = spawn(command, args, { stdio: ['ignore', out, err] });
    for (const file of [out, err]) closeSync(file);
  }

  /** A file that the image's user can open by the name /dev/stdout. */
  private openLog(name: string): number {
    const file = openSync(join(this.logs, name), 'a', 0o600);
    fchownSync(file, imageUser, imageUser);
    return file;
  }

  /** Takes up its configuration anew. */
  reload(): void {
    this.child?.kill('SIGHUP');
  }

  /** Returns once it has ended; does nothing when it does not run. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}
