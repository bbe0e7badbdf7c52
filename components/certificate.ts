import { CustomResource } from '@pulumi/kubernetes/apiextensions/customResource';
import * as pulumi from '@pulumi/pulumi';
import { GATEWAY_COMPONENT, gatewayName } from '../model/names';
import type { GatewayShape, Service } from '../model/service/service';
import { standardLabels } from './labels';

interface CertificateArgs {
  /** Name of the migrating service. A plain value: it names the children. */
  readonly service: string;
  readonly namespace: pulumi.Input<string>;
  /** Names that the certificate is for; at least one. */
  readonly hosts: readonly string[];
  /** The cert-manager issuer, which exists already. */
  readonly issuer: NonNullable<GatewayShape['tls']['issuer']>;
}

/** Life of a certificate that an issuer may choose the length of. */
const DURATION = '2160h0m0s';
/**
 * Renewed 30 days before its end: a month for somebody to notice that it fails. With an issuer whose certificates
 * live for less than that, cert-manager renews after two thirds of their life.
 */
const RENEW_BEFORE = '720h0m0s';
/** Time for the first certificate: an issuer that asks for proof by DNS needs minutes. */
const ISSUE_TIMEOUT = '10m';

/**
 * The gateway's certificate by cert-manager, in a Secret that cert-manager keeps renewed: each time with a new key,
 * so that a key that leaked serves for one period at most. The agents take a renewed one up by themselves.
 *
 * Making it waits until the first certificate is there, and the gateway depends on it.
 *
 * @example
 * const certificate = new Certificate('certificate', {
 *   service: 'supersmartmatch', namespace: 'supersmartmatch', hosts: tls.hosts, issuer: tls.issuer,
 * });
 */
class Certificate extends pulumi.ComponentResource {
  /** Name of the Secret, of type kubernetes.io/tls; known once there is a certificate in it. */
  readonly secret: pulumi.Output<string>;

  constructor(name: string, args: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cutover:index:Certificate', name, {}, opts);
    const { service, issuer } = args;
    const secretName = `${service}-tls`;
    const certificate = new CustomResource(
      `${name}-certificate`,
      {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        metadata: {
          name: gatewayName(service),
          namespace: args.namespace,
          labels: standardLabels({ service, component: GATEWAY_COMPONENT }),
          annotations: { 'pulumi.com/waitFor': 'condition=Ready' },
        },
        spec: {
          secretName,
          dnsNames: [...args.hosts],
          issuerRef: { group: 'cert-manager.io', kind: issuer.kind, name: issuer.name },
          duration: DURATION,
          renewBefore: RENEW_BEFORE,
          // Small and fast to sign with, and known to every client that speaks TLS 1.2 or newer.
          privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
          usages: ['digital signature', 'server auth'],
        },
      },
      { parent: this, customTimeouts: { create: ISSUE_TIMEOUT, update: ISSUE_TIMEOUT } },
    );
    this.secret = certificate.id.apply(() => secretName);
    this.registerOutputs({ secret: this.secret });
  }
}

/**
 * @param name - logical name of the certificate, if one is made.
 * @returns the name of the Secret that the gateway takes its certificate from, as its file says: one that exists, or
 * one that cert-manager fills; `undefined` without TLS.
 */
export function gatewaySecret(
  name: string,
  { service, namespace }: { readonly service: Service; readonly namespace: pulumi.Input<string> },
  opts?: pulumi.ComponentResourceOptions,
): pulumi.Input<string> | undefined {
  const { mode, secret, issuer, hosts } = service.gateway.tls;
  if (mode === 'secret') return secret;
  if (mode !== 'issuer' || issuer === undefined) return undefined;
  return new Certificate(name, { service: service.name, namespace, hosts, issuer }, opts).secret;
}
