/** A Debian root file system to build on. */
export interface DebianBase {
  readonly suite: string;
  readonly packages: readonly string[];
  /** True where the suite has a security archive of its own, to be taken as well. */
  readonly security: boolean;
  /** False for a testing suite, whose mirrors may lawfully lag behind its release file's date. */
  readonly checkValidUntil: boolean;
}

/** One entry that an image has beyond its base; the owner is 0 (root) unless named. */
export type ImageFile =
  | { readonly path: string; readonly directory: true; readonly owner?: number }
  | { readonly path: string; readonly linkTo: string }
  /** Copied from the checkout, by its path in it. */
  | { readonly path: string; readonly from: string }
  /** Copied from the toolchain, by its name in `bin/`. */
  | { readonly path: string; readonly program: string };

/** An image of the embedded cluster: all that its content depends on. */
export interface ImageSpec {
  /** Its name without a tag; no registry serves it. */
  readonly name: string;
  /** None for an image of static programs only. */
  readonly base?: DebianBase;
  readonly files: readonly ImageFile[];
  readonly entrypoint: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingFolder?: string;
  readonly stopSignal?: string;
}

/** The user and group of every image: no name on the node has it, so it owns nothing there. */
export const imageUser = 65532;

const inClusterPrograms = ['agent', 'guard', 'compare', 'simulator'];

export const images: readonly ImageSpec[] = [
  {
    name: 'cutover.local/pause',
    files: [{ path: '/pause', program: 'pause' }],
    entrypoint: ['/pause'],
  },
  {
    name: 'cutover.local/coredns',
    files: [{ path: '/coredns', program: 'coredns' }],
    entrypoint: ['/coredns'],
  },
  {
    // From testing: a reload without a lost request needs nginx 1.27.4 or newer.
    name: 'cutover.local/nginx',
    base: {
      suite: 'forky',
      packages: [
        'nginx',
        'libnginx-mod-http-js',
        'libnginx-mod-http-modsecurity',
        // The OWASP Core Rule Set, in /usr/share/modsecurity-crs.
        'modsecurity-crs',
      ],
      security: false,
      checkValidUntil: false,
    },
    files: [
      { path: '/run/nginx', directory: true, owner: imageUser },
      { path: '/var/lib/nginx', directory: true, owner: imageUser },
      { path: '/var/log/nginx', directory: true, owner: imageUser },
      { path: '/var/log/nginx/access.log', linkTo: '/dev/stdout' },
      { path: '/var/log/nginx/error.log', linkTo: '/dev/stderr' },
    ],
    entrypoint: ['nginx', '-g', 'daemon off;'],
    // Lets requests in flight come to their end.
    stopSignal: 'SIGQUIT',
  },
  {
    name: 'cutover.local/cutover',
    base: {
      suite: 'trixie',
      packages: ['ca-certificates', 'nodejs'],
      security: true,
      checkValidUntil: true,
    },
    files: [
      { path: '/app', directory: true },
      ...inClusterPrograms.flatMap((program) => [
        { path: `/app/${program}.js`, from: `dist/${program}.js` },
        { path: `/app/${program}.js.map`, from: `dist/${program}.js.map` },
      ]),
      // The agent hands it to NGINX.
      { path: '/app/gateway.js', from: 'dist/gateway.js' },
    ],
    entrypoint: ['node'],
    environment: { NODE_ENV: 'production', NODE_OPTIONS: '--enable-source-maps' },
    workingFolder: '/app',
  },
];

const trixie = { suite: 'trixie', security: true, checkValidUntil: true } as const;

/** What watches the embedded cluster; built and imported only where monitoring is asked for. */
export const monitoringImages: readonly ImageSpec[] = [
  {
    // Both programs, as the operator starts the second one from wherever it is told.
    name: 'cutover.local/prometheus-operator',
    files: [
      { path: '/bin', directory: true },
      { path: '/bin/operator', program: 'operator' },
      { path: '/bin/prometheus-config-reloader', program: 'prometheus-config-reloader' },
    ],
    entrypoint: ['/bin/operator'],
  },
  {
    name: 'cutover.local/prometheus',
    base: { ...trixie, packages: ['prometheus'] },
    files: [{ path: '/prometheus', directory: true, owner: imageUser }],
    entrypoint: ['/usr/bin/prometheus'],
    workingFolder: '/prometheus',
  },
  {
    name: 'cutover.local/alertmanager',
    base: { ...trixie, packages: ['prometheus-alertmanager'] },
    files: [{ path: '/alertmanager', directory: true, owner: imageUser }],
    entrypoint: ['/usr/bin/prometheus-alertmanager'],
    workingFolder: '/alertmanager',
  },
];

/**
 * A service that nobody of this project wrote, in two releases, for the tests that need one: httpbin 0.10.2 of
 * Debian trixie and 0.10.4 of Debian forky. Built and imported only where asked for. From outside they are told apart
 * by the page at `/` (the first shows Swagger UI), by `/spec.json` (200 and 404), and by the length of `/status/418`.
 */
export const guestImages: readonly ImageSpec[] = [
  guest(trixie),
  guest({ suite: 'forky', security: false, checkValidUntil: false }),
];

function guest(base: Omit<DebianBase, 'packages'>): ImageSpec {
  return {
    name: `cutover.local/httpbin-${base.suite}`,
    base: { ...base, packages: ['gunicorn', 'python3-httpbin'] },
    files: [],
    entrypoint: ['gunicorn', '--bind=0.0.0.0:8080', '--worker-tmp-dir=/tmp'],
    // Threads, for its plain workers close every connection after one request; kept open longer than a gateway does.
    command: [
      ...['--worker-class=gthread', '--workers=2', '--threads=16', '--keep-alive=75'],
      ...['--access-logfile=-', 'httpbin:app'],
    ],
    // Its releases from 26 on write there.
    environment: { HOME: '/tmp' },
  };
}
