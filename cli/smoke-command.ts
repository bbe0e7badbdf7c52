import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from '@commander-js/extra-typings';
import { VERSIONS, type Version } from '../model/names';
import type { Service } from '../model/service/service';
import type { ClusterPort } from './cluster-port';
import type { CommandParts } from './command-parts';
import { CommandFailure, EXIT } from './failure';
import { toJson } from './output';
import { renderSmoke } from './render-smoke';
import { findServiceSource, requireService } from './service-source';
import { smoke, smokeExit } from './smoke';
import type { CommandTarget, TargetOptions } from './target';
import { seconds } from './option-values';

const DEFAULT_TIMEOUT_S = 10;

/** Adds `cutover smoke`. */
export function addSmoke(
  program: Command,
  { output, folder, exit }: CommandParts,
  where: (options: TargetOptions) => readonly [ClusterPort, CommandTarget],
): void {
  program
    .command('smoke')
    .description('send the checks of the service file to each version')
    .argument('[file]', 'service file; by default that of the stack or of the service')
    .option(
      '-s, --stack <name>',
      'take service, overrides, namespace and context from Pulumi.<name>.yaml',
    )
    .option('--service <name>', 'services/<name>.yaml')
    .option('--url <url>', "of the gateway; by default it is looked up in the stack's cluster", url)
    .option('--v1-url <url>', 'ask V1 straight, past the gateway', url)
    .option('--v2-url <url>', 'ask V2 straight, past the gateway', url)
    .option('--version <version>', 'only v1, or only v2', versionName)
    .option(
      '--header <text>',
      "sent with every request, as 'Name: value'; may be repeated",
      header,
      {},
    )
    .option('--host <name>', "name in the gateway's certificate, and Host of the requests to it")
    .option('--ca <file>', 'certificates to trust, as PEM')
    .option('--timeout <seconds>', 'for each request', seconds, DEFAULT_TIMEOUT_S)
    .option('--namespace <name>', 'by default the name of the service')
    .option('--context <name>', 'context of the kubeconfig')
    .option('--kubeconfig <file>', 'by default KUBECONFIG, then ~/.kube/config')
    .option('--json', 'print JSON')
    .action(async (file, { json, url: given, v1Url: v1, v2Url: v2, ...options }) => {
      const service = requireService(findServiceSource({ ...options, file }, folder));
      const wanted = options.version === undefined ? VERSIONS : [options.version];
      const straight = { v1, v2 };
      const needed = wanted.some((version) => straight[version] === undefined);
      const found =
        given === undefined && needed && options.stack !== undefined
          ? await lookUp(service, where({ ...options, service: service.name }))
          : undefined;
      const gateway = given ?? found;
      // Where one version has a URL and there is no gateway, the other is not asked.
      const versions = wanted.filter((version) => gateway ?? straight[version]);
      if (versions.length === 0) throw new CommandFailure(EXIT.usage, NO_URL);
      const result = await smoke(
        service,
        {
          targets: { gateway, v1, v2 },
          versions,
          headers: options.header,
          timeoutMs: options.timeout * 1000,
          ca: options.ca === undefined ? undefined : readText(resolve(folder, options.ca)),
          host: options.host ?? (found ? certificateHost(service) : undefined),
        },
        ({ verdict, version, check }) => {
          if (!json && output.terminal) output.progress(`${verdict} ${version} ${check}`);
        },
      );
      output.result(json ? toJson(result) : renderSmoke(result, output.colors));
      exit(smokeExit(result));
    });
}

const NO_URL =
  'no URL named: give --url of the gateway, --v1-url or --v2-url, or --stack to look the gateway up';

/** @returns the gateway's URL as its clients reach it. */
async function lookUp(
  { name, gateway: { tls, port } }: Service,
  [cluster, { namespace }]: readonly [ClusterPort, CommandTarget],
): Promise<URL> {
  const host = await cluster.gatewayHost();
  if (host === undefined) {
    const message = `there is no gateway of service '${name}' in namespace '${namespace}'; deploy it with pulumi up`;
    throw new CommandFailure(EXIT.inconclusive, message);
  }
  const authority = host.includes(':') ? `[${host}]` : host;
  return new URL(
    tls.mode === 'off' ? `http://${authority}:${port}` : `https://${authority}:${tls.port}`,
  );
}

/** The gateway is found by its address; its certificate has names. */
function certificateHost({ gateway: { tls } }: Service): string | undefined {
  return tls.mode === 'off' ? undefined : tls.hosts.find((host) => !host.startsWith('*'));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CommandFailure(EXIT.usage, `${path} cannot be read; correct --ca`, {}, { cause });
  }
}

function url(text: string): URL {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed && /^https?:$/.test(parsed.protocol) && parsed.pathname === '/') return parsed;
  throw new InvalidArgumentError('It must be http:// or https:// with a host, and no path.');
}

function versionName(text: string): Version {
  const known = VERSIONS.find((version) => version === text);
  if (known === undefined) throw new InvalidArgumentError('It must be v1 or v2.');
  return known;
}

function header(text: string, before: Record<string, string>): Record<string, string> {
  const [, name, value] = /^([A-Za-z][A-Za-z0-9-]*):\s*([\x20-\x7e]*)$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError("It must be written as 'Name: value'.");
  return { ...before, [name]: value ?? '' };
}
