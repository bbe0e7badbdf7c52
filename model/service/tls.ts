import { z } from 'zod';
import { durationWithin, foreignName, port, seconds } from './fields';

const hsts = z
  .strictObject({
    maxAge: durationWithin('0', '730d')
      .default('365d')
      .describe('For how long browsers insist on HTTPS, 730d at most; 0: no header.'),
    includeSubDomains: z
      .boolean()
      .default(true)
      .describe('Whether it counts for all names below the host.'),
    preload: z
      .boolean()
      .default(false)
      .describe('Whether browsers may build the host in: hard to take back.'),
  })
  .refine(
    ({ preload, includeSubDomains, maxAge }) =>
      !preload || (includeSubDomains && seconds(maxAge) >= seconds('365d')),
    {
      error:
        "be false unless 'includeSubDomains' is true and 'maxAge' at least 365d, as the preload list asks",
      path: ['preload'],
    },
  )
  .prefault({})
  .describe('The Strict-Transport-Security header, sent with TLS alone.');

const HOST = /^(\*\.)?([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)*[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

const host = z
  .string()
  .regex(HOST, { error: 'be a host name in lower case, such as shop.example.com or *.example.com' })
  .max(253);

/** How the gateway speaks HTTPS. What a mode does not need may stand there: stacks choose the mode. */
export const tls = z
  .strictObject({
    mode: z
      .enum(['off', 'secret', 'issuer'])
      .default('off')
      .describe('off: plain HTTP. secret: a Secret that exists. issuer: cert-manager makes it.'),
    secret: foreignName
      .optional()
      .describe('Name of a kubernetes.io/tls Secret; with mode secret.'),
    issuer: z
      .strictObject({
        name: foreignName.describe('Its name.'),
        kind: z
          .enum(['Issuer', 'ClusterIssuer'])
          .default('ClusterIssuer')
          .describe('ClusterIssuer: for all namespaces. Issuer: in the same namespace.'),
      })
      .optional()
      .describe('The cert-manager issuer; with mode issuer.'),
    hosts: z
      .array(host)
      .default([])
      .describe('Names in the certificate; with mode issuer at least one.'),
    port: port.default(443).describe("Port of the gateway's Service for HTTPS."),
    hsts,
  })
  .superRefine((value, context) => {
    const missing = (path: string, message: string) => {
      context.addIssue({ code: 'custom', path: [path], message, input: undefined });
    };
    if (value.mode === 'secret' && value.secret === undefined) {
      missing('secret', "be given with mode 'secret'");
    }
    if (value.mode === 'issuer' && value.issuer === undefined) {
      missing('issuer', "be given with mode 'issuer'");
    }
    if (value.mode === 'issuer' && value.hosts.length === 0) {
      missing('hosts', "name at least one host with mode 'issuer'");
    }
  });
